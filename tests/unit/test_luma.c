/* SPDX-License-Identifier: MIT */
/* Colour files of all kinds come out with the luma that they had. */
#include "luma_fixture.h"

static const uint8_t samplings[][3] = {
	{0x22, 0x11, 0x11}, /* 4:2:0 */
	{0x21, 0x11, 0x11}, /* 4:2:2 */
	{0x12, 0x11, 0x11}, /* 4:4:0 */
	{0x41, 0x11, 0x11}, /* 4:1:1 */
	{0x11, 0x11, 0x11}, /* 4:4:4 */
	{0x21, 0x21, 0x21}, /* as much of all, but more than one */
	{0x22, 0x21, 0x12},
	{0x42, 0x11, 0x11}, /* ten blocks an MCU: no more are allowed */
	{0x22, 0x11, 0x22},
	{0x31, 0x11, 0x31},
};
#define N_SAMPLINGS (sizeof(samplings) / sizeof(samplings[0]))

static const unsigned sizes[][2] = {
	{1, 1},   {7, 9},   {8, 8},   {16, 16},
	{17, 33}, {21, 18}, {640, 3}, {3, 640},
};
#define N_SIZES (sizeof(sizes) / sizeof(sizes[0]))

/* In MCUs; the last stands for one row of them. */
static const int restarts[] = {0, 1, 2, 3, 7, -1};
#define N_RESTARTS (sizeof(restarts) / sizeof(restarts[0]))

static const int qualities[] = {1, 50, 100};

static void
set_restart(struct jpeg_recipe *recipe, size_t i)
{
	recipe->restart = restarts[i] > 0 ? restarts[i] : 0;
	recipe->restart_rows = restarts[i] < 0;
}

/* All samplings, sizes and restarts; the qualities take turns. */
static void
check_all(struct jpeg_recipe recipe)
{
	unsigned n = 0;

	for (size_t i = 0; i < N_SAMPLINGS * N_SIZES * N_RESTARTS; i++) {
		recipe.sampling = samplings[i % N_SAMPLINGS];
		recipe.width = sizes[i / N_SAMPLINGS % N_SIZES][0];
		recipe.height = sizes[i / N_SAMPLINGS % N_SIZES][1];
		set_restart(&recipe, i / N_SAMPLINGS / N_SIZES);
		recipe.quality = qualities[n++ % 3];
		recipe.noise = n % 2 == 0;
		luma_fixture_check_recipe(&recipe);
	}
}

static void
test_baseline(void **state)
{
	(void)state;
	check_all(jpeg_fixture_color);
}

static void
test_optimised(void **state)
{
	struct jpeg_recipe recipe = jpeg_fixture_color;

	(void)state;
	recipe.optimised = true;
	check_all(recipe);
}

static void
test_progressive(void **state)
{
	struct jpeg_recipe recipe = jpeg_fixture_color;

	(void)state;
	recipe.progressive = true;
	check_all(recipe);
}

/* Scripts of scans: components, first and last coefficient, Ah, Al. */
static const jpeg_scan_info apart[] = {
	{1, {0}, 0, 63, 0, 0},
	{1, {1}, 0, 63, 0, 0},
	{1, {2}, 0, 63, 0, 0},
};
static const jpeg_scan_info chroma_first[] = {
	{2, {1, 2}, 0, 63, 0, 0},
	{1, {0}, 0, 63, 0, 0},
};
static const jpeg_scan_info two_and_one[] = {
	{2, {0, 2}, 0, 63, 0, 0},
	{1, {1}, 0, 63, 0, 0},
};
static const jpeg_scan_info spectral[] = {
	{3, {0, 1, 2}, 0, 0, 0, 0}, {1, {0}, 1, 5, 0, 0},
	{1, {2}, 1, 63, 0, 0},      {1, {0}, 6, 63, 0, 0},
	{1, {1}, 1, 63, 0, 0},
};
static const jpeg_scan_info dc_apart[] = {
	{1, {1}, 0, 0, 0, 0},  {1, {0}, 0, 0, 0, 0},  {1, {2}, 0, 0, 0, 0},
	{1, {0}, 1, 63, 0, 0}, {1, {1}, 1, 63, 0, 0}, {1, {2}, 1, 63, 0, 0},
};
static const jpeg_scan_info dc_refined[] = {
	{3, {0, 1, 2}, 0, 0, 0, 3}, {1, {0}, 1, 63, 0, 2},
	{3, {0, 1, 2}, 0, 0, 3, 2}, {1, {1}, 1, 63, 0, 0},
	{1, {0}, 1, 63, 2, 1},      {3, {0, 1, 2}, 0, 0, 2, 1},
	{1, {2}, 1, 63, 0, 0},      {3, {0, 1, 2}, 0, 0, 1, 0},
	{1, {0}, 1, 63, 1, 0},
};
static const jpeg_scan_info dc_refined_apart[] = {
	{1, {0}, 0, 0, 0, 1},  {2, {1, 2}, 0, 0, 0, 1}, {1, {0}, 0, 0, 1, 0},
	{1, {1}, 0, 0, 1, 0},  {1, {2}, 0, 0, 1, 0},    {1, {0}, 1, 63, 0, 0},
	{1, {1}, 1, 63, 0, 0}, {1, {2}, 1, 63, 0, 0},
};

static const struct {
	const jpeg_scan_info *scans;
	int n_scans;
} scripts[] = {
	{apart, 3},    {chroma_first, 2}, {two_and_one, 2},      {spectral, 5},
	{dc_apart, 6}, {dc_refined, 9},   {dc_refined_apart, 8},
};
#define N_SCRIPTS (sizeof(scripts) / sizeof(scripts[0]))

static void
test_scripts_of_scans(void **state)
{
	struct jpeg_recipe recipe = jpeg_fixture_color;

	(void)state;
	for (size_t i = 0; i < N_SCRIPTS; i++) {
		recipe.scans = scripts[i].scans;
		recipe.n_scans = scripts[i].n_scans;
		check_all(recipe);
	}
}

/*
 * More than the buffers hold, with blocks that use all of their coefficients
 * and codes of all lengths.
 */
static void
test_large(void **state)
{
	struct jpeg_recipe recipe = jpeg_fixture_color;
	struct bytes file = {0};

	(void)state;
	recipe.width = 700;
	recipe.height = 500;
	recipe.noise = true;
	for (unsigned i = 0; i < 3 * N_RESTARTS * 4; i++) {
		recipe.sampling = samplings[i % 3 * 2];
		set_restart(&recipe, i / 3 % N_RESTARTS);
		recipe.optimised = i % 2 == 1;
		recipe.progressive = i / 3 / N_RESTARTS == 2;
		recipe.scans = i / 3 / N_RESTARTS == 3 ? dc_refined : NULL;
		recipe.n_scans = 9;
		recipe.quality = i / 3 / N_RESTARTS == 0 ? 98 : 100;
		file.nbytes = 0;
		jpeg_fixture_make(&recipe, &file);
		assert_in_range(file.nbytes, 200000, SIZE_MAX);
		luma_fixture_check(&file);
	}
	bytes_free(&file);
}

/* Rows of blocks that are longer than what is read at a time. */
static void
test_wide(void **state)
{
	struct jpeg_recipe recipe = jpeg_fixture_color;

	(void)state;
	recipe.width = 20001;
	recipe.height = 25;
	recipe.noise = true;
	recipe.quality = 95;
	luma_fixture_check_recipe(&recipe);
	recipe.restart = 700;
	luma_fixture_check_recipe(&recipe);
	recipe.scans = dc_refined;
	recipe.n_scans = 9;
	luma_fixture_check_recipe(&recipe);
}

/* Smooth pictures: blocks of a few bits, many of them a byte or two. */
static void
test_smooth(void **state)
{
	struct jpeg_recipe recipe = jpeg_fixture_color;

	(void)state;
	recipe.width = 1501;
	recipe.height = 999;
	for (size_t i = 0; i < N_SAMPLINGS; i++) {
		recipe.sampling = samplings[i];
		recipe.quality = 30 + (int)i * 7;
		recipe.optimised = i % 2 == 0;
		luma_fixture_check_recipe(&recipe);
	}
}

/* File number i of many unlike each other. */
static void
make_some(unsigned i, struct bytes *file)
{
	struct jpeg_recipe recipe = jpeg_fixture_color;

	recipe.sampling = samplings[i % N_SAMPLINGS];
	recipe.width = i % 5 == 4 ? 400 : sizes[i % N_SIZES][0];
	recipe.height = i % 5 == 4 ? 300 : sizes[i % N_SIZES][1];
	set_restart(&recipe, i % N_RESTARTS);
	recipe.optimised = i % 3 == 0;
	recipe.noise = i % 4 < 2;
	recipe.quality = (int)(i * 37 % 101);
	recipe.progressive = i % 7 == 1;
	if (i % 7 > 3) {
		recipe.scans = scripts[i % N_SCRIPTS].scans;
		recipe.n_scans = scripts[i % N_SCRIPTS].n_scans;
	}
	if (i % 11 == 5) {
		recipe.in_space = recipe.space = JCS_GRAYSCALE;
		recipe.scans = NULL;
	}
	jpeg_fixture_make(&recipe, file);
	/* Some are cut short. */
	if (i % 13 == 6)
		file->nbytes -= file->nbytes / 3;
}

/* What came before leaves nothing behind. */
static void
test_buffers_are_used_again(void **state)
{
	struct luma_run again = {0}, fresh = {0};
	struct bytes file = {0};
	void *luma = NULL;

	(void)state;
	for (unsigned i = 0; i < 400; i++) {
		file.nbytes = 0;
		make_some(i, &file);
		luma_fixture_copy(&luma, file.data, file.nbytes, UINT64_MAX,
				  &again);
		luma_fixture_run(&file, &fresh);
		assert_int_equal(again.status, fresh.status);
		assert_int_equal(fresh.status,
				 i % 13 == 6 ? GM_ERR_UNSUPPORTED : GM_OK);
		assert_int_equal(again.out.nbytes, fresh.out.nbytes);
		if (fresh.status == GM_OK)
			assert_memory_equal(again.out.data, fresh.out.data,
					    fresh.out.nbytes);
		else
			assert_string_equal(again.err.text, fresh.err.text);
	}
	recode_free(luma);
	bytes_free(&again.out);
	bytes_free(&fresh.out);
	bytes_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_baseline),
		cmocka_unit_test(test_optimised),
		cmocka_unit_test(test_progressive),
		cmocka_unit_test(test_scripts_of_scans),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_wide),
		cmocka_unit_test(test_smooth),
		cmocka_unit_test(test_buffers_are_used_again),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
