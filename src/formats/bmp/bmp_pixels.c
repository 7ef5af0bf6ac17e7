/* SPDX-License-Identifier: MIT */
#include "formats/bmp/bmp_pixels.h"

#include <string.h>

#include "base/octets.h"

/* To the nearest of 0..255. */
static uint8_t
scale(uint32_t value, uint32_t most)
{
	return (uint8_t)((value * UINT64_C(255) + most / 2) / most);
}

static void
set_field(struct bmp_field *field, uint32_t mask)
{
	*field = (struct bmp_field){.mask = mask};
	if (mask == 0)
		return;
	while ((mask >> field->shift & 1) == 0)
		field->shift++;
	field->most = mask >> field->shift;
	for (uint32_t i = 0; i < 256 && i <= field->most; i++)
		field->scaled[i] = scale(i, field->most);
}

void
bmp_pixels_set_masks(struct bmp_pixels *pixels, const uint32_t masks[4])
{
	for (size_t i = 0; i < 4; i++)
		set_field(&pixels->fields[i], masks[i]);
}

static uint8_t
sample_of(const struct bmp_field *field, uint32_t pixel)
{
	uint32_t value = (pixel & field->mask) >> field->shift;

	return value < 256 && field->most < 256 ? field->scaled[value]
						: scale(value, field->most);
}

static uint32_t
pixel_at(const struct bmp_pixels *pixels, const uint8_t *stored, size_t x)
{
	return pixels->depth == 16 ? octets_u16le(stored + x * 2)
				   : octets_u32le(stored + x * 4);
}

static void
make_by_masks(const struct bmp_pixels *pixels, const uint8_t *stored,
	      uint8_t *samples)
{
	for (size_t x = 0; x < pixels->width; x++) {
		uint32_t pixel = pixel_at(pixels, stored, x);

		for (size_t i = 0; i < pixels->channels; i++)
			*samples++ = sample_of(&pixels->fields[i], pixel);
	}
}

static uint32_t
index_at(const struct bmp_pixels *pixels, const uint8_t *stored, size_t x)
{
	const uint32_t depth = pixels->depth;
	size_t at = x * depth;

	if (pixels->is_rle) {
		uint16_t drawn = ((const uint16_t *)(const void *)stored)[x];

		return drawn == 0 ? BMP_UNDRAWN : drawn - 1u;
	}
	return (uint32_t)stored[at / 8] >> (8 - depth - at % 8) &
	       ((1u << depth) - 1);
}

static bool
make_by_palette(const struct bmp_pixels *pixels, const uint8_t *stored,
		uint8_t *samples)
{
	bool is_whole = true;

	for (size_t x = 0; x < pixels->width; x++) {
		uint32_t i = index_at(pixels, stored, x);

		is_whole &= i < pixels->n_colors || i == BMP_UNDRAWN;
		memcpy(samples, pixels->colors[i], pixels->channels);
		samples += pixels->channels;
	}
	return is_whole;
}

/* Stored are B, G, R. */
static void
turn_around(const struct bmp_pixels *pixels, const uint8_t *stored,
	    uint8_t *samples)
{
	for (size_t x = 0; x < pixels->width * 3; x += 3) {
		samples[x] = stored[x + 2];
		samples[x + 1] = stored[x + 1];
		samples[x + 2] = stored[x];
	}
}

bool
bmp_pixels_row(const struct bmp_pixels *pixels, const uint8_t *stored,
	       uint8_t *samples)
{
	if (pixels->depth <= 8)
		return make_by_palette(pixels, stored, samples);
	if (pixels->depth == 24)
		turn_around(pixels, stored, samples);
	else
		make_by_masks(pixels, stored, samples);
	return true;
}

bool
bmp_pixels_have_alpha(const struct bmp_pixels *pixels, const uint8_t *stored,
		      size_t stride, size_t n_rows)
{
	for (size_t y = 0; y < n_rows; y++)
		for (size_t x = 0; x < pixels->width; x++)
			if (sample_of(&pixels->fields[3],
				      pixel_at(pixels, stored + y * stride,
					       x)) != 0)
				return true;
	return false;
}
