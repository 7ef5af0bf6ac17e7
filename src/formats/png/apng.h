/* SPDX-License-Identifier: MIT */
/*
 * apng.h - what the chunks of an animated PNG say
 *
 * PNG 11.3.6: acTL counts the frames, fcTL is before each and says where it is
 * drawn, fdAT has what IDAT has after a sequence number.  That counts the
 * chunks of the last two kinds, in their order.
 */
#ifndef GM_FORMATS_PNG_APNG_H
#define GM_FORMATS_PNG_APNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

#define APNG_ACTL_NBYTES 8u
#define APNG_FCTL_NBYTES 26u

/* Of the sequence number that payloads of fcTL and fdAT begin with. */
#define APNG_SEQUENCE_NBYTES 4u

/* What becomes of a frame's region before the next frame. */
enum apng_dispose {
	APNG_DISPOSE_NONE,       /* it stays */
	APNG_DISPOSE_BACKGROUND, /* it becomes clear */
	APNG_DISPOSE_PREVIOUS,   /* what was there before the frame returns */
	APNG_DISPOSE_N
};

enum apng_blend {
	APNG_BLEND_SOURCE, /* pixels take the place of those that are there */
	APNG_BLEND_OVER,   /* they are seen through */
	APNG_BLEND_N
};

struct apng_frame {
	uint32_t width; /* of its region, in pixels; at least 1 */
	uint32_t height;
	uint32_t x; /* of that, on the picture */
	uint32_t y;
	uint16_t shown_num; /* seconds, */
	uint16_t shown_den; /* a fraction; 0 stands for 100 */
	enum apng_dispose dispose;
	enum apng_blend blend;
};

/*
 * Read the payload of an fcTL, after its sequence number.  False when it has
 * values that there are not, or its region is not on a picture of this size.
 */
bool apng_read_frame(const uint8_t payload[APNG_FCTL_NBYTES], uint32_t width,
		     uint32_t height, struct apng_frame *frame);

/* The payload of an fcTL. */
void apng_write_frame(const struct apng_frame *frame, uint32_t sequence,
		      uint8_t payload[APNG_FCTL_NBYTES]);

/*
 * The time that is nearest to num / den seconds: 65535 seconds for what is
 * longer.  den is not 0.
 */
void apng_set_time(struct apng_frame *frame, uint32_t num, uint32_t den);

#endif
