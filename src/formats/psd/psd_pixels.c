/* SPDX-License-Identifier: MIT */
#include "formats/psd/psd_pixels.h"

#include <math.h>
#include <stdlib.h>

#include "base/octets.h"
#include "formats/psd/psd_floats.h"
#include "image/gray_srgb.h"

/* Pixels whose inks are transformed at a time. */
#define BLOCK_PIXELS 1024u

/* The largest sample. */
static uint32_t
most(const struct psd *psd)
{
	return psd->depth > 8 ? 65535 : 255;
}

static bool
is_gray(const struct psd *psd)
{
	return psd->n_colors == 1 && psd->mode != PSD_INDEXED;
}

static bool
picture_has_alpha(const struct psd *psd)
{
	return psd->has_alpha || psd->transparent < 256;
}

struct image_info
psd_pixels_info(const struct psd *psd)
{
	uint32_t bits = psd->depth > 8 ? 16 : 8;
	bool has_light_only = is_gray(psd) || psd->mode == PSD_LAB;

	return (struct image_info){.width = psd->width,
				   .height = psd->height,
				   .channels = (has_light_only ? 1u : 3u) +
					       picture_has_alpha(psd),
				   .bits = bits,
				   .exact_bits = psd->depth == 1 ? 1 : bits};
}

/* CIE 1976: L* from 0 to 100 is the cube root of light, but near black. */
static double
light_of(double lightness)
{
	double root = (lightness + 16) / 116;

	return lightness > 8 ? root * root * root : lightness * 27 / 24389;
}

/* A picture in Lab holds its gray: L alone, which needs only another code. */
static enum gm_status
make_light(struct psd_pixels *pixels, struct gm_error *err)
{
	uint32_t max = most(pixels->psd);

	pixels->light = malloc((max + 1) * sizeof(*pixels->light));
	if (pixels->light == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (Lab)");
	for (uint32_t i = 0; i <= max; i++)
		pixels->light[i] = (uint16_t)lround(
			gray_srgb_encode(light_of(i * 100.0 / max)) * max);
	return GM_OK;
}

enum gm_status
psd_pixels_open(struct psd_pixels *pixels, const struct psd *psd,
		const struct graying *graying, struct gm_error *err)
{
	uint16_t *samples =
		calloc(psd->width, sizeof(*samples) * PSD_MAX_PLANES);

	pixels->psd = psd;
	pixels->graying = graying;
	pixels->samples[0] = samples;
	if (samples == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (samples)");
	for (uint32_t i = 1; i < PSD_MAX_PLANES; i++)
		pixels->samples[i] = samples + (size_t)psd->width * i;
	return psd->mode == PSD_LAB ? make_light(pixels, err) : GM_OK;
}

/* Samples as numbers; a bit that is set is black. */
static void
widen(const uint8_t *from, uint32_t depth, uint16_t *to, uint32_t width)
{
	if (depth == 1)
		for (uint32_t x = 0; x < width; x++)
			to[x] = from[x / 8] >> (7 - x % 8) & 1 ? 0 : 255;
	else if (depth == 8)
		for (uint32_t x = 0; x < width; x++)
			to[x] = from[x];
	else
		for (uint32_t x = 0; x < width; x++)
			to[x] = octets_u16be(from + (size_t)x * 2);
}

/*
 * Colours are blended with white by their alpha, which is undone: v became
 * v * alpha + 1 - alpha.
 */
static void
remove_white(uint16_t *samples, const uint16_t *alpha, uint32_t max,
	     uint32_t width)
{
	for (uint32_t x = 0; x < width; x++) {
		uint32_t a = alpha[x], white = max - a;
		uint32_t rest = samples[x] > white ? samples[x] - white : 0;
		uint64_t color;

		if (a == 0 || a == max)
			continue;
		color = ((uint64_t)rest * max + a / 2) / a;
		samples[x] = (uint16_t)(color < max ? color : max);
	}
}

static void
take_samples(struct psd_pixels *pixels, uint8_t *const *planes)
{
	const struct psd *psd = pixels->psd;
	uint32_t n = psd_n_planes(psd);
	uint16_t *const *samples = pixels->samples;

	if (psd->depth == 32) {
		pixels->is_clipped |= psd_floats_code(planes, n, psd->has_alpha,
						      samples, psd->width);
		return;
	}
	for (uint32_t i = 0; i < n; i++)
		widen(planes[i], psd->depth, samples[i], psd->width);
	for (uint32_t i = 0; psd->has_alpha && i + 1 < n; i++)
		remove_white(samples[i], samples[n - 1], most(psd), psd->width);
}

/* Inks of a block of pixels in samples of 8 or 16 bits, or such R, G, B. */
union block {
	uint16_t words[4 * BLOCK_PIXELS];
	uint8_t bytes[4 * BLOCK_PIXELS];
};

static void
interleave(uint16_t *const *planes, uint32_t x, size_t n, uint32_t bits,
	   union block *block)
{
	for (size_t i = 0; i < n; i++)
		for (size_t c = 0; c < 4; c++) {
			uint16_t ink = planes[c][x + i];

			if (bits == 8)
				block->bytes[i * 4 + c] = (uint8_t)ink;
			else
				block->words[i * 4 + c] = ink;
		}
}

static void
take_apart(const union block *block, size_t n, uint32_t bits,
	   uint16_t *const *planes, uint32_t x)
{
	for (size_t i = 0; i < n; i++)
		for (size_t c = 0; c < 3; c++)
			planes[c][x + i] = bits == 8 ? block->bytes[i * 3 + c]
						     : block->words[i * 3 + c];
}

/* By the profile of the inks. */
static void
transform_inks(const struct psd_pixels *pixels)
{
	uint32_t width = pixels->psd->width, bits = pixels->psd->depth;
	union block inks, colors;
	uint32_t n;

	for (uint32_t x = 0; x < width; x += n) {
		n = width - x < BLOCK_PIXELS ? width - x : BLOCK_PIXELS;
		interleave(pixels->samples, x, n, bits, &inks);
		graying_mix(pixels->graying, &inks, n, &colors);
		take_apart(&colors, n, bits, pixels->samples, x);
	}
}

/* Inks are stored inverted: what is left is what it and black let through. */
static void
wash_off_black(uint16_t *ink, const uint16_t *black, uint32_t max,
	       uint32_t width)
{
	for (uint32_t x = 0; x < width; x++)
		ink[x] = (uint16_t)(((uint64_t)ink[x] * black[x] + max / 2) /
				    max);
}

static void
look_up(const struct psd *psd, uint16_t *const *samples)
{
	for (uint32_t x = 0; x < psd->width; x++) {
		uint32_t index = samples[0][x];

		for (uint32_t i = 0; i < 3; i++)
			samples[i][x] = psd->palette[i * 256 + index];
		samples[3][x] = index == psd->transparent ? 0 : 255;
	}
}

/* Leave R, G, B or gray in the first planes. */
static void
make_colors(const struct psd_pixels *pixels)
{
	const struct psd *psd = pixels->psd;
	uint16_t *const *samples = pixels->samples;

	if (psd->mode == PSD_CMYK && pixels->graying->inks != NULL)
		transform_inks(pixels);
	else if (psd->mode == PSD_CMYK)
		for (uint32_t i = 0; i < 3; i++)
			wash_off_black(samples[i], samples[3], most(psd),
				       psd->width);
	if (psd->mode == PSD_INDEXED)
		look_up(psd, samples);
	if (psd->mode == PSD_LAB)
		for (uint32_t x = 0; x < psd->width; x++)
			samples[0][x] = pixels->light[samples[0][x]];
}

static void
put_samples(const uint16_t *from, uint32_t width, const struct image_info *info,
	    void *to)
{
	uint8_t *bytes = to;
	uint16_t *words = to;

	if (info->bits == 8)
		for (size_t x = 0; x < width; x++)
			bytes[x * info->channels] = (uint8_t)from[x];
	else
		for (size_t x = 0; x < width; x++)
			words[x * info->channels] = from[x];
}

void
psd_pixels_row(struct psd_pixels *pixels, uint8_t *const planes[PSD_MAX_PLANES],
	       void *row)
{
	const struct psd *psd = pixels->psd;
	struct image_info info = psd_pixels_info(psd);
	uint32_t alpha_i = psd->has_alpha ? psd_n_planes(psd) - 1 : 3;
	bool has_alpha = picture_has_alpha(psd);

	take_samples(pixels, planes);
	make_colors(pixels);
	for (uint32_t i = 0; i < info.channels; i++) {
		bool is_alpha = has_alpha && i + 1 == info.channels;

		put_samples(pixels->samples[is_alpha ? alpha_i : i], psd->width,
			    &info, (uint8_t *)row + i * (info.bits / 8));
	}
}

void
psd_pixels_close(struct psd_pixels *pixels)
{
	free(pixels->samples[0]);
	free(pixels->light);
	*pixels = (struct psd_pixels){0};
}
