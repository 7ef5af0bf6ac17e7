/* SPDX-License-Identifier: MIT */
#include "formats/gif/gif_canvas.h"

#include <stdlib.h>
#include <string.h>

uint64_t
gif_canvas_nbytes(const struct gif_canvas *canvas, bool returns)
{
	return (uint64_t)canvas->width * canvas->height * canvas->channels *
	       (returns ? 2 : 1);
}

enum gm_status
gif_canvas_open(struct gif_canvas *canvas, bool returns, struct gm_error *err)
{
	size_t row_nbytes = (size_t)canvas->width * canvas->channels;

	canvas->samples = calloc(canvas->height, row_nbytes);
	if (returns)
		canvas->saved = calloc(canvas->height, row_nbytes);
	return canvas->samples != NULL && (canvas->saved != NULL || !returns)
		       ? GM_OK
		       : gm_fail(err, GM_ERR_NOMEM, 0,
				 "out of memory (frames)");
}

/* Where row y of the region at hand begins. */
static uint8_t *
row_at(const struct gif_canvas *canvas, uint32_t y)
{
	return canvas->samples +
	       ((size_t)canvas->width * (canvas->y + y) + canvas->x) *
		       canvas->channels;
}

static void
dispose(struct gif_canvas *canvas)
{
	size_t nbytes = (size_t)canvas->n_wide * canvas->channels;

	for (uint32_t y = 0; y < canvas->n_high; y++)
		if (canvas->disposal == GIF_DISPOSE_CLEAR)
			memset(row_at(canvas, y), 0, nbytes);
		else if (canvas->disposal == GIF_DISPOSE_RETURN)
			memcpy(row_at(canvas, y), canvas->saved + y * nbytes,
			       nbytes);
}

static void
save(struct gif_canvas *canvas)
{
	size_t nbytes = (size_t)canvas->n_wide * canvas->channels;

	for (uint32_t y = 0; y < canvas->n_high; y++)
		memcpy(canvas->saved + y * nbytes, row_at(canvas, y), nbytes);
}

/* How many of n pixels from `from` on are before the end. */
static uint32_t
clip(uint32_t from, uint32_t n, uint32_t end)
{
	if (from >= end)
		return 0;
	return n < end - from ? n : end - from;
}

void
gif_canvas_begin(struct gif_canvas *canvas, const struct gif_frame *frame,
		 enum gif_disposal disposal)
{
	dispose(canvas);
	canvas->x = frame->x;
	canvas->y = frame->y;
	canvas->n_wide = clip(frame->x, frame->width, canvas->width);
	canvas->n_high = clip(frame->y, frame->height, canvas->height);
	/* What lies beyond it has no rows to be at. */
	if (canvas->n_wide == 0)
		canvas->n_high = 0;
	canvas->disposal = disposal;
	if (disposal == GIF_DISPOSE_RETURN)
		save(canvas);
}

void
gif_canvas_row(struct gif_canvas *canvas, uint32_t y, const uint8_t *indices,
	       size_t n, const struct gif_colors *colors)
{
	uint8_t *to;

	if (y >= canvas->n_high)
		return;
	to = row_at(canvas, y);
	if (n > canvas->n_wide)
		n = canvas->n_wide;
	for (size_t i = 0; i < n; i++, to += canvas->channels)
		if (colors->pixels[indices[i]][colors->alpha_at] != 0)
			memcpy(to, colors->pixels[indices[i]],
			       canvas->channels);
}

void
gif_canvas_close(struct gif_canvas *canvas)
{
	free(canvas->samples);
	free(canvas->saved);
	*canvas = (struct gif_canvas){0};
}
