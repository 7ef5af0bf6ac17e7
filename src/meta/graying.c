/* SPDX-License-Identifier: MIT */
#include "meta/graying.h"

#include <string.h>

/* Pixels that are transformed at a time. */
#define BLOCK_PIXELS 1024u

bool
graying_is_plain(const struct graying *graying)
{
	return graying->transform == NULL && graying->light == NULL;
}

void
graying_mix(const struct graying *graying, const void *inks, size_t n_pixels,
	    void *colors)
{
	icc_transform_run(graying->inks, inks, n_pixels, colors);
}

/* Pixels of 3 samples, each of so many bytes, without the fourth. */
static void
drop_alpha(const uint8_t *from, size_t nbytes, size_t n, uint8_t *to)
{
	for (size_t i = 0; i < n; i++)
		memcpy(to + i * 3 * nbytes, from + i * 4 * nbytes, 3 * nbytes);
}

/* Gray, and the fourth of the 4 samples from which it was made. */
static void
put_alpha(const uint8_t *gray, const uint8_t *from, size_t nbytes, size_t n,
	  uint8_t *to)
{
	for (size_t i = 0; i < n; i++) {
		memmove(to + (i * 2 + 1) * nbytes, from + (i * 4 + 3) * nbytes,
			nbytes);
		memcpy(to + i * 2 * nbytes, gray + i * nbytes, nbytes);
	}
}

/* At most BLOCK_PIXELS. */
static void
convert_block(const struct graying *graying, const struct image_info *info,
	      const uint8_t *from, size_t n, uint8_t *to)
{
	struct image_info colors = {.channels = 3, .bits = info->bits};
	size_t nbytes = info->bits / 8;
	uint16_t opaque[3 * BLOCK_PIXELS] = {0}, srgb[3 * BLOCK_PIXELS];

	if (info->channels == 3) {
		icc_transform_run(graying->transform, from, n, srgb);
		gray_convert(graying->method, &colors, srgb, n, to);
		return;
	}
	drop_alpha(from, nbytes, n, (uint8_t *)opaque);
	icc_transform_run(graying->transform, opaque, n, srgb);
	gray_convert(graying->method, &colors, srgb, n, srgb);
	put_alpha((uint8_t *)srgb, from, nbytes, n, to);
}

void
graying_convert(const struct graying *graying, const struct image_info *info,
		const void *src, size_t n_pixels, void *dst)
{
	size_t nbytes = info->bits / 8;
	const uint8_t *in = src;
	uint8_t *out = dst;

	if (graying->light != NULL) {
		gray_light_convert(graying->light, info, src, n_pixels, dst);
		return;
	}
	if (graying->transform == NULL) {
		gray_convert(graying->method, info, src, n_pixels, dst);
		return;
	}
	while (n_pixels > 0) {
		size_t n = n_pixels < BLOCK_PIXELS ? n_pixels : BLOCK_PIXELS;

		convert_block(graying, info, in, n, out);
		in += n * info->channels * nbytes;
		out += n * (info->channels - 2) * nbytes;
		n_pixels -= n;
	}
}
