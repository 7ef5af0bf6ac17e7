/* SPDX-License-Identifier: MIT */
#include "formats/png/codec_png_palette.h"

#include <string.h>

/* The least depth of the gray that the colours of a palette become. */
static uint32_t
palette_depth(const png_color *palette, int n, enum gray_method method)
{
	const struct image_info info = {.width = 1,
					.height = 1,
					.channels = 3,
					.bits = 8,
					.exact_bits = 8};
	uint8_t gray[256];

	gray_convert(method, &info, palette, (size_t)n, gray);
	return gray_depth(gray, (size_t)n);
}

void
codec_png_palette_fill(png_structp png, png_infop png_info,
		       enum gray_method gray, struct palette_gap *gap,
		       struct image_info *info)
{
	png_color palette[256];
	png_colorp colors;
	int n, depth = png_get_bit_depth(png, png_info);

	if (png_get_PLTE(png, png_info, &colors, &n) == 0)
		return;
	memcpy(palette, colors, (size_t)n * sizeof(palette[0]));
	info->gray_bits = palette_depth(palette, n, gray);
	palette_gap_fill(gap, (uint8_t *)palette, sizeof(palette[0]), (size_t)n,
			 (size_t)1 << depth);
	if (gap->exists)
		png_set_PLTE(png, png_info, palette, 1 << depth);
}
