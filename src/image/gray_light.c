/* SPDX-License-Identifier: MIT */
#include "image/gray_light.h"

#include <stdlib.h>

static size_t
n_codes(const struct gray_light *light)
{
	return (size_t)1 << light->bits;
}

static void
fill_weighed(struct gray_light *light, const struct gray_light_curves *curves)
{
	size_t n = n_codes(light);

	for (unsigned c = 0; c < 3; c++)
		for (size_t i = 0; i < n; i++) {
			double code = (double)i / (double)(n - 1);
			double y = curves->light(curves->ctx, c, code);

			light->weighed[c * n + i] =
				(float)(curves->weights[c] * y);
		}
}

static void
fill_limits(struct gray_light *light, const struct gray_light_curves *curves)
{
	size_t n = n_codes(light), part = 0;
	float most = 0;

	for (size_t i = 0; i < n - 1; i++) {
		double code = ((double)i + 0.5) / (double)(n - 1);
		float y = (float)curves->light(curves->ctx, GRAY_LIGHT_GRAY,
					       code);

		most = y > most ? y : most;
		light->limits[i] = most;
		for (; part <= GRAY_LIGHT_N_PARTS &&
		       (float)part / GRAY_LIGHT_N_PARTS < most;
		     part++)
			light->first[part] = (uint16_t)i;
	}
	for (; part <= GRAY_LIGHT_N_PARTS; part++)
		light->first[part] = (uint16_t)(n - 1);
}

enum gm_status
gray_light_make(struct gray_light *light, unsigned bits,
		const struct gray_light_curves *curves, struct gm_error *err)
{
	size_t n = (size_t)1 << bits;

	light->weighed = malloc(4 * n * sizeof(float));
	if (light->weighed == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (curves)");
	light->bits = bits;
	light->limits = light->weighed + 3 * n;
	fill_weighed(light, curves);
	fill_limits(light, curves);
	return GM_OK;
}

/* How many limits are not above y: the code of it. */
static unsigned
encode(const struct gray_light *light, float y)
{
	unsigned part, low, high;

	/* What is no number is black. */
	if (!(y > 0))
		y = 0;
	if (y >= 1)
		y = 1;
	part = (unsigned)(y * GRAY_LIGHT_N_PARTS);
	low = light->first[part];
	high = part < GRAY_LIGHT_N_PARTS ? light->first[part + 1]
					 : (unsigned)n_codes(light) - 1;
	while (low < high) {
		unsigned middle = (low + high) / 2;

		if (light->limits[middle] <= y)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
convert_u8(const struct gray_light *light, unsigned channels,
	   const uint8_t *from, size_t n, uint8_t *to)
{
	const float *r = light->weighed, *g = r + 256, *b = g + 256;

	for (size_t i = 0; i < n; i++, from += channels) {
		uint8_t alpha = from[channels - 1];

		*to++ = (uint8_t)encode(light,
					r[from[0]] + g[from[1]] + b[from[2]]);
		if (channels == 4)
			*to++ = alpha;
	}
}

static void
convert_u16(const struct gray_light *light, unsigned channels,
	    const uint16_t *from, size_t n, uint16_t *to)
{
	const float *r = light->weighed, *g = r + 65536, *b = g + 65536;

	for (size_t i = 0; i < n; i++, from += channels) {
		uint16_t alpha = from[channels - 1];

		*to++ = (uint16_t)encode(light,
					 r[from[0]] + g[from[1]] + b[from[2]]);
		if (channels == 4)
			*to++ = alpha;
	}
}

void
gray_light_convert(const struct gray_light *light,
		   const struct image_info *info, const void *src,
		   size_t n_pixels, void *dst)
{
	if (info->bits == 8)
		convert_u8(light, info->channels, src, n_pixels, dst);
	else
		convert_u16(light, info->channels, src, n_pixels, dst);
}

void
gray_light_free(struct gray_light *light)
{
	free(light->weighed);
	light->weighed = light->limits = NULL;
	light->bits = 0;
}
