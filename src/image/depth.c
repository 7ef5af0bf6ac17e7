/* SPDX-License-Identifier: MIT */
#include "image/depth.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "image/gray_srgb.h"

#define MOST_U16 65535u

/* What rounding adds to black and white is no light that is lost. */
#define SLACK 0.001

static double
clamp(double light)
{
	return light > 0 ? fmin(light, 1) : 0;
}

/* Of one sample; a float may be any number. */
static double
load_light(uint32_t bits, const uint8_t *at)
{
	uint16_t u16;
	float f32;

	if (bits == 8)
		return gray_srgb_half_codes[2 * *at];
	if (bits == 16) {
		memcpy(&u16, at, sizeof(u16));
		return gray_srgb_decode((double)u16 / MOST_U16);
	}
	memcpy(&f32, at, sizeof(f32));
	return (double)f32;
}

static void
store_light(uint32_t bits, double light, uint8_t *at)
{
	uint16_t u16;
	float f32;

	if (bits == 8) {
		*at = gray_srgb_encode_u8(clamp(light));
	} else if (bits == 16) {
		u16 = (uint16_t)lround(gray_srgb_encode(clamp(light)) *
				       MOST_U16);
		memcpy(at, &u16, sizeof(u16));
	} else {
		f32 = (float)light;
		memcpy(at, &f32, sizeof(f32));
	}
}

static void
narrow(const uint8_t *from, size_t n, uint8_t *to)
{
	for (size_t i = 0; i < n; i++) {
		uint16_t u16;

		memcpy(&u16, from + 2 * i, sizeof(u16));
		to[i] = (uint8_t)((u16 * 255u + MOST_U16 / 2) / MOST_U16);
	}
}

/* From the last to the first: they grow, and dst may be src. */
static void
to_floats(uint32_t from_bits, const uint8_t *from, size_t n, uint8_t *to)
{
	while (n-- > 0)
		store_light(32, load_light(from_bits, from + from_bits / 8 * n),
			    to + 4 * n);
}

static bool
from_floats(uint32_t to_bits, const uint8_t *from, size_t n, uint8_t *to)
{
	bool is_whole = true;

	for (size_t i = 0; i < n; i++) {
		double light = load_light(32, from + 4 * i);

		is_whole &= light >= -SLACK && light <= 1 + SLACK;
		store_light(to_bits, light, to + to_bits / 8 * i);
	}
	return is_whole;
}

bool
depth_convert(uint32_t from_bits, uint32_t to_bits, const void *src, size_t n,
	      void *dst)
{
	if (from_bits == 32 && to_bits < 32)
		return from_floats(to_bits, src, n, dst);
	if (to_bits == 32 && from_bits < 32)
		to_floats(from_bits, src, n, dst);
	else if (from_bits == 16 && to_bits == 8)
		narrow(src, n, dst);
	else
		assert(from_bits == to_bits);
	return true;
}
