/* SPDX-License-Identifier: MIT */
#include "formats/png/skim.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <zlib.h>

/* More than is inflated at a time, and in all passes. */
static const struct shape shapes[] = {
	{300, 301, SHAPE_GRAY, 16, false}, {301, 300, SHAPE_GRAY, 8, true},
	{5, 3, SHAPE_GRAY, 1, true},       {1, 1, SHAPE_GRAY_ALPHA, 8, false},
	{1, 70000, SHAPE_GRAY, 1, false},  {65535, 1, SHAPE_GRAY, 8, false},
};

static void
set_source(struct source *source, const uint8_t *rows, size_t nbytes)
{
	uLongf n = compressBound(nbytes);
	struct gm_error err;

	source->idat.nbytes = 0;
	assert_int_equal(bytes_reserve(&source->idat, n, &err), GM_OK);
	assert_int_equal(compress(source->idat.data, &n, rows, nbytes), Z_OK);
	source->idat.nbytes = n;
}

static enum gm_status
skim(const struct source *source)
{
	struct gm_error err = {0};
	enum gm_status st = skim_rows(source, &err);

	assert_int_equal(st, err.status);
	return st;
}

/* Where the filter of the last row is. */
static size_t
last_filter(const struct shape *shape)
{
	uint32_t width = 0, height, last = 0;

	for (unsigned i = 0; i < SHAPE_MAX_PASSES; i++)
		if (shape_pass(shape, i, &width, &height))
			last = width;
	return (size_t)shape_nbytes(shape) - 1 - shape_row_nbytes(shape, last);
}

static void
check_shape(struct source *source, uint8_t *rows, size_t nbytes)
{
	memset(rows, 0, nbytes + 1);
	set_source(source, rows, nbytes);
	assert_int_equal(skim(source), GM_OK);
	source->idat.data[source->idat.nbytes - 1] ^= 1;
	assert_int_equal(skim(source), GM_ERR_UNSUPPORTED);
	source->idat.data[source->idat.nbytes - 1] ^= 1;
	source->idat.nbytes--;
	assert_int_equal(skim(source), GM_ERR_UNSUPPORTED);
	source->idat.nbytes += 2;
	assert_int_equal(skim(source), GM_ERR_UNSUPPORTED);
	set_source(source, rows, nbytes - 1);
	assert_int_equal(skim(source), GM_ERR_UNSUPPORTED);
	set_source(source, rows, nbytes + 1);
	assert_int_equal(skim(source), GM_ERR_UNSUPPORTED);
}

static void
only_the_rows_are_taken(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		struct source source = {.shape = shapes[i]};
		size_t nbytes = (size_t)shape_nbytes(&shapes[i]);
		uint8_t *rows = malloc(nbytes + 1);

		assert_non_null(rows);
		check_shape(&source, rows, nbytes);
		free(rows);
		bytes_free(&source.idat);
	}
}

static void
filters_are_known(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		struct source source = {.shape = shapes[i]};
		size_t nbytes = (size_t)shape_nbytes(&shapes[i]);
		size_t places[] = {0, last_filter(&shapes[i])};
		uint8_t *rows = malloc(nbytes);

		assert_non_null(rows);
		/* What is no filter may be anything. */
		memset(rows, 4, nbytes);
		rows[nbytes - 1] = 255;
		set_source(&source, rows, nbytes);
		assert_int_equal(skim(&source), GM_OK);
		for (size_t k = 0; k < 2; k++) {
			rows[places[k]] = 5;
			set_source(&source, rows, nbytes);
			assert_int_equal(skim(&source), GM_ERR_UNSUPPORTED);
			rows[places[k]] = 4;
		}
		free(rows);
		bytes_free(&source.idat);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_rows_are_taken),
		cmocka_unit_test(filters_are_known),
	};

	return cmocka_run_group_tests_name("skim", tests, NULL, NULL);
}
