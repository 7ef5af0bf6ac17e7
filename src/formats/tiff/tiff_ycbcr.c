/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_ycbcr.h"

#include <math.h>

static void
take_clumps(const struct tiff_page *page, const uint8_t *row,
	    uint32_t y_in_clump, size_t n, uint16_t *const planes[3])
{
	size_t h = page->chroma_h, n_luma = h * page->chroma_v;

	for (size_t x = 0; x < n; x++) {
		const uint8_t *clump = row + x / h * (n_luma + 2);

		planes[0][x] = clump[y_in_clump * h + x % h];
		if (planes[1] == NULL)
			continue;
		planes[1][x] = clump[n_luma];
		planes[2][x] = clump[n_luma + 1];
	}
}

void
tiff_ycbcr_take(const struct tiff_page *page, const uint8_t *const *row,
		uint32_t y_in_clump, size_t n, uint16_t *y, uint16_t *cb,
		uint16_t *cr)
{
	uint16_t *const planes[3] = {y, cb, cr};

	if (page->has_clumps) {
		take_clumps(page, row[0], y_in_clump, n, planes);
		return;
	}
	for (size_t c = 0; c < 3 && planes[c] != NULL; c++) {
		const uint8_t *from = page->is_planar ? row[c] : row[0] + c;
		size_t step = page->is_planar ? 1 : page->n_samples;

		for (size_t x = 0; x < n; x++)
			planes[c][x] = from[x * step];
	}
}

/* "Code2V": from codes of black and white to a part of `range`. */
static float
value_of(unsigned code, const float black_white[2], float range)
{
	float span = black_white[1] - black_white[0];

	return ((float)code - black_white[0]) * range / (span != 0 ? span : 1);
}

static uint16_t
round_code(float value)
{
	return value > 0 ? (uint16_t)lroundf(fminf(value, 255)) : 0;
}

/* No number, or infinite, where the file's weights are. */
static float
finite(float value)
{
	return isfinite(value) ? value : 0;
}

void
tiff_ycbcr_to_rgb(const struct tiff_page *page, size_t n, uint16_t *y,
		  uint16_t *cb, uint16_t *cr)
{
	const float *luma = page->luma, *codes = page->black_white;
	float red = finite(2 - 2 * luma[0]), blue = finite(2 - 2 * luma[2]);
	float green_red = finite(luma[0] * red / luma[1]);
	float green_blue = finite(luma[2] * blue / luma[1]);

	for (size_t x = 0; x < n; x++) {
		float light = value_of(y[x], codes, 255);
		float to_blue = value_of(cb[x], codes + 2, 127);
		float to_red = value_of(cr[x], codes + 4, 127);

		y[x] = round_code(light + red * to_red);
		cb[x] = round_code(light - green_red * to_red -
				   green_blue * to_blue);
		cr[x] = round_code(light + blue * to_blue);
	}
}
