/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_table.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "image/gray_srgb.h"

/* L* of 100 in 16 bits (TIFF 6.0 section 23, and ICC.1 6.3.4.2). */
#define LAB_WHITE     65535u
#define ICC_LAB_WHITE 0xff00u

enum entries {
	ENTRIES_WORDS,
	ENTRIES_HIGH, /* bytes in the high half, or in both */
	ENTRIES_LOW
};

static enum entries
look(const struct tiff_page *page)
{
	bool are_high = true, are_low = true;

	for (int c = 0; c < 3; c++)
		for (uint32_t i = 0; i < 1u << page->bits; i++) {
			unsigned entry = page->palette[c][i];

			are_high &= (entry & 0xff) == 0 || entry % 257 == 0;
			are_low &= entry < 256;
		}
	/* All black is both. */
	if (are_high)
		return ENTRIES_HIGH;
	return are_low ? ENTRIES_LOW : ENTRIES_WORDS;
}

unsigned
tiff_table_palette_bits(const struct tiff_page *page)
{
	return look(page) == ENTRIES_WORDS ? 16 : 8;
}

static uint16_t *
make(const struct tiff_page *page, size_t per_number, struct gm_error *err)
{
	uint16_t *table =
		malloc(((size_t)per_number << page->bits) * sizeof(*table));

	if (table == NULL)
		gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (table)");
	return table;
}

enum gm_status
tiff_table_palette(const struct tiff_page *page, uint16_t **table,
		   struct gm_error *err)
{
	unsigned shift = look(page) == ENTRIES_HIGH ? 8 : 0;

	*table = make(page, 3, err);
	if (*table == NULL)
		return GM_ERR_NOMEM;
	for (size_t i = 0; i < (size_t)1 << page->bits; i++)
		for (size_t c = 0; c < 3; c++)
			(*table)[3 * i + c] =
				(uint16_t)(page->palette[c][i] >> shift);
	return GM_OK;
}

/* CIE 1976: L* from 0 to 100 is the cube root of light, but near black. */
static double
light_of(double lightness)
{
	double root = (lightness + 16) / 116;

	return lightness > 8 ? root * root * root : lightness * 27 / 24389;
}

enum gm_status
tiff_table_lab(const struct tiff_page *page, uint16_t **table,
	       struct gm_error *err)
{
	uint32_t most = page->bits == 8 ? 255 : 65535, white = most;

	if (page->bits == 16)
		white = page->is_icc_lab ? ICC_LAB_WHITE : LAB_WHITE;
	*table = make(page, 1, err);
	if (*table == NULL)
		return GM_ERR_NOMEM;
	for (uint32_t i = 0; i <= most; i++) {
		double light = fmin(light_of(i * 100.0 / white), 1);

		(*table)[i] = (uint16_t)lround(gray_srgb_encode(light) * most);
	}
	return GM_OK;
}
