/* SPDX-License-Identifier: MIT */
/* In which ways a picture is compressed to find the smallest file. */
#include "formats/png/picture.h"

/* Level of libdeflate where matches pay. */
#define MATCH_LEVEL 6

/*
 * And where time matters less, of rows with filters and without; higher ones
 * take several times as long.
 */
#define FILTERED_LEVEL 7
#define PLAIN_LEVEL    8

/* The last attempts are for pictures of at most this many bytes. */
#define N_SMALL      3u
#define SMALL_NBYTES (2u << 20)

/* Try, with alpha where it turns out to be needed. */
static enum gm_status
try_both(struct picture *picture, const struct picture_attempt *attempt,
	 struct gm_error *err)
{
	bool fits = true;
	enum gm_status st = picture_try(picture, attempt, &fits, err);

	if (st != GM_OK || fits)
		return st;
	if (!picture->gray.drops_alpha)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "a colour that the palette lacks");
	gray_rows_begin(&picture->gray, picture->source, picture->gray.method,
			false);
	return picture_try(picture, attempt, &fits, err);
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
try_all(struct picture *picture, const struct picture_attempt *attempts,
	size_t n, struct gm_error *err)
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
	const struct picture_attempt attempt = {
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
	static const struct picture_attempt attempts[] = {
		{PICTURE_LEAST, IDAT_RUNS_SPLIT, 0},
		{PICTURE_LEAST, IDAT_MATCHES, FILTERED_LEVEL},
		{PICTURE_NONE, IDAT_MATCHES, PLAIN_LEVEL},
		{PICTURE_QUICK, IDAT_RUNS_SPLIT, 0},
		{PICTURE_LEAST, IDAT_LONG_MATCHES, 0},
		{PICTURE_LEAST, IDAT_MATCHES, DEFLATE_LIB_MAX_LEVEL},
	};
	size_t n = sizeof(attempts) / sizeof(attempts[0]);

	return try_all(picture, attempts,
		       picture->rows.nbytes <= SMALL_NBYTES ? n : n - N_SMALL,
		       err);
}

enum gm_status
picture_compress(struct picture *picture, enum gray_method method,
		 enum compress effort, struct gm_error *err)
{
	static const struct picture_attempt runs = {PICTURE_QUICK, IDAT_RUNS,
						    0};
	static const struct picture_attempt matches = {
		PICTURE_NONE, IDAT_MATCHES, MATCH_LEVEL};
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
