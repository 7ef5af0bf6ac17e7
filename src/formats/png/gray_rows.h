/* SPDX-License-Identifier: MIT */
/*
 * gray_rows.h - from rows of a PNG's pixels to rows of its gray PNG
 */
#ifndef GM_FORMATS_PNG_GRAY_ROWS_H
#define GM_FORMATS_PNG_GRAY_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/png/source.h"
#include "image/gray.h"

struct gray_rows {
	const struct source *source; /* the caller's */
	enum gray_method method;
	struct shape shape;   /* of the gray PNG */
	bool drops_alpha;     /* it is opaque, as far as is known */
	uint8_t palette[256]; /* samples of shape.depth bits */
};

/*
 * Prepare for the pixels of source.  Palettes become gray of the least depth
 * that holds the gray of every colour in them, or with alpha of 8 bits.  An
 * alpha channel is left out when drops_alpha is set, else kept; gray stays what
 * it is.
 */
void gray_rows_begin(struct gray_rows *rows, const struct source *source,
		     enum gray_method method, bool drops_alpha);

/*
 * Convert one row of pixels to out, which has room for as many bytes as a row
 * of rows->shape has, or of the source where that is more.  False when the row
 * has a pixel that is not opaque and alpha is left out, or a colour that the
 * palette lacks.
 */
bool gray_rows_convert(const struct gray_rows *rows, const uint8_t *pixels,
		       uint8_t *out);

/*
 * The payload of a bKGD chunk that a source in colour had, in gray; returns
 * its bytes, 0 when there was none.
 */
size_t gray_rows_background(const struct gray_rows *rows, uint8_t payload[2]);

#endif
