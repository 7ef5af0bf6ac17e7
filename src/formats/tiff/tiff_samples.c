/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_samples.h"

#include <stdlib.h>
#include <string.h>

#include "formats/tiff/tiff_inks.h"
#include "formats/tiff/tiff_load.h"
#include "formats/tiff/tiff_table.h"
#include "formats/tiff/tiff_ycbcr.h"

/* Are rows gray already? */
static bool
is_gray(const struct tiff_page *page, bool is_luma)
{
	return page->kind == TIFF_KIND_GRAY || page->kind == TIFF_KIND_LAB ||
	       page->kind == TIFF_KIND_LIGHT || is_luma;
}

/* Bits of a gray sample that hold every number exactly. */
static uint32_t
exact_bits(const struct tiff_page *page, const struct image_info *info)
{
	bool is_short = page->bits == 1 || page->bits == 2 || page->bits == 4;

	return is_short && page->kind != TIFF_KIND_PALETTE &&
			       !page->is_premultiplied
		       ? page->bits
		       : info->bits;
}

static uint32_t
bits_of(const struct tiff_page *page)
{
	if (page->kind == TIFF_KIND_PALETTE)
		return tiff_table_palette_bits(page);
	return tiff_planes_stay_float(page) ? 32 : tiff_code_bits(page);
}

struct image_info
tiff_samples_info(const struct tiff_page *page, bool is_luma)
{
	struct image_info info = {
		.width = page->width,
		.height = page->height,
		.channels =
			(is_gray(page, is_luma) ? 1u : 3u) + (page->alpha > 0),
		.bits = bits_of(page),
	};

	info.exact_bits = exact_bits(page, &info);
	return info;
}

static bool
is_copied(const struct tiff_samples *samples)
{
	const struct tiff_page *page = samples->page;
	bool is_plain = page->kind == TIFF_KIND_RGB ||
			(page->kind == TIFF_KIND_GRAY && !page->is_white_zero);

	return is_plain && page->number != TIFF_NUMBER_SIGNED &&
	       (page->number == TIFF_NUMBER_FLOAT) ==
		       (samples->info.bits == 32) &&
	       page->bits == samples->info.bits && !page->is_premultiplied &&
	       tiff_page_plane_samples(page) == samples->info.channels;
}

enum gm_status
tiff_samples_open(struct tiff_samples *samples, size_t n_pixels,
		  struct gm_error *err)
{
	const struct tiff_page *page = samples->page;
	enum gm_status st;

	samples->info = tiff_samples_info(page, samples->is_luma);
	samples->is_copied = is_copied(samples);
	if (samples->is_copied)
		return GM_OK;
	st = tiff_planes_open(&samples->planes, page, n_pixels, err);
	if (st == GM_OK && page->kind == TIFF_KIND_LAB)
		st = tiff_table_lab(page, &samples->table, err);
	if (st == GM_OK && page->kind == TIFF_KIND_PALETTE)
		st = tiff_table_palette(page, &samples->table, err);
	return st;
}

/* Of floats: the luminance is Y, or the second of X, Y and Z. */
static void
take_light(const struct tiff_page *page, const uint8_t *const *row, size_t n,
	   void *to)
{
	unsigned y = page->n_colors == 3 ? 1 : 0;
	struct tiff_span span = tiff_planes_span(page, row, y, n);

	tiff_load_floats(page, &span, to);
}

static void
look_up(struct tiff_samples *samples, const uint8_t *const *row, size_t n)
{
	const struct tiff_page *page = samples->page;
	struct tiff_span span = tiff_planes_span(page, row, 0, n);
	uint16_t *const *codes = samples->planes.codes;
	const uint16_t *table = samples->table;
	bool is_palette = page->kind == TIFF_KIND_PALETTE;

	if (page->alpha > 0)
		tiff_planes_take(&samples->planes, row, n);
	tiff_load_numbers(page, &span, codes[0]);
	for (size_t i = 0; i < n; i++) {
		const uint16_t *entry =
			table + codes[0][i] * (is_palette ? 3 : 1);

		codes[0][i] = entry[0];
		if (is_palette) {
			codes[1][i] = entry[1];
			codes[2][i] = entry[2];
		}
	}
}

/* R, G, B or gray, and then alpha, in the first planes. */
static void
make_codes(struct tiff_samples *samples, const uint8_t *const *row,
	   uint32_t y_in_clump, size_t n)
{
	const struct tiff_page *page = samples->page;
	uint16_t *const *codes = samples->planes.codes;

	switch (page->kind) {
	case TIFF_KIND_PALETTE:
	case TIFF_KIND_LAB:
		look_up(samples, row, n);
		break;
	case TIFF_KIND_YCBCR:
		if (samples->is_luma) {
			tiff_ycbcr_take(page, row, y_in_clump, n, codes[0],
					NULL, NULL);
			break;
		}
		tiff_ycbcr_take(page, row, y_in_clump, n, codes[0], codes[1],
				codes[2]);
		tiff_ycbcr_to_rgb(page, n, codes[0], codes[1], codes[2]);
		break;
	case TIFF_KIND_INKS:
		tiff_planes_take(&samples->planes, row, n);
		tiff_inks_to_rgb(page, samples->graying, n, codes);
		break;
	default:
		tiff_planes_take(&samples->planes, row, n);
		break;
	}
}

static void
put_codes(const uint16_t *from, size_t n, const struct image_info *info,
	  uint32_t channel, void *to)
{
	uint8_t *bytes = (uint8_t *)to + channel;
	uint16_t *words = (uint16_t *)to + channel;

	if (info->bits == 8)
		for (size_t i = 0; i < n; i++)
			bytes[i * info->channels] = (uint8_t)from[i];
	else
		for (size_t i = 0; i < n; i++)
			words[i * info->channels] = from[i];
}

static void
put_floats(const float *from, size_t n, const struct image_info *info,
	   uint32_t channel, float *to)
{
	for (size_t i = 0; i < n; i++)
		to[i * info->channels + channel] = from[i];
}

void
tiff_samples_row(struct tiff_samples *samples, const uint8_t *const *row,
		 uint32_t y_in_clump, size_t n, void *to)
{
	const struct image_info *info = &samples->info;
	struct tiff_planes *planes = &samples->planes;

	if (samples->is_copied) {
		memcpy(to, row[0], n * info->channels * (info->bits / 8));
		return;
	}
	if (samples->page->kind == TIFF_KIND_LIGHT) {
		take_light(samples->page, row, n, to);
		return;
	}
	make_codes(samples, row, y_in_clump, n);
	for (uint32_t i = 0; i < info->channels; i++) {
		if (info->bits == 32)
			put_floats(planes->floats[i], n, info, i, to);
		else
			put_codes(planes->codes[i], n, info, i, to);
	}
}

void
tiff_samples_close(struct tiff_samples *samples)
{
	tiff_planes_close(&samples->planes);
	free(samples->table);
	samples->table = NULL;
}
