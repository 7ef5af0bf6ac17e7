/* SPDX-License-Identifier: MIT */
#include "formats/png/picture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <zlib.h>

#include "filter_fixture.h"

/* Buffers of one test. */
struct bench {
	struct source source;
	struct deflate_lib lib;
	struct picture picture;
};

/* The shape, and these rows with their filters as its pixels. */
static void
set_source(struct source *source, struct shape shape, const uint8_t *rows,
	   size_t nbytes)
{
	uLongf n = compressBound(nbytes);
	struct gm_error err;

	source->shape = shape;
	source->idat.nbytes = 0;
	assert_int_equal(bytes_reserve(&source->idat, n, &err), GM_OK);
	assert_int_equal(compress(source->idat.data, &n, rows, nbytes), Z_OK);
	source->idat.nbytes = n;
}

static enum gm_status
open_source(struct bench *bench)
{
	struct gm_error err = {0};
	enum gm_status st = picture_open(&bench->picture, &bench->source,
					 &bench->lib, &err);

	assert_int_equal(st, err.status);
	return st;
}

static void
compress_picture(struct bench *bench, enum compress effort)
{
	struct gm_error err;

	assert_int_equal(open_source(bench), GM_OK);
	assert_int_equal(
		picture_compress(&bench->picture, GRAY_REC601, effort, &err),
		GM_OK);
}

/* Pixels of a gray picture, without filters, for the caller to free. */
static uint8_t *
plain_pixels(const struct picture *picture)
{
	const struct shape *shape = &picture->gray.shape;
	size_t row = shape_row_nbytes(shape, shape->width);
	unsigned pixel = shape_pixel_nbytes(shape);
	uLongf n = (1 + row) * shape->height;
	uint8_t *all = malloc(n), *plain = malloc(row * shape->height);
	uint8_t *zeros = calloc(1, row);

	assert_int_equal(
		uncompress(all, &n, picture->best.data, picture->best.nbytes),
		Z_OK);
	assert_int_equal(n, (1 + row) * shape->height);
	for (uint32_t y = 0; y < shape->height; y++) {
		const uint8_t *from = all + y * (1 + row);
		uint8_t *to = plain + y * row;
		const uint8_t *above = y == 0 ? zeros : to - row;

		assert_in_range(from[0], 0, ROW_FILTER_N - 1);
		for (size_t i = 0; i < row; i++)
			to[i] = (uint8_t)(from[1 + i] +
					  filter_fixture_foresee(
						  (enum row_filter)from[0], to,
						  above, i, pixel));
	}
	free(all);
	free(zeros);
	return plain;
}

/* A gray of one byte for each pixel of a palette of two colours. */
static void
test_palette_grows(void **state)
{
	struct shape shape = {
		.width = 1000, .height = 9, .type = SHAPE_PALETTE, .depth = 1};
	static struct bench bench;
	uint8_t rows[9 * 126], *plain;

	(void)state;
	noise_fill(rows, sizeof(rows), 256);
	for (unsigned y = 0; y < 9; y++)
		rows[y * 126] = 0;
	set_source(&bench.source, shape, rows, sizeof(rows));
	bench.source.n_palette = 2;
	memcpy(bench.source.palette, "\1\1\1\10\10\10", 6);
	for (int effort = COMPRESS_DEFAULT; effort <= COMPRESS_BEST; effort++) {
		compress_picture(&bench, (enum compress)effort);
		assert_int_equal(bench.picture.gray.shape.depth, 8);
		plain = plain_pixels(&bench.picture);
		for (size_t i = 0; i < 9000; i++) {
			unsigned bit =
				rows[i / 1000 * 126 + 1 + i % 1000 / 8] >>
					(7 - i % 8) &
				1;

			assert_int_equal(plain[i], bit ? 8 : 1);
		}
		free(plain);
	}
}

#define SIDE 40

/* RGBA of a side of SIDE, opaque, with all filters; rows are noise. */
static void
set_rgba(struct bench *bench, uint8_t pixels[SIDE][4 * SIDE])
{
	struct shape shape = {
		.width = SIDE, .height = SIDE, .type = SHAPE_RGBA, .depth = 8};
	static const uint8_t zeros[4 * SIDE];
	uint8_t rows[SIDE][1 + 4 * SIDE];

	for (unsigned y = 0; y < SIDE; y++) {
		rows[y][0] = (uint8_t)(y * 7 / 3 % ROW_FILTER_N);
		filter_fixture_do((enum row_filter)rows[y][0], pixels[y],
				  y == 0 ? zeros : pixels[y - 1], 4 * SIDE, 4,
				  rows[y] + 1);
	}
	set_source(&bench->source, shape, rows[0], sizeof(rows));
}

static void
fill_opaque(uint8_t pixels[SIDE][4 * SIDE])
{
	noise_fill(pixels[0], SIDE * 4 * SIDE, 256);
	for (unsigned y = 0; y < SIDE; y++)
		for (unsigned x = 0; x < SIDE; x++)
			pixels[y][4 * x + 3] = 255;
}

static void
check_rgba(struct bench *bench, uint8_t pixels[SIDE][4 * SIDE], bool has_alpha)
{
	unsigned n = has_alpha ? 2 : 1;
	uint8_t *plain = plain_pixels(&bench->picture);

	assert_int_equal(bench->picture.gray.shape.type,
			 has_alpha ? SHAPE_GRAY_ALPHA : SHAPE_GRAY);
	for (unsigned i = 0; i < SIDE * SIDE; i++) {
		const uint8_t *p = pixels[i / SIDE] + i % SIDE * 4;

		assert_int_equal(plain[n * i], (9798 * p[0] + 19235 * p[1] +
						3735 * p[2] + 16384) >>
						       15);
		if (has_alpha)
			assert_int_equal(plain[n * i + 1], p[3]);
	}
	free(plain);
}

/* One pixel that is not opaque keeps the alpha of all. */
static void
test_alpha(void **state)
{
	static const unsigned at[] = {0, SIDE * SIDE / 2, SIDE * SIDE - 1};
	uint8_t pixels[SIDE][4 * SIDE];
	static struct bench bench;

	(void)state;
	for (int effort = COMPRESS_DEFAULT; effort <= COMPRESS_BEST; effort++) {
		fill_opaque(pixels);
		set_rgba(&bench, pixels);
		compress_picture(&bench, (enum compress)effort);
		check_rgba(&bench, pixels, false);
		for (unsigned i = 0; i < 3; i++) {
			uint8_t *alpha =
				&pixels[at[i] / SIDE][at[i] % SIDE * 4 + 3];

			*alpha = 254;
			set_rgba(&bench, pixels);
			compress_picture(&bench, (enum compress)effort);
			check_rgba(&bench, pixels, true);
			*alpha = 255;
		}
	}
}

static void
test_refused(void **state)
{
	struct shape shape = {
		.width = 3, .height = 2, .type = SHAPE_GRAY, .depth = 8};
	static struct bench bench;
	uint8_t rows[9] = {0};

	(void)state;
	set_source(&bench.source, shape, rows, 7);
	assert_int_equal(open_source(&bench), GM_ERR_UNSUPPORTED);
	set_source(&bench.source, shape, rows, 9);
	assert_int_equal(open_source(&bench), GM_ERR_UNSUPPORTED);
	set_source(&bench.source, shape, rows, 8);
	assert_int_equal(open_source(&bench), GM_OK);
	for (unsigned filter = 0; filter < 256; filter++) {
		rows[4] = (uint8_t)filter;
		set_source(&bench.source, shape, rows, 8);
		assert_int_equal(open_source(&bench),
				 filter < ROW_FILTER_N ? GM_OK
						       : GM_ERR_UNSUPPORTED);
	}
}

/* It is put right, also where some of it is missing. */
static void
test_wrong_sum(void **state)
{
	struct shape shape = {
		.width = 3, .height = 2, .type = SHAPE_GRAY, .depth = 8};
	static struct bench bench;
	uint8_t rows[8] = {0}, sum[4];
	struct bytes *idat = &bench.source.idat;
	uint32_t nbytes;

	(void)state;
	set_source(&bench.source, shape, rows, 8);
	nbytes = (uint32_t)idat->nbytes;
	memcpy(sum, idat->data + nbytes - 4, 4);
	assert_int_equal(open_source(&bench), GM_OK);
	assert_false(bench.picture.is_sum_wrong);
	for (uint32_t n_there = 0; n_there <= 4; n_there++) {
		uint32_t size = nbytes - 4 + n_there;

		idat->data[nbytes - 4] ^= 1;
		idat->nbytes = size;
		bench.source.idat_nbytes =
			(struct bytes){.data = (uint8_t *)&size, .nbytes = 4};
		assert_int_equal(open_source(&bench), GM_OK);
		assert_true(bench.picture.is_sum_wrong);
		assert_int_equal(size, nbytes);
		assert_int_equal(idat->nbytes, nbytes);
		assert_memory_equal(idat->data + nbytes - 4, sum, 4);
	}
}

/* Filters are looked at in each row of each pass. */
static void
test_interlaced_filters(void **state)
{
	struct shape shape = {.width = 5,
			      .height = 5,
			      .type = SHAPE_GRAY,
			      .depth = 8,
			      .is_interlaced = true};
	/* Of the passes that have pixels: rows, and pixels in each. */
	static const unsigned passes[][2] = {{1, 1}, {1, 1}, {1, 2}, {2, 1},
					     {1, 3}, {3, 2}, {2, 5}};
	static struct bench bench;
	uint8_t rows[36] = {0};
	size_t at = 0;

	(void)state;
	for (unsigned i = 0; i < 7; i++)
		for (unsigned y = 0; y < passes[i][0]; y++) {
			rows[at] = 5;
			set_source(&bench.source, shape, rows, sizeof(rows));
			assert_int_equal(open_source(&bench),
					 GM_ERR_UNSUPPORTED);
			rows[at] = 4;
			memset(rows + at + 1, 200, passes[i][1]);
			at += 1 + passes[i][1];
		}
	assert_int_equal(at, sizeof(rows));
	set_source(&bench.source, shape, rows, sizeof(rows));
	assert_int_equal(open_source(&bench), GM_OK);
}

static void
test_palette_lacks(void **state)
{
	struct shape shape = {
		.width = 2, .height = 2, .type = SHAPE_PALETTE, .depth = 8};
	static struct bench bench = {.source = {.n_palette = 3}};
	struct gm_error err = {0};

	(void)state;
	set_source(&bench.source, shape, (const uint8_t *)"\0\0\1\0\2\3", 6);
	assert_int_equal(open_source(&bench), GM_OK);
	assert_int_equal(picture_compress(&bench.picture, GRAY_REC601,
					  COMPRESS_DEFAULT, &err),
			 GM_ERR_UNSUPPORTED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_palette_grows),
		cmocka_unit_test(test_alpha),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_wrong_sum),
		cmocka_unit_test(test_interlaced_filters),
		cmocka_unit_test(test_palette_lacks),
	};

	return cmocka_run_group_tests_name("picture", tests, NULL, NULL);
}
