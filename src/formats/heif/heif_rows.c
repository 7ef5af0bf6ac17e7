/* SPDX-License-Identifier: MIT */
#include "formats/heif/heif_rows.h"

#include <stdlib.h>
#include <string.h>

/* Of a picture whose tiles are one beside no other. */
#define BAND_ROWS 64u

/* A part of what is decoded: from..to, along an axis. */
struct span {
	uint32_t from;
	uint32_t to; /* behind the last */
};

/* The axis along which rows of the view go on. */
struct axis {
	uint32_t start;    /* of the view, in pixels of what is decoded */
	uint32_t n;        /* rows of the view */
	uint32_t step;     /* pixels of a tile */
	uint32_t n_across; /* tiles, or columns of pixels, beside one another */
	bool is_flipped;
};

static struct axis
axis_of(const struct heif_rows *rows)
{
	const struct heif_view *view = &rows->view;
	const struct heif_tiles *tiles = &rows->tiles;
	bool by_columns = view->turn.transposes;
	struct axis axis = {
		.start = by_columns ? view->x : view->y,
		.n = by_columns ? view->width : view->height,
		.step = UINT32_MAX,
		.n_across = 1,
		.is_flipped =
			by_columns ? view->turn.flips_x : view->turn.flips_y,
	};

	if (rows->canvas == NULL) {
		axis.step = by_columns ? tiles->tile_width : tiles->tile_height;
		axis.n_across = by_columns ? tiles->n_down : tiles->n_across;
	}
	return axis;
}

static uint32_t
least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* Most rows of a band. */
static uint32_t
band_rows(const struct axis *axis)
{
	return least(axis->n_across == 1 ? BAND_ROWS : axis->step, axis->n);
}

static size_t
row_nbytes(const struct heif_rows *rows, const struct heif_form *form)
{
	return heif_view_width(&rows->view) * heif_form_nbytes(form);
}

uint64_t
heif_rows_nbytes(const struct heif_rows *rows, const struct heif_form *form)
{
	struct axis axis = axis_of(rows);
	struct hevc_size tile = {.width = rows->tiles.tile_width,
				 .height = rows->tiles.tile_height,
				 .chroma = 1,
				 .bits = rows->tiles.bits};

	return (uint64_t)row_nbytes(rows, form) * band_rows(&axis) +
	       (rows->canvas == NULL ? heif_decode_nbytes(&tile) : 0);
}

enum gm_status
heif_rows_begin(struct heif_rows *rows, const struct heif_form *form,
		struct gm_error *err)
{
	struct axis axis = axis_of(rows);
	size_t nbytes = row_nbytes(rows, form) * band_rows(&axis);
	size_t line = rows->canvas != NULL ? 0 : rows->tiles.tile_width;

	rows->form = *form;
	rows->band = malloc(nbytes);
	rows->line = malloc(line * heif_form_nbytes(form) + 1);
	if (rows->band == NULL || rows->line == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (HEIF)");
	return rows->canvas != NULL
		       ? GM_OK
		       : heif_color_open(&rows->color, &rows->tiles.picture,
					 &rows->tiles.coding, form->channels,
					 form->bits, err);
}

/* Where in the band a pixel of the view goes that was at x, y. */
static uint8_t *
place_of(const struct heif_rows *rows, uint32_t x, uint32_t y)
{
	const struct heif_view *view = &rows->view;
	uint32_t column = x - view->x, row = y - view->y;

	if (view->turn.flips_x)
		column = view->width - 1 - column;
	if (view->turn.flips_y)
		row = view->height - 1 - row;
	if (view->turn.transposes) {
		uint32_t other = column;

		column = row;
		row = other;
	}
	return rows->band +
	       (row - rows->band_at) * row_nbytes(rows, &rows->form) +
	       column * heif_form_nbytes(&rows->form);
}

static inline void
scatter(uint8_t *to, ptrdiff_t step, const uint8_t *from, size_t size, size_t n)
{
	for (size_t i = 0; i < n; i++, to += step)
		memcpy(to, from + i * size, size);
}

/* n pixels of a row of what is decoded, which are all in the band. */
static void
place(const struct heif_rows *rows, uint32_t x, uint32_t y, uint32_t n,
      const uint8_t *from)
{
	const struct turn *turn = &rows->view.turn;
	uint8_t *to = place_of(rows, x, y);
	size_t size = heif_form_nbytes(&rows->form);
	ptrdiff_t step =
		(ptrdiff_t)(turn->transposes ? row_nbytes(rows, &rows->form)
					     : size);

	if (turn->flips_x)
		step = -step;
	/* Sizes that the compiler knows. */
	if (step == (ptrdiff_t)size)
		memcpy(to, from, n * size);
	else if (size == 1)
		scatter(to, step, from, 1, n);
	else if (size == 2)
		scatter(to, step, from, 2, n);
	else
		scatter(to, step, from, size, n);
}

/* What of a tile is in the band: all of these rows and columns. */
static enum gm_status
take_tile(struct heif_rows *rows, uint32_t i, const struct span *across,
	  const struct span *down, struct gm_error *err)
{
	struct heif_tiles *tiles = &rows->tiles;
	uint32_t x0 = i % tiles->n_across * tiles->tile_width;
	uint32_t y0 = i / tiles->n_across * tiles->tile_height;
	uint32_t n = across->to - across->from;
	enum gm_status st = heif_tiles_take(tiles, i, err);

	if (st == GM_OK && !heif_color_fits(&rows->color, &tiles->picture))
		st = gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			     "unsupported: planes of different depths");
	if (st != GM_OK)
		return st;
	for (uint32_t y = down->from; y < down->to; y++) {
		heif_color_row(&rows->color, &tiles->picture, across->from - x0,
			       y - y0, n, rows->line);
		place(rows, across->from, y, n, rows->line);
	}
	return GM_OK;
}

/* A tile that cannot be had stays black, where that is allowed. */
static enum gm_status
salvage_tile(const struct heif_rows *rows, enum gm_status st,
	     struct gm_error *err)
{
	if (!rows->tiles.file->salvages ||
	    (st != GM_ERR_CORRUPT && st != GM_ERR_TRUNCATED))
		return st;
	rows->tiles.file->is_damaged = true;
	*err = (struct gm_error){0};
	return GM_OK;
}

/* The part of the span that is in tile number i of that size. */
static struct span
within(const struct span *span, uint32_t i, uint32_t size)
{
	uint64_t from = (uint64_t)i * size, to = from + size;

	return (struct span){
		from > span->from ? (uint32_t)from : span->from,
		to < span->to ? (uint32_t)to : span->to,
	};
}

static uint32_t
count_tiles(const struct span *span, uint32_t size)
{
	return (span->to - 1) / size - span->from / size + 1;
}

/*
 * All tiles that are in a part of what is decoded.  Only one of across and down
 * has several that are met again by the next band, in that order or the other.
 */
static enum gm_status
take_tiles(struct heif_rows *rows, const struct span *across,
	   const struct span *down, bool is_flipped, struct gm_error *err)
{
	const struct heif_tiles *tiles = &rows->tiles;
	uint32_t n_x = count_tiles(across, tiles->tile_width);
	uint32_t n_y = count_tiles(down, tiles->tile_height);
	uint64_t n = (uint64_t)n_x * n_y;
	enum gm_status st = GM_OK;

	for (uint64_t k = 0; k < n && st == GM_OK; k++) {
		uint64_t i = is_flipped ? n - 1 - k : k;
		uint32_t x =
			across->from / tiles->tile_width + (uint32_t)(i % n_x);
		uint32_t y =
			down->from / tiles->tile_height + (uint32_t)(i / n_x);
		struct span columns = within(across, x, tiles->tile_width);
		struct span lines = within(down, y, tiles->tile_height);

		st = take_tile(rows, y * tiles->n_across + x, &columns, &lines,
			       err);
		if (st != GM_OK)
			st = salvage_tile(rows, st, err);
	}
	return st;
}

static void
take_canvas(const struct heif_rows *rows, const struct span *across,
	    const struct span *down)
{
	size_t size = heif_form_nbytes(&rows->form);

	for (uint32_t y = down->from; y < down->to; y++)
		place(rows, across->from, y, across->to - across->from,
		      rows->canvas +
			      ((size_t)y * rows->width + across->from) * size);
}

/* Rows of the next band: up to the end of the tile that its first one is in. */
static uint32_t
next_rows(const struct axis *axis, uint32_t row)
{
	uint32_t left = axis->n - row, at;

	if (axis->n_across == 1)
		return least(BAND_ROWS, left);
	at = axis->is_flipped ? axis->start + left - 1 : axis->start + row;
	at %= axis->step;
	return least(axis->is_flipped ? at + 1 : axis->step - at, left);
}

static enum gm_status
fill_band(struct heif_rows *rows, struct gm_error *err)
{
	const struct heif_view *view = &rows->view;
	struct axis axis = axis_of(rows);
	uint32_t n = next_rows(&axis, rows->next);
	uint32_t from = axis.start + (axis.is_flipped ? axis.n - rows->next - n
						      : rows->next);
	struct span along = {from, from + n};
	struct span columns = {view->x, view->x + view->width};
	struct span lines = {view->y, view->y + view->height};

	if (view->turn.transposes)
		columns = along;
	else
		lines = along;
	rows->band_at = rows->next;
	rows->n_held = n;
	if (rows->canvas != NULL) {
		take_canvas(rows, &columns, &lines);
		return GM_OK;
	}
	if (rows->tiles.file->salvages)
		memset(rows->band, 0, n * row_nbytes(rows, &rows->form));
	return take_tiles(rows, &columns, &lines, axis.is_flipped, err);
}

enum gm_status
heif_rows_next(struct heif_rows *rows, const uint8_t **row,
	       struct gm_error *err)
{
	enum gm_status st = GM_OK;

	if (rows->next == rows->band_at + rows->n_held)
		st = fill_band(rows, err);
	if (st != GM_OK)
		return st;
	*row = rows->band +
	       (rows->next - rows->band_at) * row_nbytes(rows, &rows->form);
	rows->next++;
	return GM_OK;
}

void
heif_rows_close(struct heif_rows *rows)
{
	heif_tiles_close(&rows->tiles);
	heif_color_close(&rows->color);
	free(rows->band);
	free(rows->line);
	*rows = (struct heif_rows){0};
}
