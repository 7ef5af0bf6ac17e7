/* SPDX-License-Identifier: MIT */
#include "image/turn.h"

#include <string.h>

/* Pixels in a row of a tile: it becomes as many rows, which stay in cache. */
#define TILE_PIXELS 32u

/*
 * Rows that become columns.  Pixels are moved as they are, of a size that the
 * compiler knows, so that memcpy() is a load or a store.
 */
struct columns {
	const uint8_t *from; /* the rows, */
	size_t from_nbytes;  /* of a row */
	uint32_t n_rows;
	size_t width;
	uint8_t *to;          /* where the first pixel of the first row goes */
	ptrdiff_t row_step;   /* from there to that of the next row, */
	ptrdiff_t pixel_step; /* and to the next pixel of the row */
};

struct turn
turn_upright(unsigned orientation)
{
	/* EXIF 2.32, 4.6.4, Orientation: 6 has to be turned clockwise. */
	static const struct turn turns[] = {
		[2] = {.flips_x = true},
		[3] = {.flips_x = true, .flips_y = true},
		[4] = {.flips_y = true},
		[5] = {.transposes = true},
		[6] = {.transposes = true, .flips_y = true},
		[7] = {.transposes = true, .flips_x = true, .flips_y = true},
		[8] = {.transposes = true, .flips_x = true},
	};

	return orientation <= 8 ? turns[orientation] : turns[0];
}

bool
turn_is_none(const struct turn *turn)
{
	return !turn->flips_x && !turn->flips_y && !turn->transposes;
}

struct image_info
turn_info(const struct turn *turn, const struct image_info *info)
{
	struct image_info turned = *info;

	if (turn->transposes) {
		turned.width = info->height;
		turned.height = info->width;
	}
	return turned;
}

static size_t
pixel_nbytes(const struct image_info *info)
{
	return (size_t)info->channels * info->bits / 8;
}

static inline void
mirror(uint8_t *row, size_t width, size_t size)
{
	uint8_t *left = row, *right = row + (width - 1) * size;

	for (; left < right; left += size, right -= size) {
		uint8_t pixel[8];

		memcpy(pixel, left, size);
		memcpy(left, right, size);
		memcpy(right, pixel, size);
	}
}

void
turn_mirror(const struct image_info *info, void *rows, uint32_t n_rows)
{
	size_t row_nbytes = image_row_nbytes(info);
	uint8_t *row = rows;

	for (uint32_t i = 0; i < n_rows; i++, row += row_nbytes)
		switch (pixel_nbytes(info)) {
		case 1:
			mirror(row, info->width, 1);
			break;
		case 2:
			mirror(row, info->width, 2);
			break;
		case 4:
			mirror(row, info->width, 4);
			break;
		default:
			mirror(row, info->width, 8);
			break;
		}
}

static inline void
put_tile(const struct columns *c, size_t x, size_t size)
{
	size_t n = c->width - x < TILE_PIXELS ? c->width - x : TILE_PIXELS;

	for (size_t i = 0; i < n; i++) {
		const uint8_t *from = c->from + (x + i) * size;
		uint8_t *to = c->to + (ptrdiff_t)(x + i) * c->pixel_step;

		for (size_t y = 0; y < c->n_rows; y++)
			memcpy(to + (ptrdiff_t)y * c->row_step,
			       from + y * c->from_nbytes, size);
	}
}

static inline void
put_columns(const struct columns *c, size_t size)
{
	for (size_t x = 0; x < c->width; x += TILE_PIXELS)
		put_tile(c, x, size);
}

static void
put_columns_of(const struct columns *c, size_t size)
{
	switch (size) {
	case 1:
		put_columns(c, 1);
		break;
	case 2:
		put_columns(c, 2);
		break;
	case 4:
		put_columns(c, 4);
		break;
	default:
		put_columns(c, 8);
		break;
	}
}

/* The first row of pixels becomes the first column, or the last. */
static void
transpose(const struct turn *turn, const struct image_info *info, uint32_t y,
	  const uint8_t *rows, uint32_t n_rows, void *turned)
{
	size_t size = pixel_nbytes(info), column_nbytes = info->height * size;
	size_t column = turn->flips_y ? info->height - 1 - y : y;
	size_t row = turn->flips_x ? info->width - 1 : 0;
	ptrdiff_t row_step = (ptrdiff_t)size;
	ptrdiff_t pixel_step = (ptrdiff_t)column_nbytes;
	struct columns columns = {
		.from = rows,
		.from_nbytes = image_row_nbytes(info),
		.n_rows = n_rows,
		.width = info->width,
		.to = (uint8_t *)turned + row * column_nbytes + column * size,
		.row_step = turn->flips_y ? -row_step : row_step,
		.pixel_step = turn->flips_x ? -pixel_step : pixel_step,
	};

	put_columns_of(&columns, size);
}

void
turn_place(const struct turn *turn, const struct image_info *info, uint32_t y,
	   const void *rows, uint32_t n_rows, void *turned)
{
	size_t row_nbytes = image_row_nbytes(info);
	const uint8_t *from = rows;

	if (turn->transposes) {
		transpose(turn, info, y, rows, n_rows, turned);
		return;
	}
	for (uint32_t i = 0; i < n_rows; i++) {
		size_t at = turn->flips_y ? info->height - 1 - (y + i) : y + i;
		uint8_t *to = (uint8_t *)turned + at * row_nbytes;

		memcpy(to, from + i * row_nbytes, row_nbytes);
		if (turn->flips_x)
			turn_mirror(info, to, 1);
	}
}
