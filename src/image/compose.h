/* SPDX-License-Identifier: MIT */
/*
 * compose.h - a gray picture over a background, where alpha has no place
 *
 * As browsers and viewers show it: on coded values, v a + b (1 - a) (Porter
 * and Duff's over; W3C Compositing and Blending, section 5.1).
 */
#ifndef GM_IMAGE_COMPOSE_H
#define GM_IMAGE_COMPOSE_H

#include <stddef.h>
#include <stdint.h>

#include "image/gray.h"
#include "image/image.h"

/*
 * The gray, by the method, of a colour of R, G and B, 8 bits each, in samples
 * of that many bits, 8 or 16.
 */
uint16_t compose_gray(const uint8_t color[3], enum gray_method method,
		      uint32_t bits);

/*
 * Make n_pixels of gray and alpha, of 8 or 16 bits a sample, gray over that
 * gray, rounded to nearest.  dst may be src.
 */
void compose_over(uint16_t gray, uint32_t bits, const void *src,
		  size_t n_pixels, void *dst);

#endif
