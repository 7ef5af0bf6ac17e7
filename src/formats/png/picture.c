/* SPDX-License-Identifier: MIT */
#include "formats/png/picture.h"

#include <string.h>

#include "base/octets.h"

/* Level of libdeflate where matches pay. */
#define MATCH_LEVEL 6

/*
 * And where time matters less, of rows with filters and without; higher ones
 * take several times as long.
 */
#define FILTERED_LEVEL 7
#define PLAIN_LEVEL    8

/* Of bits that became bytes there may be many more than are held: at most. */
#define GROWN_NBYTES (UINT64_C(64) << 20)

/* The last attempts are for pictures of at most this many bytes. */
#define N_SMALL      3u
#define SMALL_NBYTES (2u << 20)

/* What reads eight bytes at a time may read past the last row. */
#define ROWS_SLACK 8u

/* How the filter of a row is found. */
enum choice {
	CHOICE_NONE, /* there is none */
	CHOICE_QUICK,
	CHOICE_LEAST
};

/* One way to compress a picture. */
struct attempt {
	enum choice choice;
	enum idat_coder coder;
	int level; /* of IDAT_MATCHES */
};

static enum row_filter
choose_filter(enum choice choice, const uint8_t *row, const uint8_t *above,
	      size_t nbytes, unsigned pixel_nbytes, uint8_t *scratch)
{
	switch (choice) {
	case CHOICE_QUICK:
		return row_filter_choose(row, above, nbytes, pixel_nbytes);
	case CHOICE_LEAST:
		return row_filter_choose_least(row, above, nbytes, pixel_nbytes,
					       scratch);
	default:
		return ROW_FILTER_NONE;
	}
}

/* Pixels that are copied have the right sum, whatever was in its place. */
static enum gm_status
check_sum(struct picture *picture, size_t sum_at, struct gm_error *err)
{
	struct source *source = picture->source;
	uint8_t sum[DEFLATE_LIB_SUM_NBYTES];
	size_t n_there = source->idat.nbytes - sum_at;

	octets_put_u32be(sum, deflate_lib_adler32(1, picture->rows.data,
						  picture->rows.nbytes));
	picture->is_sum_wrong =
		n_there < sizeof(sum) ||
		memcmp(source->idat.data + sum_at, sum, sizeof(sum)) != 0;
	return picture->is_sum_wrong ? source_put_sum(source, sum_at, sum, err)
				     : GM_OK;
}

static enum gm_status
inflate_rows(struct picture *picture, struct gm_error *err)
{
	size_t nbytes = (size_t)shape_nbytes(&picture->source->shape);
	enum gm_status st;
	size_t sum_at;

	picture->rows.nbytes = 0;
	st = bytes_reserve(&picture->rows, nbytes + ROWS_SLACK, err);
	if (st != GM_OK)
		return st;
	picture->rows.nbytes = nbytes;
	memset(picture->rows.data + nbytes, 0, ROWS_SLACK);
	st = deflate_lib_inflate(picture->lib, &picture->source->idat,
				 picture->rows.data, nbytes, &sum_at, err);
	return st == GM_OK ? check_sum(picture, sum_at, err) : st;
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
picture_open(struct picture *picture, struct source *source,
	     struct deflate_lib *lib, struct gm_error *err)
{
	enum gm_status st;

	picture->source = source;
	picture->lib = lib;
	picture->best.nbytes = 0;
	st = inflate_rows(picture, err);
	return st == GM_OK ? check_filters(picture, err) : st;
}

/*
 * Lines of as many bytes as a row of the source or of gray has: zeros, rows of
 * its pixels in turn (those that are undone together, and the one above them),
 * two gray rows, and one to try filters.
 */
#define N_PIXEL_LINES (ROW_GROUP_MAX + 1)

enum {
	LINE_ZEROS,
	LINE_PIXELS,
	LINE_GRAY = LINE_PIXELS + N_PIXEL_LINES,
	LINE_SCRATCH = LINE_GRAY + 2,
	N_LINES
};

static uint8_t *
line(struct picture *picture, unsigned i)
{
	return picture->lines.data + i * picture->line_nbytes;
}

static enum gm_status
clear_lines(struct picture *picture, struct gm_error *err)
{
	const struct shape *gray = &picture->gray.shape;
	size_t nbytes = shape_row_nbytes(&picture->source->shape, gray->width);
	size_t gray_nbytes = shape_row_nbytes(gray, gray->width);
	enum gm_status st;

	picture->n_plain = 0;
	/* Bits of a palette may become more of gray. */
	picture->line_nbytes =
		(nbytes > gray_nbytes ? nbytes : gray_nbytes) + ROWS_SLACK;
	picture->lines.nbytes = 0;
	st = bytes_reserve(&picture->lines, N_LINES * picture->line_nbytes,
			   err);
	if (st == GM_OK)
		memset(picture->lines.data, 0, N_LINES * picture->line_nbytes);
	return st;
}

/* Where the pixels of row y are, once they are plain. */
static uint8_t *
plain_line(struct picture *picture, uint32_t y)
{
	return line(picture, LINE_PIXELS + y % N_PIXEL_LINES);
}

/* Undo the filter of the next row, or those of a few. */
static void
undo_next(struct picture *picture)
{
	const struct shape *shape = &picture->source->shape;
	size_t nbytes = shape_row_nbytes(shape, shape->width);
	uint32_t y = picture->n_plain;
	const uint8_t *above =
		y == 0 ? line(picture, LINE_ZEROS) : plain_line(picture, y - 1);
	uint8_t *to[ROW_GROUP_MAX];

	for (unsigned i = 0; i < ROW_GROUP_MAX; i++)
		to[i] = plain_line(picture, y + i);
	picture->n_plain += row_group_undo(
		picture->rows.data + y * (1 + nbytes), shape->height - y, above,
		nbytes, shape_pixel_nbytes(shape), to);
}

/* Row y of the source without its filter; rows are asked for in order. */
static const uint8_t *
plain_row(struct picture *picture, uint32_t y)
{
	while (y >= picture->n_plain)
		undo_next(picture);
	return plain_line(picture, y);
}

/*
 * Compress the whole picture.  *fits becomes false, and the attempt is given
 * up, when a row cannot be converted.
 */
static enum gm_status
try_one(struct picture *picture, const struct attempt *attempt, bool *fits,
	struct gm_error *err)
{
	const struct shape *shape = &picture->gray.shape;
	size_t nbytes = shape_row_nbytes(shape, shape->width);
	unsigned pixel_nbytes = shape_pixel_nbytes(shape);
	enum gm_status st = clear_lines(picture, err);

	if (st == GM_OK)
		st = idat_begin(&picture->idat, picture->lib, attempt->coder,
				attempt->level,
				(uint64_t)shape->height * (1 + nbytes), err);
	for (uint32_t y = 0; st == GM_OK && y < shape->height; y++) {
		uint8_t *row = line(picture, LINE_GRAY + y % 2);
		uint8_t *above = line(picture, LINE_GRAY + 1 - y % 2);

		*fits = gray_rows_convert(&picture->gray, plain_row(picture, y),
					  row);
		if (!*fits)
			return GM_OK;
		st = idat_row(&picture->idat,
			      choose_filter(attempt->choice, row, above, nbytes,
					    pixel_nbytes,
					    line(picture, LINE_SCRATCH)),
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
	enum gm_status st = try_one(picture, attempt, &fits, err);

	if (st != GM_OK || fits)
		return st;
	if (!picture->gray.drops_alpha)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "a colour that the palette lacks");
	gray_rows_begin(&picture->gray, picture->source, picture->gray.method,
			false);
	return try_one(picture, attempt, &fits, err);
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
		.coder = IDAT_MATCHES,
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
		{CHOICE_LEAST, IDAT_RUNS_SPLIT, 0},
		{CHOICE_LEAST, IDAT_MATCHES, FILTERED_LEVEL},
		{CHOICE_NONE, IDAT_MATCHES, PLAIN_LEVEL},
		{CHOICE_QUICK, IDAT_RUNS_SPLIT, 0},
		{CHOICE_LEAST, IDAT_LONG_MATCHES, 0},
		{CHOICE_LEAST, IDAT_MATCHES, DEFLATE_LIB_MAX_LEVEL},
	};
	size_t n = sizeof(attempts) / sizeof(attempts[0]);

	return try_all(picture, attempts,
		       picture->rows.nbytes <= SMALL_NBYTES ? n : n - N_SMALL,
		       err);
}

/* Matches are found in all rows at once. */
static bool
may_match(const struct picture *picture)
{
	return (picture->source->shape.depth == 8 &&
		!picture->source->has_alpha) ||
	       shape_nbytes(&picture->gray.shape) <= GROWN_NBYTES;
}

enum gm_status
picture_compress(struct picture *picture, enum gray_method method,
		 enum compress effort, struct gm_error *err)
{
	static const struct attempt runs = {CHOICE_QUICK, IDAT_RUNS, 0};
	static const struct attempt matches = {CHOICE_NONE, IDAT_MATCHES,
					       MATCH_LEVEL};
	enum gm_status st;

	gray_rows_begin(&picture->gray, picture->source, method,
			picture->source->shape.type == SHAPE_RGBA &&
				!picture->keeps_alpha);
	if (picture->gray.shape.depth < 8)
		return compress_bits(picture, effort, err);
	if (effort == COMPRESS_BEST)
		return compress_best(picture, err);
	st = try_all(picture, &runs, 1, err);
	if (st == GM_OK && effort == COMPRESS_DEFAULT && may_match(picture) &&
	    idat_repeats(&picture->idat))
		st = try_all(picture, &matches, 1, err);
	return st;
}
