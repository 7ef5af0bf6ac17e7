/* SPDX-License-Identifier: MIT */
/*
 * gray.h - the formulas that make a colour gray
 *
 * Samples are R, G, B or R, G, B, A in this order, interleaved.  8-bit and
 * 16-bit samples are sRGB-coded, float samples are linear light.  Alpha is
 * copied, never multiplied in.
 *
 * For samples of b bits, M = 2^b - 1:
 *
 *   rec601     (9798 R + 19235 G + 3735 B + 2^14) >> 15: the weights 0.299,
 *              0.587, 0.114 of ITU-R BT.601 section 2.5.1, in 15-bit fixed
 *              point that sums to 2^15; what OpenCV's cvtColor computes
 *   rec709     (6966 R + 23436 G + 2366 B + 2^14) >> 15: 0.2126, 0.7152,
 *              0.0722 of ITU-R BT.709 item 3.2
 *   linear     rec709's weights on linear light, coded again: each sample
 *              through the sRGB curve of IEC 61966-2-1, rounded to nearest
 *   lightness  (max(R, G, B) + min(R, G, B) + 1) >> 1: HSL lightness
 *   average    (R + G + B) / 3, rounded to nearest
 *   r, g, b    that component alone
 *
 * Test vector, 8 bits, (R, G, B) = (200, 100, 50): rec601 124, rec709 118,
 * linear 128, lightness 125, average 117, r 200, g 100, b 50.
 */
#ifndef GM_IMAGE_GRAY_H
#define GM_IMAGE_GRAY_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "image/image.h"

enum gray_method {
	GRAY_REC601 = 0,
	GRAY_REC709,
	GRAY_LINEAR,
	GRAY_LIGHTNESS,
	GRAY_AVERAGE,
	GRAY_R,
	GRAY_G,
	GRAY_B,
	GRAY_N_METHODS
};

/* The names on the command line, in the order of the methods. */
extern const struct text_word gray_method_words[GRAY_N_METHODS + 1];

/* What a picture of this shape is once it is gray: 1 or 2 channels. */
struct image_info gray_info(const struct image_info *color);

/* The least depth, 1, 2, 4 or 8 bits, that holds n gray samples exactly. */
unsigned gray_depth(const uint8_t *gray, size_t n);

/*
 * Convert n_pixels pixels of the shape that info gives (3 or 4 channels) to
 * gray_info() of it.  dst may be src: pixels are written no further than
 * they were read.  Samples wider than a byte are native-endian and aligned.
 */
void gray_convert(enum gray_method method, const struct image_info *info,
		  const void *src, size_t n_pixels, void *dst);

#endif
