/* SPDX-License-Identifier: MIT */
#include "formats/avif/avif_luma.h"

#include <stdlib.h>

/* Black and white of the narrow range, in 8 bits. */
#define NARROW_BLACK 16u
#define NARROW_WHITE 235u

/* The codes of black and white. */
static void
find_range(uint32_t depth, bool is_full, uint32_t *black, uint32_t *white)
{
	*black = is_full ? 0 : NARROW_BLACK << (depth - 8);
	*white = is_full ? (1u << depth) - 1 : NARROW_WHITE << (depth - 8);
}

static void
fill(uint16_t *levels, uint32_t depth, bool is_full)
{
	uint32_t most = depth > 8 ? 65535 : 255;
	uint32_t black, white, range;

	find_range(depth, is_full, &black, &white);
	range = white > black ? white - black : 1;
	for (uint32_t code = 0; code < 1u << depth; code++) {
		uint32_t above = code > black ? code - black : 0;

		if (above > range)
			above = range;
		levels[code] = (uint16_t)((above * most + range / 2) / range);
	}
}

uint16_t *
avif_luma_levels(const avifImage *image)
{
	size_t n = (size_t)1 << image->depth;
	uint16_t *levels = malloc(2 * n * sizeof(*levels));

	if (levels == NULL)
		return NULL;
	fill(levels, image->depth, image->yuvRange == AVIF_RANGE_FULL);
	fill(levels + n, image->depth, true);
	return levels;
}

/* A code of the plane, which has one or two bytes; of a damaged picture it may
   have more bits than there should be. */
static inline uint32_t
code_at(const uint8_t *row, size_t x, bool is_deep, uint32_t mask)
{
	return is_deep ? ((const uint16_t *)(const void *)row)[x] & mask
		       : row[x];
}

static inline void
put_sample(uint8_t *to, size_t i, bool is_deep, uint32_t sample)
{
	if (is_deep)
		((uint16_t *)(void *)to)[i] = (uint16_t)sample;
	else
		to[i] = (uint8_t)sample;
}

/* What a sample was before it was multiplied by its alpha. */
static inline uint32_t
divide(uint32_t sample, uint32_t alpha, uint32_t most)
{
	uint32_t was;

	if (alpha == 0)
		return 0;
	was = (uint32_t)(((uint64_t)sample * most + alpha / 2) / alpha);
	return was < most ? was : most;
}

static inline void
put_row(const uint8_t *luma, const uint8_t *alpha, size_t width, bool is_deep,
	uint32_t mask, const uint16_t *levels, bool is_multiplied, uint8_t *to)
{
	uint32_t most = is_deep ? 65535 : 255;

	if (alpha == NULL) {
		for (size_t x = 0; x < width; x++)
			put_sample(to, x, is_deep,
				   levels[code_at(luma, x, is_deep, mask)]);
		return;
	}
	for (size_t x = 0; x < width; x++) {
		uint32_t a =
			levels[mask + 1 + code_at(alpha, x, is_deep, mask)];
		uint32_t y = levels[code_at(luma, x, is_deep, mask)];

		put_sample(to, 2 * x, is_deep,
			   is_multiplied ? divide(y, a, most) : y);
		put_sample(to, 2 * x + 1, is_deep, a);
	}
}

void
avif_luma_put(const avifImage *image, const avifCropRect *part,
	      const uint16_t *levels, bool has_alpha, uint8_t *to)
{
	bool is_deep = image->depth > 8;
	size_t nbytes = is_deep ? 2 : 1;
	uint32_t mask = (1u << image->depth) - 1;

	for (uint32_t y = part->y; y < part->y + part->height; y++) {
		const uint8_t *luma =
			image->yuvPlanes[AVIF_CHAN_Y] + part->x * nbytes +
			(size_t)y * image->yuvRowBytes[AVIF_CHAN_Y];
		const uint8_t *alpha =
			has_alpha ? image->alphaPlane + part->x * nbytes +
					    (size_t)y * image->alphaRowBytes
				  : NULL;

		if (is_deep)
			put_row(luma, alpha, part->width, true, mask, levels,
				image->alphaPremultiplied, to);
		else
			put_row(luma, alpha, part->width, false, mask, levels,
				image->alphaPremultiplied, to);
		to += part->width * nbytes * (has_alpha ? 2 : 1);
	}
}

uint32_t
avif_luma_code(uint32_t sample, uint32_t bits, uint32_t depth, bool is_full)
{
	uint32_t most = bits > 8 ? 65535 : 255;
	uint32_t black, white;

	find_range(depth, is_full, &black, &white);
	return black + (sample * (white - black) + most / 2) / most;
}
