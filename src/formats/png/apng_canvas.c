/* SPDX-License-Identifier: MIT */
#include "formats/png/apng_canvas.h"

#include <stdlib.h>
#include <string.h>

static size_t
pixel_nbytes(const struct image_info *info)
{
	return (size_t)info->channels * (info->bits / 8);
}

static bool
has_alpha(const struct image_info *info)
{
	return info->channels % 2 == 0;
}

uint64_t
apng_canvas_nbytes(const struct image_info *info, bool saves)
{
	return (uint64_t)image_row_nbytes(info) * info->height *
	       (saves ? 2 : 1);
}

enum gm_status
apng_canvas_open(struct apng_canvas *canvas, bool saves, struct gm_error *err)
{
	size_t row_nbytes = image_row_nbytes(&canvas->info);

	canvas->frame = (struct apng_frame){0};
	canvas->samples = calloc(canvas->info.height, row_nbytes);
	if (saves)
		canvas->saved = calloc(canvas->info.height, row_nbytes);
	return canvas->samples != NULL && (canvas->saved != NULL || !saves)
		       ? GM_OK
		       : gm_fail(err, GM_ERR_NOMEM, 0,
				 "out of memory (frames)");
}

/* Where row y of the region at hand begins. */
static uint8_t *
row_at(struct apng_canvas *canvas, uint32_t y)
{
	return canvas->samples +
	       (canvas->frame.y + y) * image_row_nbytes(&canvas->info) +
	       canvas->frame.x * pixel_nbytes(&canvas->info);
}

static void
dispose(struct apng_canvas *canvas)
{
	const struct apng_frame *frame = &canvas->frame;
	size_t nbytes = frame->width * pixel_nbytes(&canvas->info);

	for (uint32_t y = 0; y < frame->height; y++)
		if (frame->dispose == APNG_DISPOSE_BACKGROUND)
			memset(row_at(canvas, y), 0, nbytes);
		else if (frame->dispose == APNG_DISPOSE_PREVIOUS)
			memcpy(row_at(canvas, y), canvas->saved + y * nbytes,
			       nbytes);
}

static void
save(struct apng_canvas *canvas)
{
	size_t nbytes = canvas->frame.width * pixel_nbytes(&canvas->info);

	for (uint32_t y = 0; y < canvas->frame.height; y++)
		memcpy(canvas->saved + y * nbytes, row_at(canvas, y), nbytes);
}

void
apng_canvas_begin(struct apng_canvas *canvas, const struct apng_frame *frame)
{
	dispose(canvas);
	canvas->frame = *frame;
	if (frame->dispose == APNG_DISPOSE_PREVIOUS)
		save(canvas);
}

static unsigned
get(const uint8_t *samples, size_t i, uint32_t bits)
{
	uint16_t wide;

	if (bits == 8)
		return samples[i];
	memcpy(&wide, samples + 2 * i, sizeof(wide));
	return wide;
}

static void
put(uint8_t *samples, size_t i, uint32_t bits, uint64_t value)
{
	uint16_t wide = (uint16_t)value;

	if (bits == 8)
		samples[i] = (uint8_t)value;
	else
		memcpy(samples + 2 * i, &wide, sizeof(wide));
}

/* Mix a pixel that is seen through with what is under it, by PNG 13.16. */
static void
mix(const struct image_info *info, const uint8_t *from, uint8_t *to)
{
	uint32_t bits = info->bits, alpha_i = info->channels - 1;
	uint64_t max = (UINT64_C(1) << bits) - 1;
	uint64_t alpha = get(from, alpha_i, bits);
	uint64_t over = alpha * max;
	uint64_t under = (max - alpha) * get(to, alpha_i, bits);
	uint64_t sum = over + under;

	for (uint32_t i = 0; i < alpha_i; i++)
		put(to, i, bits,
		    (get(from, i, bits) * over + get(to, i, bits) * under +
		     sum / 2) /
			    sum);
	put(to, alpha_i, bits, (sum + max / 2) / max);
}

/* With a constant step, a pixel is copied by one instruction. */
static inline void
blend_pixels(const struct image_info *info, const uint8_t *row, size_t n,
	     uint8_t *to, size_t step)
{
	unsigned max = (1u << info->bits) - 1;

	for (size_t i = 0; i < n; i++, row += step, to += step) {
		unsigned alpha = get(row, info->channels - 1, info->bits);

		if (alpha == max)
			memcpy(to, row, step);
		else if (alpha > 0)
			mix(info, row, to);
	}
}

static void
blend(const struct image_info *info, const uint8_t *row, size_t n, uint8_t *to)
{
	switch (pixel_nbytes(info)) {
	case 2:
		blend_pixels(info, row, n, to, 2);
		break;
	case 4:
		blend_pixels(info, row, n, to, 4);
		break;
	default:
		blend_pixels(info, row, n, to, 8);
		break;
	}
}

/* Where a canvas has alpha and the frame has none. */
static void
put_opaque(const struct image_info *info, const uint8_t *row, size_t n,
	   uint8_t *to)
{
	size_t step = pixel_nbytes(info), alpha_nbytes = info->bits / 8;

	for (size_t i = 0; i < n; i++) {
		memcpy(to, row, step - alpha_nbytes);
		memset(to + step - alpha_nbytes, 0xff, alpha_nbytes);
		row += step - alpha_nbytes;
		to += step;
	}
}

void
apng_canvas_row(struct apng_canvas *canvas, uint32_t y, const uint8_t *row,
		bool row_has_alpha)
{
	const struct image_info *info = &canvas->info;
	size_t n = canvas->frame.width;
	uint8_t *to = row_at(canvas, y);

	if (has_alpha(info) && !row_has_alpha)
		put_opaque(info, row, n, to);
	else if (has_alpha(info) && canvas->frame.blend == APNG_BLEND_OVER)
		blend(info, row, n, to);
	else
		memcpy(to, row, n * pixel_nbytes(info));
}

void
apng_canvas_close(struct apng_canvas *canvas)
{
	free(canvas->samples);
	free(canvas->saved);
	*canvas = (struct apng_canvas){0};
}
