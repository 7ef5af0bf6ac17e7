/* SPDX-License-Identifier: MIT */
#include "base/vector.h"
#include "image/gray_block.h"
#include "image/gray_srgb.h"

/* The largest sum is 2^31 - 2^14. */
VECTOR_INLINE uint16_t
weighed(unsigned wr, unsigned wg, unsigned wb, uint16_t r, uint16_t g,
	uint16_t b)
{
	return (uint16_t)((wr * r + wg * g + wb * b +
			   (1u << (GRAY_WEIGHT_BITS - 1))) >>
			  GRAY_WEIGHT_BITS);
}

VECTOR_INLINE uint16_t
middle(uint16_t most, uint16_t least)
{
	return (uint16_t)((most + least + 1) >> 1);
}

VECTOR_INLINE uint16_t
mean(uint16_t r, uint16_t g, uint16_t b)
{
	uint32_t sum = (uint32_t)r + g + b + 1;

	return (uint16_t)(sum / 3);
}

VECTOR_INLINE uint16_t
linear(uint16_t r, uint16_t g, uint16_t b)
{
	double y = 0.2126 * gray_srgb_decode(r / 65535.0) +
		   0.7152 * gray_srgb_decode(g / 65535.0) +
		   0.0722 * gray_srgb_decode(b / 65535.0);

	return (uint16_t)(gray_srgb_encode(y) * 65535.0 + 0.5);
}

#define SAMPLE     uint16_t
#define GRAY_BLOCK gray_block_u16
#define WEIGHT     unsigned
#define REC601     GRAY_REC601_WEIGHTS
#define REC709     GRAY_REC709_WEIGHTS
#include "image/gray_template.h"
