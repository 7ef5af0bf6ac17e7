/* SPDX-License-Identifier: MIT */
#include "formats/psd/psd_floats.h"

#include <math.h>
#include <string.h>

#include "base/octets.h"
#include "image/gray_srgb.h"

#define MOST 65535

/* What rounding adds to black and white is no light that is lost. */
#define SLACK 0.001

static double
read_float(const uint8_t *plane, uint32_t x)
{
	uint32_t bits = octets_u32be(plane + (size_t)x * 4);
	float value;

	memcpy(&value, &bits, sizeof(value));
	return (double)value;
}

/* What is no number is black. */
static double
clamp(double value)
{
	return value > 0 ? fmin(value, 1) : 0;
}

static bool
is_within(double light)
{
	return light >= -SLACK && light <= 1 + SLACK;
}

static uint16_t
code(double light, double alpha)
{
	if (alpha > 0 && alpha < 1)
		light = (light - 1 + alpha) / alpha;
	return (uint16_t)lround(gray_srgb_encode(clamp(light)) * MOST);
}

bool
psd_floats_code(uint8_t *const *planes, uint32_t n_planes, bool has_alpha,
		uint16_t *const *samples, uint32_t width)
{
	uint32_t n_colors = n_planes - has_alpha;
	bool is_clipped = false;

	for (uint32_t x = 0; x < width; x++) {
		double alpha = 1;

		if (has_alpha) {
			alpha = clamp(read_float(planes[n_colors], x));
			samples[n_colors][x] = (uint16_t)lround(alpha * MOST);
		}
		for (uint32_t i = 0; i < n_colors; i++) {
			double light = read_float(planes[i], x);

			is_clipped |= !is_within(light);
			samples[i][x] = code(light, alpha);
		}
	}
	return is_clipped;
}
