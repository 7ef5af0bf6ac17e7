/* SPDX-License-Identifier: MIT */
/*
 * avif_luma.h - Y of a picture as gray samples, and gray samples as Y
 *
 * The source is ITU-T H.273, section 8.3: in b bits, Y of the full range goes
 * from 0 to 2^b - 1, of the narrow one from 16 to 235 times 2^(b - 8).  Samples
 * have 8 bits where b is 8, else 16.
 */
#ifndef GM_FORMATS_AVIF_AVIF_LUMA_H
#define GM_FORMATS_AVIF_AVIF_LUMA_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/avif/avif_lib.h"

/*
 * The sample that each code of Y is, rounded to the nearest, 2^b of them, and
 * as many that each code of alpha is, which has the full range.  The caller
 * frees them; NULL where there is no memory.
 */
uint16_t *avif_luma_levels(const avifImage *image);

/*
 * Put the samples of a part of the picture, with alpha or without; of one that
 * is premultiplied, what they were before.
 */
void avif_luma_put(const avifImage *image, const avifCropRect *part,
		   const uint16_t *levels, bool has_alpha, uint8_t *to);

/*
 * The code of a sample of 8 or 16 bits in so many, of the full range or of the
 * narrow one, rounded to the nearest.
 */
uint32_t avif_luma_code(uint32_t sample, uint32_t bits, uint32_t depth,
			bool is_full);

#endif
