/* SPDX-License-Identifier: MIT */
/*
 * tiff_ycbcr.h - YCbCr as TIFF 6.0 sections 20 and 21 have it
 */
#ifndef GM_FORMATS_TIFF_TIFF_YCBCR_H
#define GM_FORMATS_TIFF_TIFF_YCBCR_H

#include <stddef.h>
#include <stdint.h>

#include "formats/tiff/tiff_page.h"

/*
 * Take the Y, Cb and Cr of n pixels of a row: of its planes, its pixels, or
 * its clumps, of which it is row y_in_clump.  Without chroma, NULL.
 */
void tiff_ycbcr_take(const struct tiff_page *page, const uint8_t *const *row,
		     uint32_t y_in_clump, size_t n, uint16_t *y, uint16_t *cb,
		     uint16_t *cr);

/* Make R, G and B of 8 bits of Y, Cb and Cr, in their places. */
void tiff_ycbcr_to_rgb(const struct tiff_page *page, size_t n, uint16_t *y,
		       uint16_t *cb, uint16_t *cr);

#endif
