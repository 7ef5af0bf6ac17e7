/* SPDX-License-Identifier: MIT */
/*
 * shape.h - the shape of a PNG's pixels, as its header has it
 */
#ifndef GM_FORMATS_PNG_SHAPE_H
#define GM_FORMATS_PNG_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* PNG 11.2.1. */
enum shape_type {
	SHAPE_GRAY = 0,
	SHAPE_RGB = 2,
	SHAPE_PALETTE = 3,
	SHAPE_GRAY_ALPHA = 4,
	SHAPE_RGBA = 6
};

#define SHAPE_HEADER_NBYTES 13u

struct shape {
	uint32_t width; /* pixels, 1 to 2^31 - 1 */
	uint32_t height;
	enum shape_type type;
	unsigned depth; /* bits of a sample: 1, 2, 4, 8, 16 */
	bool is_interlaced;
};

/*
 * Read the payload of an IHDR.  Fails with GM_ERR_UNSUPPORTED when PNG 11.2.1
 * does not allow it.
 */
enum gm_status shape_read(struct shape *shape,
			  const uint8_t payload[SHAPE_HEADER_NBYTES],
			  struct gm_error *err);

/* The payload of an IHDR. */
void shape_write(const struct shape *shape,
		 uint8_t payload[SHAPE_HEADER_NBYTES]);

bool shape_is_color(const struct shape *shape);

/* Samples of a pixel. */
unsigned shape_channels(const struct shape *shape);

/*
 * Bytes of a row of this many pixels, without its filter, in a picture whose
 * shape_nbytes() are a size_t.
 */
size_t shape_row_nbytes(const struct shape *shape, uint32_t width);

/* Bytes from a byte to that of the pixel before, for filters: at least 1. */
unsigned shape_pixel_nbytes(const struct shape *shape);

/*
 * Width and height in pixels of pass pass_i of an interlaced picture (PNG
 * section 8.2), 0 to 6; pass 0 of one that is not is the picture.  False
 * when it has no pixels.
 */
bool shape_pass(const struct shape *shape, unsigned pass_i, uint32_t *width,
		uint32_t *height);

#define SHAPE_MAX_PASSES 7u

/* All rows with their filters, as they are compressed. */
uint64_t shape_nbytes(const struct shape *shape);

#endif
