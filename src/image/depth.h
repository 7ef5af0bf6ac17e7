/* SPDX-License-Identifier: MIT */
/*
 * depth.h - gray samples of one depth as those of another
 *
 * Samples of 8 and 16 bits are coded by the curve of sRGB, floats are linear
 * light, as image.h has it:
 *
 *   16 to 8    v * 255 / 65535, rounded to nearest; alpha, too
 *   to float   the light that the code stands for, from 0 to 1
 *   float to   the code nearest to the light; what is below 0 or no number is
 *              black, what is above 1 is white
 */
#ifndef GM_IMAGE_DEPTH_H
#define GM_IMAGE_DEPTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Convert n samples of from_bits at src to to_bits, each 8, 16 or 32, but not
 * 8 to 16.  dst may be src, and has room for both.  False when light was cut
 * off by more than what rounding adds to black and white.
 */
bool depth_convert(uint32_t from_bits, uint32_t to_bits, const void *src,
		   size_t n, void *dst);

#endif
