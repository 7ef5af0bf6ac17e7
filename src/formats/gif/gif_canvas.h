/* SPDX-License-Identifier: MIT */
/*
 * gif_canvas.h - what an animated GIF shows, frame after frame
 *
 * Disposal and transparency by GIF89a section 23, and as browsers do it: what
 * was not drawn, or is cleared, is transparent, whatever the background colour.
 */
#ifndef GM_FORMATS_GIF_GIF_CANVAS_H
#define GM_FORMATS_GIF_GIF_CANVAS_H

#include <stdint.h>

#include "base/err.h"
#include "formats/gif/gif_colors.h"
#include "formats/gif/gif_walk.h"

/* A zeroed struct is valid and closed. */
struct gif_canvas {
	uint32_t width; /* the caller's, as are the next two: pixels */
	uint32_t height;
	uint32_t channels; /* 1 gray, 2 gray and alpha */
	uint8_t *samples;  /* owned; all rows */
	uint8_t *saved;    /* owned; of the region at hand, or NULL */
	uint32_t x;        /* that region: what of the frame at hand is on the
			      canvas, in pixels; without any before the first */
	uint32_t y;
	uint32_t n_wide;
	uint32_t n_high;
	enum gif_disposal disposal; /* of it */
};

/* Bytes that it holds; with those of a region that returns. */
uint64_t gif_canvas_nbytes(const struct gif_canvas *canvas, bool returns);

/*
 * Clear it, which takes memory, as much as that.  Fails with GM_ERR_NOMEM;
 * gif_canvas_close() is then still needed.
 */
enum gm_status gif_canvas_open(struct gif_canvas *canvas, bool returns,
			       struct gm_error *err);

/* Dispose of the frame at hand, and go on to the next. */
void gif_canvas_begin(struct gif_canvas *canvas, const struct gif_frame *frame,
		      enum gif_disposal disposal);

/* Draw the first n pixels of row y of the frame at hand. */
void gif_canvas_row(struct gif_canvas *canvas, uint32_t y,
		    const uint8_t *indices, size_t n,
		    const struct gif_colors *colors);

void gif_canvas_close(struct gif_canvas *canvas);

#endif
