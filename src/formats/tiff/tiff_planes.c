/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_planes.h"

#include <math.h>
#include <stdlib.h>

#include "formats/tiff/tiff_load.h"
#include "image/depth.h"

static bool
is_float(const struct tiff_page *page)
{
	return page->number == TIFF_NUMBER_FLOAT;
}

/* The more the darker. */
static bool
is_dark(const struct tiff_page *page)
{
	return page->is_white_zero || page->kind == TIFF_KIND_INKS;
}

bool
tiff_planes_stay_float(const struct tiff_page *page)
{
	return is_float(page) && page->alpha == 0 &&
	       page->kind != TIFF_KIND_INKS;
}

enum gm_status
tiff_planes_open(struct tiff_planes *planes, const struct tiff_page *page,
		 size_t n_pixels, struct gm_error *err)
{
	planes->page = page;
	planes->codes[0] = calloc(n_pixels, sizeof(uint16_t) * TIFF_MAX_PLANES);
	if (is_float(page))
		planes->floats[0] =
			calloc(n_pixels, sizeof(float) * TIFF_MAX_PLANES);
	if (planes->codes[0] == NULL ||
	    (is_float(page) && planes->floats[0] == NULL))
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (samples)");
	for (unsigned i = 1; i < TIFF_MAX_PLANES; i++) {
		planes->codes[i] = planes->codes[0] + n_pixels * i;
		if (is_float(page))
			planes->floats[i] = planes->floats[0] + n_pixels * i;
	}
	return GM_OK;
}

struct tiff_span
tiff_planes_span(const struct tiff_page *page, const uint8_t *const *row,
		 unsigned i, size_t n)
{
	unsigned sample = i < page->n_colors ? i : page->alpha;

	return page->is_planar
		       ? (struct tiff_span){row[i], 0, 1, n}
		       : (struct tiff_span){row[0], sample, page->n_samples, n};
}

static void
divide_codes(uint16_t *codes, const uint16_t *alpha, uint32_t most, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t a = alpha[i];
		uint64_t code;

		if (a == 0 || a == most)
			continue;
		code = ((uint64_t)codes[i] * most + a / 2) / a;
		codes[i] = (uint16_t)(code < most ? code : most);
	}
}

static void
divide_floats(float *floats, const float *alpha, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (alpha[i] > 0)
			floats[i] /= alpha[i];
}

static void
invert_floats(float *floats, size_t n)
{
	for (size_t i = 0; i < n; i++)
		floats[i] = 1 - floats[i];
}

/* Of a whole: alpha, or what inks leave. */
static void
code_parts(const float *parts, size_t n, uint16_t *codes)
{
	for (size_t i = 0; i < n; i++) {
		float part = parts[i] > 0 ? fminf(parts[i], 1) : 0;

		codes[i] = (uint16_t)lroundf(part * 65535);
	}
}

/* Channel i, alpha being there already. */
static void
take_floats(struct tiff_planes *planes, const uint8_t *const *row, unsigned i,
	    size_t n)
{
	const struct tiff_page *page = planes->page;
	struct tiff_span span = tiff_planes_span(page, row, i, n);
	float *floats = planes->floats[i];
	bool is_color = i < page->n_colors;

	tiff_load_floats(page, &span, floats);
	if (is_color && page->is_premultiplied)
		divide_floats(floats, planes->floats[page->n_colors], n);
	if (is_color && is_dark(page))
		invert_floats(floats, n);
	if (tiff_planes_stay_float(page))
		return;
	if (!is_color || page->kind == TIFF_KIND_INKS)
		code_parts(floats, n, planes->codes[i]);
	else if (!depth_convert(32, 16, floats, n, planes->codes[i]))
		planes->is_clipped = true;
}

static void
take_codes(struct tiff_planes *planes, const uint8_t *const *row, unsigned i,
	   size_t n)
{
	const struct tiff_page *page = planes->page;
	struct tiff_span span = tiff_planes_span(page, row, i, n);
	uint32_t most = tiff_code_bits(page) == 8 ? 255 : 65535;
	uint16_t *codes = planes->codes[i];
	bool is_color = i < page->n_colors;

	if (!is_color || !page->is_premultiplied) {
		tiff_load_codes(page, &span, is_color && is_dark(page), codes);
		return;
	}
	tiff_load_codes(page, &span, false, codes);
	divide_codes(codes, planes->codes[page->n_colors], most, n);
	for (size_t x = 0; is_dark(page) && x < n; x++)
		codes[x] = (uint16_t)(most - codes[x]);
}

void
tiff_planes_take(struct tiff_planes *planes, const uint8_t *const *row,
		 size_t n)
{
	const struct tiff_page *page = planes->page;

	for (unsigned i = page->n_colors + (page->alpha > 0); i-- > 0;) {
		if (is_float(page))
			take_floats(planes, row, i, n);
		else
			take_codes(planes, row, i, n);
	}
}

void
tiff_planes_close(struct tiff_planes *planes)
{
	free(planes->codes[0]);
	free(planes->floats[0]);
	*planes = (struct tiff_planes){0};
}
