/* SPDX-License-Identifier: MIT */
#include "png/picture.h"

#include <string.h>

/* What reads eight bytes at a time may read behind the last row. */
#define ROWS_SLACK 8u

/* Level of libdeflate where matches pay. */
#define MATCH_LEVEL 6

/* One way to compress a picture. */
struct attempt {
	int level;    /* of libdeflate; 0 is runs */
	bool chooses; /* a filter for each row, else the one below */
	enum row_filter filter;
};

static enum gm_status
inflate_rows(struct picture *picture, struct gm_error *err)
{
	size_t nbytes = (size_t)shape_nbytes(&picture->source->shape);
	enum gm_status st;

	picture->rows.nbytes = 0;
	st = bytes_reserve(&picture->rows, nbytes + ROWS_SLACK, err);
	if (st != GM_OK)
		return st;
	picture->rows.nbytes = nbytes;
	memset(picture->rows.data + nbytes, 0, ROWS_SLACK);
	return deflate_lib_inflate(picture->lib, &picture->source->idat,
				   picture->rows.data, nbytes, err);
}

static enum gm_status
check_filters(const struct picture *picture, struct gm_error *err)
{
	const struct shape *shape = &picture->source->shape;
	const uint8_t *row = picture->rows.data;

	for (unsigned i = 0; i < SHAPE_MAX_PASSES; i++) {
		uint32_t width, height;
		size_t step;

		if (!shape_pass(shape, i, &width, &height))
			continue;
		step = 1 + shape_row_nbytes(shape, width);
		for (uint32_t y = 0; y < height; y++, row += step)
			if (*row >= ROW_FILTER_N)
				return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
					       "a filter that is not known");
	}
	return GM_OK;
}

enum gm_status
picture_open(struct picture *picture, const struct source *source,
	     struct deflate_lib *lib, struct gm_error *err)
{
	enum gm_status st;

	picture->source = source;
	picture->lib = lib;
	picture->n_plain = 0;
	picture->best.nbytes = 0;
	st = inflate_rows(picture, err);
	return st == GM_OK ? check_filters(picture, err) : st;
}

/* Row y of the source without its filter, which is undone once. */
static const uint8_t *
plain_row(struct picture *picture, uint32_t y)
{
	const struct shape *shape = &picture->source->shape;
	size_t nbytes = shape_row_nbytes(shape, shape->width);
	uint8_t *row = picture->rows.data + y * (1 + nbytes) + 1;

	if (y < picture->n_plain)
		return row;
	row_filter_undo((enum row_filter)row[-1], row,
			y == 0 ? picture->lines.data : row - 1 - nbytes, nbytes,
			shape_pixel_nbytes(shape));
	picture->n_plain = y + 1;
	return row;
}

/* Bytes that a row takes, of the source or of gray: bits may become more. */
static size_t
line_nbytes(const struct picture *picture)
{
	const struct shape *gray = &picture->gray.shape;
	size_t source_n =
		shape_row_nbytes(&picture->source->shape, gray->width);
	size_t gray_n = shape_row_nbytes(gray, gray->width);

	return source_n > gray_n ? source_n : gray_n;
}

/* A row of zeros, and two more of as many bytes. */
static enum gm_status
clear_lines(struct picture *picture, size_t nbytes, struct gm_error *err)
{
	enum gm_status st;

	picture->lines.nbytes = 0;
	st = bytes_reserve(&picture->lines, 3 * nbytes, err);
	if (st == GM_OK)
		memset(picture->lines.data, 0, 3 * nbytes);
	return st;
}

/*
 * Compress the whole picture.  *fits becomes false, and the attempt is given
 * up, when a row cannot be converted.
 */
static enum gm_status
try_attempt(struct picture *picture, const struct attempt *attempt, bool *fits,
	    struct gm_error *err)
{
	const struct shape *shape = &picture->gray.shape;
	size_t nbytes = shape_row_nbytes(shape, shape->width);
	unsigned pixel_nbytes = shape_pixel_nbytes(shape);
	size_t stride = line_nbytes(picture);
	enum gm_status st = clear_lines(picture, stride, err);

	idat_begin(&picture->idat, picture->lib, attempt->level);
	for (uint32_t y = 0; st == GM_OK && y < shape->height; y++) {
		uint8_t *row = picture->lines.data + (1 + y % 2) * stride;
		uint8_t *above = picture->lines.data + (2 - y % 2) * stride;

		*fits = gray_rows_convert(&picture->gray, plain_row(picture, y),
					  row);
		if (!*fits)
			return GM_OK;
		st = idat_row(&picture->idat,
			      attempt->chooses
				      ? row_filter_choose(row, above, nbytes,
							  pixel_nbytes)
				      : attempt->filter,
			      row, above, nbytes, pixel_nbytes, err);
	}
	return st == GM_OK ? idat_end(&picture->idat, err) : st;
}

/* Try, with alpha where it turns out to be needed. */
static enum gm_status
try_both(struct picture *picture, const struct attempt *attempt,
	 struct gm_error *err)
{
	bool fits = true;
	enum gm_status st = try_attempt(picture, attempt, &fits, err);

	if (st != GM_OK || fits)
		return st;
	if (!picture->gray.drops_alpha)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "a colour that the palette lacks");
	gray_rows_begin(&picture->gray, picture->source, picture->gray.method,
			false);
	return try_attempt(picture, attempt, &fits, err);
}

/* Keep what the last attempt made if it is the smallest. */
static void
keep_smaller(struct picture *picture)
{
	struct bytes last = picture->idat.data;

	if (picture->best.nbytes > 0 && picture->best.nbytes <= last.nbytes)
		return;
	picture->idat.data = picture->best;
	picture->best = last;
}

static enum gm_status
try_all(struct picture *picture, const struct attempt *attempts, size_t n,
	struct gm_error *err)
{
	enum gm_status st = GM_OK;

	for (size_t i = 0; st == GM_OK && i < n; i++) {
		st = try_both(picture, &attempts[i], err);
		if (st == GM_OK)
			keep_smaller(picture);
	}
	return st;
}

/*
 * Samples of less than a byte repeat in patterns that no filter and no run
 * sees.
 */
static enum gm_status
compress_bits(struct picture *picture, enum compress effort,
	      struct gm_error *err)
{
	const struct attempt attempt = {
		.level = effort == COMPRESS_FAST   ? DEFLATE_LIB_MIN_LEVEL
			 : effort == COMPRESS_BEST ? DEFLATE_LIB_MAX_LEVEL
						   : MATCH_LEVEL,
	};

	return try_all(picture, &attempt, 1, err);
}

static enum gm_status
compress_best(struct picture *picture, struct gm_error *err)
{
	static const struct attempt attempts[] = {
		{.chooses = true},
		{.level = DEFLATE_LIB_MAX_LEVEL, .chooses = true},
		{.level = DEFLATE_LIB_MAX_LEVEL},
		{.level = DEFLATE_LIB_MAX_LEVEL, .filter = ROW_FILTER_UP},
		{.level = DEFLATE_LIB_MAX_LEVEL, .filter = ROW_FILTER_PAETH},
	};

	return try_all(picture, attempts,
		       sizeof(attempts) / sizeof(attempts[0]), err);
}

enum gm_status
picture_compress(struct picture *picture, enum gray_method method,
		 enum compress effort, struct gm_error *err)
{
	static const struct attempt runs = {.chooses = true};
	static const struct attempt matches = {.level = MATCH_LEVEL};
	enum gm_status st;

	gray_rows_begin(&picture->gray, picture->source, method,
			picture->source->shape.type == SHAPE_RGBA);
	if (picture->gray.shape.depth < 8)
		return compress_bits(picture, effort, err);
	if (effort == COMPRESS_BEST)
		return compress_best(picture, err);
	st = try_all(picture, &runs, 1, err);
	if (st == GM_OK && effort == COMPRESS_DEFAULT &&
	    idat_repeats(&picture->idat))
		st = try_all(picture, &matches, 1, err);
	return st;
}

void
picture_free(struct picture *picture)
{
	idat_free(&picture->idat);
	bytes_free(&picture->best);
	bytes_free(&picture->rows);
	bytes_free(&picture->lines);
}
