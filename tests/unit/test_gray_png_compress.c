/* SPDX-License-Identifier: MIT */
/* How hard to try is a matter of bytes, never of pixels. */
#include "gray_png_fixture.h"

static const struct gray_png_recipe recipes[] = {
	{.width = 300, .height = 200, .type = 2, .depth = 8, .noise = 8},
	{.width = 300, .height = 200, .type = 2, .depth = 8, .noise = 255},
	{.width = 301, .height = 99, .type = 6, .depth = 8, .noise = 3},
	{.width = 301, .height = 99, .type = 6, .depth = 8, .opaque = true},
	{.width = 203, .height = 57, .type = 3, .depth = 8},
	{.width = 203, .height = 57, .type = 3, .depth = 4, .palette_step = 17},
	{.width = 203,
	 .height = 57,
	 .type = 3,
	 .depth = 8,
	 .palette_step = 255},
	{.width = 400,
	 .height = 400,
	 .type = 2,
	 .depth = 8,
	 .noise = 200,
	 .period = 7},
	{.width = 1, .height = 1, .type = 2, .depth = 8},
	{.width = 1, .height = 500, .type = 6, .depth = 8, .noise = 90},
};

#define N_RECIPES (sizeof(recipes) / sizeof(recipes[0]))

/* The bytes of the file that comes of this effort; its pixels are right. */
static size_t
size_of(void **png, const struct bytes *file, enum compress effort)
{
	struct conversion options = gray_png_fixture_options();
	struct gray_png_run run = {0};
	size_t nbytes;

	options.compress = effort;
	gray_png_fixture_check(png, file, options, &run);
	nbytes = run.out.nbytes;
	bytes_free(&run.out);
	return nbytes;
}

static void
test_efforts(void **state)
{
	struct bytes file = {0};
	static void *png;

	(void)state;
	for (size_t i = 0; i < N_RECIPES; i++) {
		size_t best, usual;

		file.nbytes = 0;
		gray_png_fixture_make(&recipes[i], &file);
		size_of(&png, &file, COMPRESS_FAST);
		usual = size_of(&png, &file, COMPRESS_DEFAULT);
		best = size_of(&png, &file, COMPRESS_BEST);
		assert_true(best <= usual);
	}
	bytes_free(&file);
}

/* Rows that come again after a few others: runs do not see that. */
static void
test_repeated_patterns(void **state)
{
	const struct gray_png_recipe recipe = {.width = 500,
					       .height = 500,
					       .type = PNG_COLOR_TYPE_RGB,
					       .depth = 8,
					       .noise = 255,
					       .period = 5};
	struct bytes file = {0};
	static void *png;
	size_t usual;

	(void)state;
	gray_png_fixture_make(&recipe, &file);
	usual = size_of(&png, &file, COMPRESS_DEFAULT);
	assert_true(usual < size_of(&png, &file, COMPRESS_FAST) / 4);
	bytes_free(&file);
}

/* Noise does not grow by more than its chunks and blocks need. */
static void
test_noise(void **state)
{
	const struct gray_png_recipe recipe = {.width = 1000,
					       .height = 300,
					       .type = PNG_COLOR_TYPE_RGB,
					       .depth = 8,
					       .noise = 255};
	struct bytes file = {0};
	static void *png;

	(void)state;
	gray_png_fixture_make(&recipe, &file);
	for (int i = COMPRESS_DEFAULT; i <= COMPRESS_BEST; i++)
		assert_true(size_of(&png, &file, (enum compress)i) <
			    1001 * 300 + 5 * 5 + 100);
	bytes_free(&file);
}

/* Buffers that have seen other files, and failures, are as good as new. */
static void
test_many_files(void **state)
{
	struct conversion options = gray_png_fixture_options();
	struct gray_png_run run = {0}, fresh = {0};
	static void *png, *unused[4 * N_RECIPES];

	(void)state;
	for (size_t i = 0; i < 4 * N_RECIPES; i++) {
		struct bytes file = {0}, cut = {0};

		gray_png_fixture_make(&recipes[i * 7 % N_RECIPES], &file);
		options.compress = i % 3;
		cut = file;
		cut.nbytes -= i % 2 ? 1 : file.nbytes / 2;
		gray_png_fixture_copy(&png, &cut, options, &run);
		assert_int_equal(run.status, GM_ERR_UNSUPPORTED);
		gray_png_fixture_copy(&png, &file, options, &run);
		assert_int_equal(run.status, GM_OK);
		gray_png_fixture_copy(&unused[i], &file, options, &fresh);
		assert_int_equal(run.out.nbytes, fresh.out.nbytes);
		assert_memory_equal(run.out.data, fresh.out.data,
				    fresh.out.nbytes);
		bytes_free(&file);
	}
	bytes_free(&run.out);
	bytes_free(&fresh.out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_efforts),
		cmocka_unit_test(test_repeated_patterns),
		cmocka_unit_test(test_noise),
		cmocka_unit_test(test_many_files),
	};

	return cmocka_run_group_tests_name("gray_png_compress", tests,
					   scratch_enter, scratch_leave);
}
