/* SPDX-License-Identifier: MIT */
/*
 * avif_boxes.h - the boxes that a file is made of
 *
 * The source is ISO/IEC 14496-12, section 4.2: a box is its size in 32 bits,
 * big-endian, four letters, and what it holds; a size of 1 is followed by one
 * of 64 bits, and one of 0 goes to the end.  Knows of no box what it means.
 */
#ifndef GM_FORMATS_AVIF_AVIF_BOXES_H
#define GM_FORMATS_AVIF_AVIF_BOXES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Bytes of the longest head. */
#define AVIF_BOX_HEAD_NBYTES 16u

struct avif_box {
	char name[4];         /* no NUL after it */
	uint64_t head_nbytes; /* 8 or 16 */
	uint64_t nbytes;      /* after the head */
};

static inline bool
avif_box_is(const struct avif_box *box, const char name[5])
{
	return memcmp(box->name, name, 4) == 0;
}

/*
 * Read the head of a box, of which n bytes are at hand where left are up to
 * the end of all.  False where it is none; the box may go beyond the end.
 */
bool avif_box_read(struct avif_box *box, const uint8_t *data, size_t n,
		   uint64_t left);

/* Bytes in memory, which are looked at one after another. */
struct avif_span {
	const uint8_t *data; /* the caller's */
	size_t nbytes;
};

/*
 * Take the next box off a span: *content is what it holds.  False where there
 * is none that is whole.
 */
bool avif_span_box(struct avif_span *span, struct avif_box *box,
		   struct avif_span *content);

/* The first box of that name in a span.  False where there is none. */
bool avif_span_find(struct avif_span span, const char name[5],
		    struct avif_span *content);

/*
 * Take a big-endian number of up to 8 bytes off a span.  Where fewer are left
 * it is 0, and none are left after.
 */
uint64_t avif_span_number(struct avif_span *span, size_t nbytes);

/* Take the version and the flags of a full box off; the version. */
unsigned avif_span_version(struct avif_span *span);

#endif
