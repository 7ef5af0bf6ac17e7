/* SPDX-License-Identifier: MIT */
#include "base/vector.h"
#include "image/gray_block.h"
#include "image/gray_srgb.h"

/*
 * A 15-bit weight is split in two, w = 256 h + l, so that every sum below
 * stays within 16 bits and a vector holds twice as many:
 *
 *   (sum(w c) + 2^14) >> 15  =  (sum(h c) + 2^6 + (sum(l c) >> 8)) >> 7
 *
 * exactly, since 2^14 is a multiple of 256.  Sum(h) is at most 127 and sum(l)
 * at most 256 for the weights of gray_block.h.
 */
VECTOR_INLINE uint8_t
weighed(unsigned wr, unsigned wg, unsigned wb, uint8_t r, uint8_t g, uint8_t b)
{
	uint16_t high =
		(uint16_t)((wr >> 8) * r + (wg >> 8) * g + (wb >> 8) * b + 64);
	uint16_t low =
		(uint16_t)((wr & 255) * r + (wg & 255) * g + (wb & 255) * b);

	return (uint8_t)((uint16_t)(high + (low >> 8)) >> 7);
}

VECTOR_INLINE uint8_t
middle(uint8_t most, uint8_t least)
{
	return (uint8_t)((most + least + 1) >> 1);
}

VECTOR_INLINE uint8_t
mean(uint8_t r, uint8_t g, uint8_t b)
{
	uint16_t sum = (uint16_t)(r + g + b + 1);

	return (uint8_t)(sum / 3);
}

VECTOR_INLINE uint8_t
linear(uint8_t r, uint8_t g, uint8_t b)
{
	double y = 0.2126 * gray_srgb_half_codes[r * 2] +
		   0.7152 * gray_srgb_half_codes[g * 2] +
		   0.0722 * gray_srgb_half_codes[b * 2];

	return gray_srgb_encode_u8(y);
}

#define SAMPLE     uint8_t
#define GRAY_BLOCK gray_block_u8
#define WEIGHT     unsigned
#define REC601     GRAY_REC601_WEIGHTS
#define REC709     GRAY_REC709_WEIGHTS
#include "image/gray_template.h"
