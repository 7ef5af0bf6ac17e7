/* SPDX-License-Identifier: MIT */
#include "image/colors.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

static size_t
find_u8(const uint8_t *p, size_t n, size_t channels)
{
	size_t i = 0;

	for (; i < n && p[0] == p[1] && p[1] == p[2]; i++)
		p += channels;
	return i;
}

static size_t
find_u16(const uint16_t *p, size_t n, size_t channels)
{
	size_t i = 0;

	for (; i < n && p[0] == p[1] && p[1] == p[2]; i++)
		p += channels;
	return i;
}

/* Of floats: the same, or zeros with a sign and without. */
static bool
is_same(uint32_t a, uint32_t b)
{
	return a == b || (a | b) << 1 == 0;
}

static size_t
find_f32(const uint32_t *p, size_t n, size_t channels)
{
	size_t i = 0;

	for (; i < n && is_same(p[0], p[1]) && is_same(p[1], p[2]); i++)
		p += channels;
	return i;
}

size_t
colors_find(const struct image_info *info, const void *pixels, size_t n_pixels)
{
	assert(info->channels >= 3);
	if (info->bits == 8)
		return find_u8(pixels, n_pixels, info->channels);
	if (info->bits == 16)
		return find_u16(pixels, n_pixels, info->channels);
	return find_f32(pixels, n_pixels, info->channels);
}
