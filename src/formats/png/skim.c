/* SPDX-License-Identifier: MIT */
#include "formats/png/skim.h"

#include "deflate/zlib_lib.h"
#include "formats/png/row_filter.h"

/* Bytes of rows that are made at a time. */
#define PIECE_NBYTES 65536u

/* Where among the rows the next byte is. */
struct skim {
	const struct shape *shape;
	unsigned pass_i;    /* of the rows that are left */
	uint32_t rows_left; /* in it, after the one at hand */
	size_t row_nbytes;  /* of it, with its filter */
	size_t to_filter;   /* bytes up to that of the next row */
	struct zlib_lib_piece piece;
	uint8_t rows[PIECE_NBYTES];
};

static enum gm_status
refuse(struct gm_error *err)
{
	return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
		       "the compressed data are not those of the rows");
}

/* To the next row, of the next pass where this one has none. */
static void
next_row(struct skim *skim)
{
	uint32_t width, height;

	while (skim->rows_left == 0 && skim->pass_i < SHAPE_MAX_PASSES)
		if (shape_pass(skim->shape, skim->pass_i++, &width, &height)) {
			skim->rows_left = height;
			skim->row_nbytes =
				1 + shape_row_nbytes(skim->shape, width);
		}
	if (skim->rows_left > 0)
		skim->rows_left--;
	skim->to_filter += skim->row_nbytes;
}

static bool
check_filters(struct skim *skim, size_t nbytes)
{
	while (skim->to_filter < nbytes) {
		if (skim->rows[skim->to_filter] >= ROW_FILTER_N)
			return false;
		next_row(skim);
	}
	skim->to_filter -= nbytes;
	return true;
}

/* Inflate a piece of the left bytes of rows; more than those is too much. */
static enum gm_status
take_piece(struct skim *skim, struct zlib_lib_inflater *inflater,
	   uint64_t *left, struct gm_error *err)
{
	struct zlib_lib_piece *piece = &skim->piece;
	size_t nbytes = *left < PIECE_NBYTES ? (size_t)*left + 1 : PIECE_NBYTES;
	enum gm_status st;

	piece->out = skim->rows;
	piece->out_nbytes = nbytes;
	st = zlib_lib_inflate(inflater, piece, err);
	if (st == GM_ERR_NOMEM)
		return st;
	nbytes -= piece->out_nbytes;
	if (st != GM_OK || nbytes > *left || !check_filters(skim, nbytes) ||
	    (nbytes == 0 && !zlib_lib_has_ended(inflater)))
		return refuse(err);
	*left -= nbytes;
	return GM_OK;
}

static enum gm_status
take_rows(struct skim *skim, struct zlib_lib_inflater *inflater,
	  struct gm_error *err)
{
	uint64_t left = shape_nbytes(skim->shape);
	enum gm_status st = GM_OK;

	while (st == GM_OK && !zlib_lib_has_ended(inflater))
		st = take_piece(skim, inflater, &left, err);
	return st == GM_OK && (left > 0 || skim->piece.data_nbytes > 0)
		       ? refuse(err)
		       : st;
}

enum gm_status
skim_rows(const struct source *source, struct gm_error *err)
{
	struct skim skim;
	struct zlib_lib_inflater *inflater = zlib_lib_inflater_open(err);
	enum gm_status st;

	if (inflater == NULL)
		return GM_ERR_NOMEM;
	skim.shape = &source->shape;
	skim.pass_i = 0;
	skim.rows_left = 0;
	skim.to_filter = 0;
	skim.row_nbytes = 0;
	skim.piece.data = source->idat.data;
	skim.piece.data_nbytes = source->idat.nbytes;
	st = take_rows(&skim, inflater, err);
	zlib_lib_inflater_close(inflater);
	return st;
}
