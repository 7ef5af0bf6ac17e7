/* SPDX-License-Identifier: MIT */
/*
 * vp8_bool_range.h - the range of a boolean coder, less one
 *
 * RFC 6386 section 7 has a range of 128 to 255, which a boolean takes to 1 or
 * more, and which is then doubled until it is back.  Here all are less one,
 * and tables say what comes of that: each boolean waits for the range of the
 * one before, and this is the shortest way from one to the next.
 */
#ifndef GM_FORMATS_WEBP_VP8_BOOL_RANGE_H
#define GM_FORMATS_WEBP_VP8_BOOL_RANGE_H

#include <stdint.h>

#define VP8_BOOL_N_RANGES  255u
#define VP8_BOOL_MAX_RANGE 254u

/* How often it is doubled. */
extern const uint8_t vp8_bool_shifts[VP8_BOOL_N_RANGES];

/* What it is then: 127..254. */
extern const uint8_t vp8_bool_ranges[VP8_BOOL_N_RANGES];

/* What it is where a boolean is false, which prob, of 256, is how probable
   it is; below the range. */
static inline uint32_t
vp8_bool_split(uint32_t range, uint32_t prob)
{
	return range * prob >> 8;
}

#endif
