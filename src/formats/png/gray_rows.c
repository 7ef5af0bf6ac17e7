/* SPDX-License-Identifier: MIT */
#include "formats/png/gray_rows.h"

#include <string.h>

#include "base/vector.h"

/* Pixels that a loop is sure of, so that it becomes vector code. */
#define BLOCK_PIXELS 64u

static void
convert_colors(enum gray_method method, unsigned channels, const uint8_t *from,
	       size_t n, uint8_t *to)
{
	const struct image_info info = {.channels = channels, .bits = 8};

	gray_convert(method, &info, from, n, to);
}

static void
begin_palette(struct gray_rows *rows)
{
	const struct source *source = rows->source;
	uint8_t *gray = rows->palette;
	unsigned n = source->n_palette;

	convert_colors(rows->method, 3, source->palette, n, gray);
	if (source->has_alpha) {
		rows->shape.type = SHAPE_GRAY_ALPHA;
		rows->shape.depth = 8;
		return;
	}
	rows->shape.type = SHAPE_GRAY;
	rows->shape.depth = gray_depth(gray, n);
	for (unsigned i = 0; i < n; i++)
		gray[i] = (uint8_t)(gray[i] /
				    (255 / ((1u << rows->shape.depth) - 1)));
}

void
gray_rows_begin(struct gray_rows *rows, const struct source *source,
		enum gray_method method, bool drops_alpha)
{
	rows->source = source;
	rows->method = method;
	rows->shape = source->shape;
	rows->drops_alpha = drops_alpha;
	if (source->shape.type == SHAPE_PALETTE)
		begin_palette(rows);
	else if (source->shape.type == SHAPE_RGBA && !drops_alpha)
		rows->shape.type = SHAPE_GRAY_ALPHA;
	else if (shape_is_color(&source->shape))
		rows->shape.type = SHAPE_GRAY;
}

/* Gray of n pixels without their alpha; what all alphas have in common. */
VECTOR_INLINE uint8_t
drop_alpha(uint8_t *restrict to, const uint8_t *restrict from, size_t n)
{
	uint8_t common = 255;

	for (size_t i = 0; i < n; i++) {
		to[i] = from[2 * i];
		common &= from[2 * i + 1];
	}
	return common;
}

VECTOR_CLONES static uint8_t
drop_alphas(uint8_t *restrict to, const uint8_t *restrict from, size_t n)
{
	uint8_t common = 255;

	for (; n >= BLOCK_PIXELS; n -= BLOCK_PIXELS) {
		common &= drop_alpha(to, from, BLOCK_PIXELS);
		to += BLOCK_PIXELS;
		from += 2 * BLOCK_PIXELS;
	}
	return common & drop_alpha(to, from, n);
}

static bool
convert_rgba(const struct gray_rows *rows, const uint8_t *pixels, uint8_t *out)
{
	size_t left = rows->shape.width;

	if (!rows->drops_alpha) {
		convert_colors(rows->method, 4, pixels, left, out);
		return true;
	}
	while (left > 0) {
		uint8_t gray[2 * BLOCK_PIXELS * 16];
		size_t n = left < sizeof(gray) / 2 ? left : sizeof(gray) / 2;

		convert_colors(rows->method, 4, pixels, n, gray);
		if (drop_alphas(out, gray, n) != 255)
			return false;
		pixels += 4 * n;
		out += n;
		left -= n;
	}
	return true;
}

/* Pixel i of a row of samples of depth bits. */
static inline unsigned
sample_at(const uint8_t *row, size_t i, unsigned depth)
{
	size_t bit = i * depth;

	return (unsigned)row[bit / 8] >> (8 - depth - bit % 8) &
	       ((1u << depth) - 1);
}

static bool
convert_palette(const struct gray_rows *rows, const uint8_t *pixels,
		uint8_t *out)
{
	unsigned in_depth = rows->source->shape.depth;
	unsigned out_depth = rows->shape.depth, n_bits = 0, most = 0, last = 0;

	for (size_t i = 0; i < rows->shape.width; i++) {
		unsigned color = in_depth == 8 ? pixels[i]
					       : sample_at(pixels, i, in_depth);

		most = color > most ? color : most;
		last = last << out_depth | rows->palette[color];
		n_bits += out_depth;
		if (n_bits == 8) {
			*out++ = (uint8_t)last;
			n_bits = 0;
		}
	}
	if (n_bits > 0)
		*out = (uint8_t)(last << (8 - n_bits));
	return most < rows->source->n_palette;
}

static bool
convert_clear_palette(const struct gray_rows *rows, const uint8_t *pixels,
		      uint8_t *out)
{
	const struct source *source = rows->source;
	unsigned depth = source->shape.depth, most = 0;

	for (size_t i = 0; i < rows->shape.width; i++) {
		unsigned color =
			depth == 8 ? pixels[i] : sample_at(pixels, i, depth);

		most = color > most ? color : most;
		*out++ = rows->palette[color];
		*out++ = source->alpha[color];
	}
	return most < source->n_palette;
}

bool
gray_rows_convert(const struct gray_rows *rows, const uint8_t *pixels,
		  uint8_t *out)
{
	switch (rows->source->shape.type) {
	case SHAPE_RGB:
		convert_colors(rows->method, 3, pixels, rows->shape.width, out);
		return true;
	case SHAPE_RGBA:
		return convert_rgba(rows, pixels, out);
	case SHAPE_PALETTE:
		return rows->source->has_alpha
			       ? convert_clear_palette(rows, pixels, out)
			       : convert_palette(rows, pixels, out);
	default:
		memcpy(out, pixels,
		       shape_row_nbytes(&rows->shape, rows->shape.width));
		return true;
	}
}

size_t
gray_rows_background(const struct gray_rows *rows, uint8_t payload[2])
{
	const struct source *source = rows->source;
	const uint8_t *from = source->background;
	uint8_t color[3] = {from[1], from[3], from[5]};

	if (source->background_nbytes == 0 || !shape_is_color(&source->shape))
		return 0;
	payload[0] = 0;
	if (source->shape.type == SHAPE_PALETTE)
		payload[1] = rows->palette[from[0]];
	else
		convert_colors(rows->method, 3, color, 1, payload + 1);
	return 2;
}
