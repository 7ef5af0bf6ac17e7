/* SPDX-License-Identifier: MIT */
/*
 * webp_canvas.h - what an animation shows, frame after frame
 *
 * Clear at first, as browsers have it, whatever the file calls its background
 * (RFC 9649, 2.7.1.2, leaves that to them); disposal and blending by 2.7.1.3.
 */
#ifndef GM_FORMATS_WEBP_WEBP_CANVAS_H
#define GM_FORMATS_WEBP_WEBP_CANVAS_H

#include <stdint.h>

#include "base/err.h"
#include "formats/webp/webp_file.h"

#define WEBP_CANVAS_CHANNELS 4u

/* A zeroed struct is valid and closed. */
struct webp_canvas {
	uint32_t width; /* pixels */
	uint32_t height;
	uint8_t *samples;        /* owned; RGBA, rows from the top */
	struct webp_frame frame; /* on it; no pixels before the first */
};

static inline uint64_t
webp_canvas_nbytes(uint32_t width, uint32_t height)
{
	return (uint64_t)WEBP_CANVAS_CHANNELS * width * height;
}

/* Make room, and clear it.  Fails with GM_ERR_NOMEM. */
enum gm_status webp_canvas_open(struct webp_canvas *canvas, uint32_t width,
				uint32_t height, struct gm_error *err);

/*
 * Dispose of the frame that is there, and draw the next: rows of RGB, or of
 * RGBA where its picture has alpha.
 */
void webp_canvas_draw(struct webp_canvas *canvas,
		      const struct webp_frame *frame, const uint8_t *samples);

void webp_canvas_close(struct webp_canvas *canvas);

#endif
