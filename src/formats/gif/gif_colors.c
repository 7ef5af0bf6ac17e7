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

uint32_t
gif_colors_channels(const struct conversion *conversion, bool has_alpha)
{
	return (conversion->check != CHECK_NOT ? 3u : 1u) + has_alpha;
}

void
gif_colors_make(struct gif_colors *colors, const struct gif_table *table,
		int transparent, const struct conversion *conversion)
{
	uint8_t gray[256] = {0};

	gif_colors_gray(table, conversion->gray, gray);
	colors->n = table->n > 0 ? table->n : 256;
	colors->transparent = transparent;
	colors->depth = gray_depth(gray, colors->n);
	colors->alpha_at = gif_colors_channels(conversion, true) - 1;
	memset(colors->pixels, 0, sizeof(colors->pixels));
	for (unsigned i = 0; i < 256; i++) {
		uint8_t *pixel = colors->pixels[i];

		if ((int)i == transparent)
			continue;
		pixel[colors->alpha_at] = 255;
		if (i < table->n && colors->alpha_at == 3)
			memcpy(pixel, &table->colors[3 * i], 3);
		else
			memset(pixel, gray[i], colors->alpha_at);
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
			memcpy(to + i * channels, colors->pixels[indices[i]],
			       channels);
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
