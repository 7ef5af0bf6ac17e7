/* SPDX-License-Identifier: MIT */
/* From PNG to gray PNG: the pixels are those that libpng would give. */
#include "gray_png_fixture.h"

static const int filters[] = {PNG_FILTER_NONE,  PNG_FILTER_SUB,
			      PNG_FILTER_UP,    PNG_FILTER_AVG,
			      PNG_FILTER_PAETH, PNG_ALL_FILTERS};

#define N_FILTERS (sizeof(filters) / sizeof(filters[0]))

static void
expect_type(const struct gray_png_run *run, int type, int depth)
{
	assert_int_equal(run->out.data[GRAY_PNG_TYPE_AT], type);
	assert_int_equal(run->out.data[GRAY_PNG_DEPTH_AT], depth);
}

/* Make and check. */
static void
check(void **png, const struct gray_png_recipe *recipe,
      struct conversion options, struct gray_png_run *run)
{
	struct bytes file = {0};

	gray_png_fixture_make(recipe, &file);
	gray_png_fixture_check(png, &file, options, run);
	assert_int_equal(run->outcome.width, recipe->width);
	assert_int_equal(run->outcome.height, recipe->height);
	assert_false(run->outcome.has_more);
	bytes_free(&file);
}

/* All filters, and widths that are no multiple of anything. */
static void
check_all(int type, int depth, bool opaque, int gray_type)
{
	struct gray_png_recipe recipe = {
		.height = 9, .type = type, .depth = depth, .opaque = opaque};
	struct conversion options = gray_png_fixture_options();
	struct gray_png_run run = {0};
	static void *png;

	for (unsigned i = 0; i < N_FILTERS; i++)
		for (recipe.width = 1; recipe.width <= 20; recipe.width++) {
			recipe.filters = filters[i];
			recipe.noise = i % 2 ? 255 : 5;
			options.gray = recipe.width % GRAY_N_METHODS;
			check(&png, &recipe, options, &run);
			expect_type(&run, gray_type, 8);
		}
	bytes_free(&run.out);
}

static void
test_rgb(void **state)
{
	(void)state;
	check_all(PNG_COLOR_TYPE_RGB, 8, false, PNG_COLOR_TYPE_GRAY);
}

static void
test_rgba(void **state)
{
	(void)state;
	check_all(PNG_COLOR_TYPE_RGBA, 8, false, PNG_COLOR_TYPE_GRAY_ALPHA);
	check_all(PNG_COLOR_TYPE_RGBA, 8, true, PNG_COLOR_TYPE_GRAY);
}

static void
test_palette(void **state)
{
	(void)state;
	for (int depth = 1; depth <= 8; depth *= 2)
		check_all(PNG_COLOR_TYPE_PALETTE, depth, false,
			  PNG_COLOR_TYPE_GRAY);
}

/* The depth goes by the grays that are in the palette. */
static void
test_palette_of_gray(void **state)
{
	static const uint32_t steps[] = {255, 85, 17, 1};
	struct gray_png_recipe recipe = {.height = 30,
					 .type = PNG_COLOR_TYPE_PALETTE};
	struct conversion options = gray_png_fixture_options();
	struct gray_png_run run = {0};
	static void *png;

	(void)state;
	for (recipe.depth = 1; recipe.depth <= 8; recipe.depth *= 2)
		for (int i = 0; i < 4; i++)
			for (recipe.width = 30; recipe.width < 40;
			     recipe.width++) {
				recipe.palette_step = steps[i];
				options.compress = recipe.width % 3;
				check(&png, &recipe, options, &run);
				expect_type(&run, PNG_COLOR_TYPE_GRAY, 1 << i);
			}
	bytes_free(&run.out);
}

/* Rows that take several blocks, and more than one IDAT. */
static void
test_large(void **state)
{
	struct gray_png_recipe recipe = {.width = 1501,
					 .height = 1000,
					 .type = PNG_COLOR_TYPE_RGB,
					 .depth = 8,
					 .filters = PNG_ALL_FILTERS};
	struct conversion options = gray_png_fixture_options();
	struct gray_png_run run = {0};
	static void *png;

	(void)state;
	for (recipe.noise = 1; recipe.noise <= 255; recipe.noise += 254)
		check(&png, &recipe, options, &run);
	assert_true(run.out.nbytes > 1 << 20);
	recipe.type = PNG_COLOR_TYPE_RGBA;
	recipe.height = 100;
	check(&png, &recipe, options, &run);
	recipe.type = PNG_COLOR_TYPE_PALETTE;
	check(&png, &recipe, options, &run);
	bytes_free(&run.out);
}

static void
test_small_chunks(void **state)
{
	struct gray_png_recipe recipe = {.width = 50,
					 .height = 40,
					 .type = PNG_COLOR_TYPE_RGB,
					 .depth = 8,
					 .noise = 100,
					 .idat_nbytes = 7};
	struct gray_png_run run = {0};
	static void *png;

	(void)state;
	for (; recipe.idat_nbytes < 100; recipe.idat_nbytes += 20)
		check(&png, &recipe, gray_png_fixture_options(), &run);
	bytes_free(&run.out);
}

static void
check_same(void **png, const struct gray_png_recipe *recipe)
{
	struct conversion options = gray_png_fixture_options();
	struct gray_png_run run = {0};
	struct bytes file = {0};

	gray_png_fixture_make(recipe, &file);
	for (int i = COMPRESS_DEFAULT; i <= COMPRESS_BEST; i++) {
		options.compress = (enum compress)i;
		gray_png_fixture_check(png, &file, options, &run);
		expect_type(&run, recipe->type, recipe->depth);
		if (i == COMPRESS_BEST)
			continue;
		assert_int_equal(run.out.nbytes, file.nbytes);
		assert_memory_equal(run.out.data, file.data, file.nbytes);
	}
	bytes_free(&run.out);
	bytes_free(&file);
}

/* Byte for byte what came in. */
static void
test_gray(void **state)
{
	struct gray_png_recipe recipe = {.noise = 30};
	static void *png;

	(void)state;
	for (unsigned i = 0; i < 2 * 7 * 3; i++) {
		static const int shapes[][2] = {{0, 1},  {0, 2}, {0, 4}, {0, 8},
						{0, 16}, {4, 8}, {4, 16}};

		recipe.interlaced = i % 2 == 1;
		recipe.type = shapes[i / 2 % 7][0];
		recipe.depth = shapes[i / 2 % 7][1];
		recipe.width = 13 + i / 14 * 5;
		recipe.height = 11;
		recipe.idat_nbytes = i % 3 == 0 ? 20 : 0;
		recipe.filters = i % 4 == 0 ? PNG_ALL_FILTERS : 0;
		check_same(&png, &recipe);
	}
}

/* One pixel that is not opaque keeps the alpha of all, wherever it is. */
static void
test_one_not_opaque(void **state)
{
	enum {
		N = 50
	};
	uint8_t rows[N][1 + 4 * N];
	struct gray_png_run run = {0};
	struct bytes file = {0};

	(void)state;
	for (unsigned at = 0; at < N * N; at += N * N / 2 - 1) {
		memset(rows, 255, sizeof(rows));
		for (unsigned y = 0; y < N; y++)
			rows[y][0] = 0;
		rows[at / N][1 + at % N * 4 + 3] = 254;
		file.nbytes = 0;
		chunk_fixture_head(&file, N, N, 8, 6, 0);
		chunk_fixture_pixels(&file, rows, sizeof(rows));
		chunk_fixture_end(&file);
		gray_png_fixture_run(&file, gray_png_fixture_options(), &run);
		assert_int_equal(run.status, GM_OK);
		expect_type(&run, PNG_COLOR_TYPE_GRAY_ALPHA, 8);
		gray_png_fixture_compare(&file, &run.out, GRAY_REC601);
	}
	bytes_free(&run.out);
	bytes_free(&file);
}

/* Colours of a palette that are seen through; or not, by what tRNS says. */
static void
test_clear_palette(void **state)
{
	static const int depths[] = {1, 2, 4, 8};
	struct conversion options = gray_png_fixture_options();
	struct gray_png_run run = {0};
	struct bytes file = {0};
	static void *png;

	(void)state;
	for (unsigned i = 0; i < 4 * 3 * 2; i++) {
		struct gray_png_recipe recipe = {.width = 131,
						 .height = 70,
						 .type = PNG_COLOR_TYPE_PALETTE,
						 .depth = depths[i % 4]};
		bool is_clear = i / 12 == 0;

		options.compress = (enum compress)(i / 4 % 3);
		file.nbytes = 0;
		gray_png_fixture_make(&recipe, &file);
		png_fixture_insert(&file, chunk_fixture_find(&file, "IDAT", 0),
				   "tRNS", is_clear ? "\xff\x80" : "\xff\xff",
				   2);
		gray_png_fixture_check(&png, &file, options, &run);
		expect_type(&run,
			    is_clear ? PNG_COLOR_TYPE_GRAY_ALPHA
				     : PNG_COLOR_TYPE_GRAY,
			    is_clear ? 8 : run.out.data[GRAY_PNG_DEPTH_AT]);
	}
	bytes_free(&run.out);
	bytes_free(&file);
}

/* Two bytes of an index, of a bit, that are more than may be held. */
static void
test_clear_palette_that_grows(void **state)
{
	struct gray_png_recipe recipe = {.width = 4000,
					 .height = 10,
					 .type = PNG_COLOR_TYPE_PALETTE,
					 .depth = 1};
	struct conversion options = gray_png_fixture_options();
	struct gray_png_run run = {0};
	struct bytes file = {0};

	(void)state;
	gray_png_fixture_make(&recipe, &file);
	png_fixture_insert(&file, chunk_fixture_find(&file, "IDAT", 0), "tRNS",
			   "\0", 1);
	options.max_nbytes = UINT64_C(4) * 10 * (1 + 2 * 4000);
	gray_png_fixture_run(&file, options, &run);
	assert_int_equal(run.status, GM_OK);
	options.max_nbytes -= 4;
	gray_png_fixture_run(&file, options, &run);
	assert_int_equal(run.status, GM_ERR_UNSUPPORTED);
	assert_non_null(strstr(run.err.text, "makes more than is held"));
	bytes_free(&run.out);
	bytes_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rgb),
		cmocka_unit_test(test_rgba),
		cmocka_unit_test(test_palette),
		cmocka_unit_test(test_palette_of_gray),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_small_chunks),
		cmocka_unit_test(test_gray),
		cmocka_unit_test(test_one_not_opaque),
		cmocka_unit_test(test_clear_palette),
		cmocka_unit_test(test_clear_palette_that_grows),
	};

	return cmocka_run_group_tests_name("gray_png", tests, scratch_enter,
					   scratch_leave);
}
