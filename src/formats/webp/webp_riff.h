/* SPDX-License-Identifier: MIT */
/*
 * webp_riff.h - chunks of a RIFF file, read and written
 *
 * The source is RFC 9649, section 2.3: a chunk is four letters, the size of its
 * payload in 32 bits, little-endian, the payload, and a zero where its size is
 * odd.  A file is one chunk, RIFF, whose payload is "WEBP" and chunks; so is
 * what is in a chunk of the name ANMF after its head.  Knows of no chunk what
 * it means.
 */
#ifndef GM_FORMATS_WEBP_WEBP_RIFF_H
#define GM_FORMATS_WEBP_WEBP_RIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/file.h"
#include "base/file_cursor.h"

#define WEBP_RIFF_HEAD_NBYTES  12u /* "RIFF", size, "WEBP" */
#define WEBP_CHUNK_HEAD_NBYTES 8u

struct webp_chunk {
	char name[4];    /* no NUL after it */
	uint32_t nbytes; /* of the payload */
	uint64_t at;     /* of the payload, from the start of the file */
};

static inline bool
webp_chunk_is(const struct webp_chunk *chunk, const char name[5])
{
	return memcmp(chunk->name, name, 4) == 0;
}

/* Where chunks stand one after another. */
struct webp_range {
	uint64_t at;  /* of the next one, from the start of the file */
	uint64_t end; /* of the last one, likewise */
};

/*
 * Read the head of a file: the range of its chunks, which ends beyond the end
 * of a file that is cut short.  Fails with GM_ERR_TRUNCATED where not even the
 * head is there, GM_ERR_CORRUPT or GM_ERR_READ.
 */
enum gm_status webp_riff_open(struct file_cursor *cursor,
			      struct webp_range *range, struct gm_error *err);

/*
 * Read the head of the next chunk, and go on to the one after it.  *found is
 * false at the end of the range, of which up to seven bytes may be left, and
 * where the file ends before.  A payload that goes beyond the range is
 * GM_ERR_CORRUPT; one that goes beyond the end of the file is not looked at.
 */
enum gm_status webp_riff_next(struct file_cursor *cursor,
			      struct webp_range *range,
			      struct webp_chunk *chunk, bool *found,
			      struct gm_error *err);

/*
 * Append the payload to *payload; with may_be_cut, as much of it as the file
 * has.  No memory is taken for bytes that are not there.  Fails with
 * GM_ERR_TRUNCATED, GM_ERR_READ or GM_ERR_NOMEM.
 */
enum gm_status webp_riff_load(struct file_cursor *cursor,
			      const struct webp_chunk *chunk, bool may_be_cut,
			      struct bytes *payload, struct gm_error *err);

/* Begin a file, which must be empty.  Fails as writing does. */
enum gm_status webp_riff_begin(struct file_out *out, struct gm_error *err);

/* Write the head of a chunk, whose payload and padding are the caller's.  Fails
   as writing does. */
enum gm_status webp_riff_put_head(struct file_out *out, const char name[4],
				  uint32_t nbytes, struct gm_error *err);

/* Write a chunk.  Fails with GM_ERR_LIMIT where its size needs 33 bits, or as
   writing does. */
enum gm_status webp_riff_put(struct file_out *out, const char name[4],
			     const uint8_t *payload, size_t nbytes,
			     struct gm_error *err);

/*
 * After the last chunk: the head gets the size of the file.  Fails with
 * GM_ERR_LIMIT where that needs 33 bits.
 */
enum gm_status webp_riff_end(struct file_out *out, struct gm_error *err);

/* Append a chunk, with its padding.  Fails with GM_ERR_NOMEM. */
enum gm_status webp_riff_append(struct bytes *to, const char name[4],
				const struct bytes *payload,
				struct gm_error *err);

/* Bytes of a chunk with its head and its padding. */
static inline uint64_t
webp_riff_nbytes(uint64_t payload_nbytes)
{
	return WEBP_CHUNK_HEAD_NBYTES + payload_nbytes + (payload_nbytes & 1);
}

#endif
