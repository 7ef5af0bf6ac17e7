/* SPDX-License-Identifier: MIT */
/*
 * chunk_io.h - the chunks of a PNG file, in and out
 *
 * PNG section 5.3: a length, a type, this many bytes, and a CRC over the last
 * two.  Knows nothing of what the bytes mean.
 */
#ifndef GM_FORMATS_PNG_CHUNK_IO_H
#define GM_FORMATS_PNG_CHUNK_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/file.h"

#define CHUNK_IO_SIGNATURE "\211PNG\r\n\032\n"

/* Bytes of a chunk besides its payload. */
#define CHUNK_IO_EXTRA 12u

/* A chunk whose type is read, and whose payload is not. */
struct chunk {
	uint8_t type[4];
	uint32_t nbytes; /* of the payload, at most 2^31 - 1 */
};

bool chunk_is(const struct chunk *chunk, const char *type);

/*
 * Read the signature of a PNG.  All functions that read fail with
 * GM_ERR_UNSUPPORTED when what they should find is not there, or is longer
 * than the file; else with GM_ERR_READ.
 */
enum gm_status chunk_read_signature(struct file_in *in, struct gm_error *err);

/* Read the length and the type of the next chunk. */
enum gm_status chunk_read_head(struct file_in *in, struct chunk *chunk,
			       struct gm_error *err);

/*
 * Append the payload of a chunk whose head was read to *payload, and check
 * the CRC.  Fails also with GM_ERR_NOMEM.
 */
enum gm_status chunk_read_payload(struct file_in *in, const struct chunk *chunk,
				  struct bytes *payload, struct gm_error *err);

/* Write a whole chunk.  Fails as file_out_write() does. */
enum gm_status chunk_write(struct file_out *out, const char *type,
			   const uint8_t *payload, size_t nbytes,
			   struct gm_error *err);

/* Append a whole chunk to *to.  Fails with GM_ERR_NOMEM. */
enum gm_status chunk_append(struct bytes *to, const uint8_t *type,
			    const uint8_t *payload, size_t nbytes,
			    struct gm_error *err);

#endif
