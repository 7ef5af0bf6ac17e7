/* SPDX-License-Identifier: MIT */
/*
 * tiff_table.h - codes for all numbers that a sample can be: palettes and L*
 */
#ifndef GM_FORMATS_TIFF_TIFF_TABLE_H
#define GM_FORMATS_TIFF_TIFF_TABLE_H

#include <stdint.h>

#include "formats/tiff/tiff_page.h"

/*
 * Bits of the colours of a palette: 8 where all of its 16-bit entries are
 * bytes, which stand in their high halves, in both, or, by an old mistake, in
 * the low ones; else 16.
 */
unsigned tiff_table_palette_bits(const struct tiff_page *page);

/*
 * Make a table that the caller frees: of a palette, R, G and B of each index;
 * of Lab, the code of sRGB of each L*.  Fails with GM_ERR_NOMEM.
 */
enum gm_status tiff_table_palette(const struct tiff_page *page,
				  uint16_t **table, struct gm_error *err);
enum gm_status tiff_table_lab(const struct tiff_page *page, uint16_t **table,
			      struct gm_error *err);

#endif
