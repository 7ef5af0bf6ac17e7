/* SPDX-License-Identifier: MIT */
/*
 * gray_block.h - the formulas on blocks of a fixed size, per sample type
 *
 * What gray.c is made of, and used by nothing else.  A fixed number of pixels
 * and an output that is apart from the input let the compiler turn the loops
 * into vector code at -O2.
 */
#ifndef GM_IMAGE_GRAY_BLOCK_H
#define GM_IMAGE_GRAY_BLOCK_H

#include <stdint.h>

#include "image/gray.h"

/* Pixels of a block; a multiple of every vector length. */
#define GRAY_BLOCK_PIXELS 256u

/*
 * Fixed-point weights of R, G and B, which sum to 2^GRAY_WEIGHT_BITS.  The
 * rounded weight of rec601's B would be 3736; the sum must not exceed one.
 */
#define GRAY_WEIGHT_BITS    15
#define GRAY_REC601_WEIGHTS 9798u, 19235u, 3735u
#define GRAY_REC709_WEIGHTS 6966u, 23436u, 2366u

/*
 * Convert GRAY_BLOCK_PIXELS pixels of 3 or 4 channels to as many of 1 or 2.
 * src and gray do not overlap.
 */
void gray_block_u8(enum gray_method method, uint32_t channels,
		   const uint8_t *restrict src, uint8_t *restrict gray);
void gray_block_u16(enum gray_method method, uint32_t channels,
		    const uint16_t *restrict src, uint16_t *restrict gray);
void gray_block_f32(enum gray_method method, uint32_t channels,
		    const float *restrict src, float *restrict gray);

#endif
