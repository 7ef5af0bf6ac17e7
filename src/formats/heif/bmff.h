/* SPDX-License-Identifier: MIT */
/*
 * bmff.h - boxes of the ISO base media file format
 *
 * The source is ISO/IEC 14496-12, section 4.2: a box is its size in 32 bits,
 * four letters, and what it holds; a size of 1 says that one of 64 bits
 * follows, and 0 that the box goes on to the end of what it is in.  All numbers
 * are big-endian.  Knows of no box what it means.
 */
#ifndef GM_FORMATS_HEIF_BMFF_H
#define GM_FORMATS_HEIF_BMFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/file_cursor.h"

/* Most bytes of a box that is looked into in memory. */
#define BMFF_MAX_NBYTES (UINT64_C(16) << 20)

/* A box of a file, without its head. */
struct bmff_box {
	uint32_t type;
	uint64_t at;     /* from the start of the file */
	uint64_t nbytes; /* as it says: the file may end before */
};

/* Where boxes stand one after another in a file. */
struct bmff_range {
	uint64_t at; /* of the next one, from the start of the file */
	uint64_t end;
};

/*
 * Read the head of the next box, and go on to the one after it.  *found is
 * false at the end of the range, and where the file ends before a head does.
 * Fails with GM_ERR_CORRUPT for a box that is smaller than its head or goes
 * beyond the range, whose end is then `end`; or with GM_ERR_READ.
 */
enum gm_status bmff_next(struct file_cursor *cursor, struct bmff_range *range,
			 struct bmff_box *box, bool *found,
			 struct gm_error *err);

/*
 * Read what the box holds into *payload, in place of what was there.  No memory
 * is taken for bytes that are not there.  Fails with GM_ERR_LIMIT (over
 * BMFF_MAX_NBYTES), GM_ERR_TRUNCATED, GM_ERR_READ or GM_ERR_NOMEM.
 */
enum gm_status bmff_load(struct file_cursor *cursor, const struct bmff_box *box,
			 struct bytes *payload, struct gm_error *err);

/*
 * Bytes in memory, taken from the front.  What is beyond their end is 0, and
 * is_short from then on.
 */
struct bmff_in {
	const uint8_t *at;
	size_t left;
	bool is_short;
};

static inline struct bmff_in
bmff_in(const uint8_t *data, size_t nbytes)
{
	return (struct bmff_in){.at = data, .left = nbytes};
}

/* A number of up to 8 bytes; of none it is 0. */
uint64_t bmff_number(struct bmff_in *in, unsigned nbytes);

static inline uint32_t
bmff_u32(struct bmff_in *in)
{
	return (uint32_t)bmff_number(in, 4);
}

static inline uint32_t
bmff_u16(struct bmff_in *in)
{
	return (uint32_t)bmff_number(in, 2);
}

static inline uint32_t
bmff_u8(struct bmff_in *in)
{
	return (uint32_t)bmff_number(in, 1);
}

/* The next n bytes; none of them, and is_short, where there are fewer. */
struct bmff_in bmff_part(struct bmff_in *in, size_t n);

/* The text up to the next NUL, or to the end, which is stepped over. */
struct bmff_in bmff_text(struct bmff_in *in);

/*
 * The next box in memory, and its type; false at the end, of which up to seven
 * bytes may be left.  One that is smaller than its head or goes beyond the end
 * is none, and is_short.
 */
bool bmff_child(struct bmff_in *in, uint32_t *type, struct bmff_in *child);

/* The version of a full box (4.2.2), whose flags go to *flags. */
unsigned bmff_version(struct bmff_in *in, uint32_t *flags);

#endif
