/* SPDX-License-Identifier: MIT */
#include "image/compose.h"

uint16_t
compose_gray(const uint8_t color[3], enum gray_method method, uint32_t bits)
{
	const struct image_info pixel = {.channels = 3, .bits = bits};
	uint16_t wide[3];
	uint8_t narrow;

	if (bits == 8) {
		gray_convert(method, &pixel, color, 1, &narrow);
		return narrow;
	}
	for (int i = 0; i < 3; i++)
		wide[i] = (uint16_t)(color[i] * 257u);
	gray_convert(method, &pixel, wide, 1, wide);
	return wide[0];
}

static void
over_u8(uint32_t gray, const uint8_t *src, size_t n_pixels, uint8_t *dst)
{
	for (size_t i = 0; i < n_pixels; i++) {
		uint32_t alpha = src[2 * i + 1];

		dst[i] = (uint8_t)((src[2 * i] * alpha + gray * (255 - alpha) +
				    127) /
				   255);
	}
}

static void
over_u16(uint32_t gray, const uint16_t *src, size_t n_pixels, uint16_t *dst)
{
	for (size_t i = 0; i < n_pixels; i++) {
		uint32_t alpha = src[2 * i + 1];

		dst[i] = (uint16_t)((src[2 * i] * alpha +
				     gray * (65535 - alpha) + 32767) /
				    65535);
	}
}

void
compose_over(uint16_t gray, uint32_t bits, const void *src, size_t n_pixels,
	     void *dst)
{
	if (bits == 8)
		over_u8(gray, src, n_pixels, dst);
	else
		over_u16(gray, src, n_pixels, dst);
}
