/* SPDX-License-Identifier: MIT */
/*
 * tiff_load.h - one sample of each pixel of a row, as a number
 *
 * For samples as struct tiff_page has them: whole numbers become codes of 8
 * bits where they have up to 8, else of 16, scaled and rounded to nearest; the
 * least signed number becomes 0.  Floats stay floats.
 */
#ifndef GM_FORMATS_TIFF_TIFF_LOAD_H
#define GM_FORMATS_TIFF_TIFF_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/tiff/tiff_page.h"

/* Samples number first, first + step, ... of a row. */
struct tiff_span {
	const uint8_t *row;
	size_t first;
	size_t step;
	size_t n;
};

/* Bits of a code: 8 or 16. */
static inline unsigned
tiff_code_bits(const struct tiff_page *page)
{
	return page->bits <= 8 && page->number != TIFF_NUMBER_FLOAT ? 8 : 16;
}

/* As they are, of up to 16 bits, unscaled: indices. */
void tiff_load_numbers(const struct tiff_page *page,
		       const struct tiff_span *span, uint16_t *numbers);

/* Codes; with is_inverted, of what is left to the greatest one. */
void tiff_load_codes(const struct tiff_page *page, const struct tiff_span *span,
		     bool is_inverted, uint16_t *codes);

/* Of a page of floats. */
void tiff_load_floats(const struct tiff_page *page,
		      const struct tiff_span *span, float *floats);

#endif
