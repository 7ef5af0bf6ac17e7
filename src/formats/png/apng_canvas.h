/* SPDX-License-Identifier: MIT */
/*
 * apng_canvas.h - what an animated PNG shows, frame after frame
 *
 * Disposal and blending by PNG 11.3.6.2; samples are those of image.h.
 */
#ifndef GM_FORMATS_PNG_APNG_CANVAS_H
#define GM_FORMATS_PNG_APNG_CANVAS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "formats/png/apng.h"
#include "image/image.h"

/* A zeroed struct is valid and closed. */
struct apng_canvas {
	struct image_info info;  /* the caller's: of 8 or 16 bits; without
				    alpha where all of it is covered */
	uint8_t *samples;        /* owned; all rows */
	uint8_t *saved;          /* owned; of the region at hand, or NULL */
	struct apng_frame frame; /* at hand; no pixels before the first */
};

/* Bytes that it holds; with those that may be saved. */
uint64_t apng_canvas_nbytes(const struct image_info *info, bool saves);

/* Clear, and with room to save where a frame returns.  Fails with
   GM_ERR_NOMEM. */
enum gm_status apng_canvas_open(struct apng_canvas *canvas, bool saves,
				struct gm_error *err);

/* Dispose of the frame at hand; the next has its region on the canvas. */
void apng_canvas_begin(struct apng_canvas *canvas,
		       const struct apng_frame *frame);

/*
 * Draw row y of the frame at hand: samples as those of the canvas, with or
 * without alpha.
 */
void apng_canvas_row(struct apng_canvas *canvas, uint32_t y, const uint8_t *row,
		     bool row_has_alpha);

void apng_canvas_close(struct apng_canvas *canvas);

#endif
