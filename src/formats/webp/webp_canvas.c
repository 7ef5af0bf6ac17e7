/* SPDX-License-Identifier: MIT */
#include "formats/webp/webp_canvas.h"

#include <stdlib.h>
#include <string.h>

enum gm_status
webp_canvas_open(struct webp_canvas *canvas, uint32_t width, uint32_t height,
		 struct gm_error *err)
{
	*canvas = (struct webp_canvas){.width = width, .height = height};
	canvas->samples = calloc(height, (size_t)width * WEBP_CANVAS_CHANNELS);
	return canvas->samples != NULL ? GM_OK
				       : gm_fail(err, GM_ERR_NOMEM, 0,
						 "out of memory (frames)");
}

/* Where row y of the frame that is there begins. */
static uint8_t *
row_at(const struct webp_canvas *canvas, uint32_t y)
{
	const struct webp_frame *frame = &canvas->frame;

	return canvas->samples +
	       ((size_t)(frame->y + y) * canvas->width + frame->x) *
		       WEBP_CANVAS_CHANNELS;
}

static void
dispose(struct webp_canvas *canvas)
{
	const struct webp_frame *frame = &canvas->frame;

	for (uint32_t y = 0; frame->disposes && y < frame->height; y++)
		memset(row_at(canvas, y), 0,
		       (size_t)frame->width * WEBP_CANVAS_CHANNELS);
}

/* A pixel that is seen through, over what is there. */
static void
mix(const uint8_t *from, uint8_t *to)
{
	uint32_t over = from[3] * 255u, under = (255u - from[3]) * to[3];
	uint32_t sum = over + under;

	for (unsigned i = 0; i < 3; i++)
		to[i] = (uint8_t)((from[i] * over + to[i] * under + sum / 2) /
				  sum);
	to[3] = (uint8_t)((sum + 127) / 255);
}

static void
blend(const uint8_t *row, size_t n_pixels, uint8_t *to)
{
	for (size_t i = 0; i < n_pixels; i++, row += 4, to += 4)
		if (row[3] == 255)
			memcpy(to, row, 4);
		else if (row[3] > 0)
			mix(row, to);
}

static void
put_opaque(const uint8_t *row, size_t n_pixels, uint8_t *to)
{
	for (size_t i = 0; i < n_pixels; i++, row += 3, to += 4) {
		memcpy(to, row, 3);
		to[3] = 255;
	}
}

void
webp_canvas_draw(struct webp_canvas *canvas, const struct webp_frame *frame,
		 const uint8_t *samples)
{
	size_t width = frame->width;

	dispose(canvas);
	canvas->frame = *frame;
	for (uint32_t y = 0; y < frame->height; y++) {
		uint8_t *to = row_at(canvas, y);

		if (!frame->picture.has_alpha)
			put_opaque(samples + y * width * 3, width, to);
		else if (frame->blends)
			blend(samples + y * width * 4, width, to);
		else
			memcpy(to, samples + y * width * 4, width * 4);
	}
}

void
webp_canvas_close(struct webp_canvas *canvas)
{
	free(canvas->samples);
	*canvas = (struct webp_canvas){0};
}
