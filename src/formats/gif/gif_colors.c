/* SPDX-License-Identifier: MIT */
#include "formats/gif/gif_colors.h"

#include <string.h>

void
gif_colors_gray(const struct gif_table *table, enum gray_method method,
		uint8_t gray[256])
{
	const struct image_info info = {.width = 1,
					.height = 1,
					.channels = 3,
					.bits = 8,
					.exact_bits = 8};

	if (table->n > 0)
		gray_convert(method, &info, table->colors, table->n, gray);
	else
		for (unsigned i = 0; i < 256; i++)
			gray[i] = (uint8_t)i;
}

void
gif_colors_make(struct gif_colors *colors, const struct gif_table *table,
		int transparent, enum gray_method method)
{
	uint8_t gray[256] = {0};

	gif_colors_gray(table, method, gray);
	colors->n = table->n > 0 ? table->n : 256;
	colors->transparent = transparent;
	colors->depth = gray_depth(gray, colors->n);
	for (int i = 0; i < 256; i++) {
		bool is_clear = i == transparent;

		colors->pixels[i][0] = is_clear ? 0 : gray[i];
		colors->pixels[i][1] = is_clear ? 0 : 255;
	}
}

void
gif_colors_put(const struct gif_colors *colors, const uint8_t *indices,
	       size_t n, uint32_t channels, uint8_t *to)
{
	if (channels == 1)
		for (size_t i = 0; i < n; i++)
			to[i] = colors->pixels[indices[i]][0];
	else
		for (size_t i = 0; i < n; i++)
			memcpy(to + i * 2, colors->pixels[indices[i]], 2);
}

bool
gif_colors_lack(const struct gif_colors *colors, const uint8_t *indices,
		size_t n)
{
	uint8_t most = 0;
	bool does = false;

	for (size_t i = 0; i < n; i++)
		most = indices[i] > most ? indices[i] : most;
	if (most < colors->n)
		return false;
	for (size_t i = 0; i < n; i++)
		does |= indices[i] >= colors->n &&
			indices[i] != colors->transparent;
	return does;
}
