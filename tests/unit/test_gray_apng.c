/* SPDX-License-Identifier: MIT */
/* Animated PNGs, directly: frame by frame, as libpng has each of them. */
#include "apng_fixture.h"
#include "gray_png_fixture.h"

/* The second and third are parts of the picture. */
static const struct apng_recipe model = {
	.width = 70,
	.height = 30,
	.type = PNG_COLOR_TYPE_RGB,
	.depth = 8,
	.n_palette = 2,
	.n_chunks = 1,
	.n_frames = 3,
	.frames = {{70, 30, 0, 0, 1, 30, APNG_DISPOSE_NONE, APNG_BLEND_SOURCE},
		   {9, 8, 61, 22, 0, 0, APNG_DISPOSE_PREVIOUS, APNG_BLEND_OVER},
		   {1, 1, 0, 29, 65535, 7, APNG_DISPOSE_NONE, APNG_BLEND_OVER},
		   {70, 30, 0, 0, 1, 1, APNG_DISPOSE_NONE, APNG_BLEND_OVER}},
};

static void
compare_frame(const struct bytes *in, const struct bytes *out, unsigned i,
	      enum gray_method method)
{
	struct apng_fixture_frame from = {0}, to = {0};

	apng_fixture_take(in, i, &from);
	apng_fixture_take(out, i, &to);
	assert_memory_equal(&from.frame, &to.frame, sizeof(from.frame));
	gray_png_fixture_compare(&from.still, &to.still, method);
	bytes_free(&from.still);
	bytes_free(&to.still);
}

/* Copy, with success, and compare all frames and the picture of IDAT. */
static void
check(const struct apng_recipe *recipe, struct conversion options,
      struct bytes *out)
{
	struct gray_png_run run = {0};
	struct bytes file = {0};

	apng_fixture_make(recipe, &file);
	gray_png_fixture_run(&file, options, &run);
	if (run.status != GM_OK)
		fail_msg("%s", run.err.text);
	assert_string_equal(run.outcome.warning, "");
	for (unsigned i = 0; i < recipe->n_frames; i++)
		compare_frame(&file, &run.out, i, options.gray);
	gray_png_fixture_is_clean(&run.out);
	assert_memory_equal(
		run.out.data + chunk_fixture_find(&run.out, "acTL", 0),
		file.data + chunk_fixture_find(&file, "acTL", 0), 20);
	if (out != NULL) {
		bytes_free(out);
		*out = run.out;
		run.out = (struct bytes){0};
	}
	bytes_free(&run.out);
	bytes_free(&file);
}

static void
all_types_and_efforts(void **state)
{
	static const struct {
		int type, depth;
		uint32_t n_palette;
	} types[] = {
		{PNG_COLOR_TYPE_RGB, 8, 0},
		{PNG_COLOR_TYPE_RGB_ALPHA, 8, 0},
		{PNG_COLOR_TYPE_PALETTE, 1, 2},
		{PNG_COLOR_TYPE_PALETTE, 2, 4},
		{PNG_COLOR_TYPE_PALETTE, 4, 16},
		{PNG_COLOR_TYPE_PALETTE, 8, 200},
		{PNG_COLOR_TYPE_GRAY, 1, 0},
		{PNG_COLOR_TYPE_GRAY, 8, 0},
		{PNG_COLOR_TYPE_GRAY, 16, 0},
		{PNG_COLOR_TYPE_GRAY_ALPHA, 8, 0},
		{PNG_COLOR_TYPE_GRAY_ALPHA, 16, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		for (int effort = 0; effort <= COMPRESS_BEST; effort++) {
			struct conversion options = gray_png_fixture_options();
			struct apng_recipe recipe = model;

			recipe.type = types[i].type;
			recipe.depth = types[i].depth;
			recipe.n_palette = types[i].n_palette;
			recipe.n_chunks = 1 + (unsigned)i % 3;
			recipe.is_hidden = i % 2 == 1;
			recipe.n_frames =
				1 + (unsigned)effort + (unsigned)i % 2;
			options.gray = i % GRAY_N_METHODS;
			options.compress = (enum compress)effort;
			check(&recipe, options, NULL);
		}
}

/* With their alpha, which may be seen through in any frame. */
static void
palettes_have_clear_colours(void **state)
{
	struct apng_recipe recipe = model;
	struct bytes out = {0};

	(void)state;
	recipe.type = PNG_COLOR_TYPE_PALETTE;
	recipe.has_trns = true;
	for (recipe.depth = 1; recipe.depth <= 8; recipe.depth *= 2) {
		recipe.n_palette = 1u << recipe.depth;
		recipe.is_hidden = recipe.depth == 4;
		check(&recipe, gray_png_fixture_options(), &out);
		assert_int_equal(out.data[GRAY_PNG_TYPE_AT],
				 PNG_COLOR_TYPE_GRAY_ALPHA);
		assert_int_equal(out.data[GRAY_PNG_DEPTH_AT], 8);
	}
	bytes_free(&out);
}

/* Is alpha kept? */
static bool
keeps_alpha(const struct apng_recipe *recipe)
{
	struct bytes out = {0};
	bool has_alpha;

	check(recipe, gray_png_fixture_options(), &out);
	has_alpha = out.data[GRAY_PNG_TYPE_AT] == PNG_COLOR_TYPE_GRAY_ALPHA;
	assert_true(has_alpha ||
		    out.data[GRAY_PNG_TYPE_AT] == PNG_COLOR_TYPE_GRAY);
	bytes_free(&out);
	return has_alpha;
}

static void
alpha_goes_where_all_is_opaque(void **state)
{
	struct apng_recipe recipe = model;

	(void)state;
	recipe.type = PNG_COLOR_TYPE_RGB_ALPHA;
	recipe.opaque = true;
	assert_false(keeps_alpha(&recipe));
	for (recipe.clear_frame = 1; recipe.clear_frame <= 3;
	     recipe.clear_frame++)
		assert_true(keeps_alpha(&recipe));
}

static void
alpha_stays_where_the_background_shows(void **state)
{
	struct apng_recipe recipe = model;

	(void)state;
	recipe.type = PNG_COLOR_TYPE_RGB_ALPHA;
	recipe.opaque = true;
	recipe.frames[1].dispose = APNG_DISPOSE_BACKGROUND;
	assert_true(keeps_alpha(&recipe));
	recipe = model;
	recipe.type = PNG_COLOR_TYPE_RGB_ALPHA;
	recipe.opaque = true;
	recipe.frames[0].dispose = APNG_DISPOSE_PREVIOUS;
	assert_true(keeps_alpha(&recipe));
	recipe.frames[0] = recipe.frames[1];
	recipe.is_hidden = true;
	assert_true(keeps_alpha(&recipe));
}

static void
the_picture_that_is_no_frame_is_gray(void **state)
{
	struct apng_recipe recipe = model;
	struct gray_png_run run = {0};
	struct bytes file = {0}, in = {0}, out = {0};

	(void)state;
	recipe.is_hidden = true;
	apng_fixture_make(&recipe, &file);
	gray_png_fixture_run(&file, gray_png_fixture_options(), &run);
	assert_int_equal(run.status, GM_OK);
	assert_true(chunk_fixture_find(&run.out, "IDAT", 0) <
		    chunk_fixture_find(&run.out, "fcTL", 0));
	apng_fixture_default(&file, &in);
	apng_fixture_default(&run.out, &out);
	gray_png_fixture_compare(&in, &out, GRAY_REC601);
	bytes_free(&in);
	bytes_free(&out);
	bytes_free(&run.out);
	bytes_free(&file);
}

static void
gray_passes_as_it_is(void **state)
{
	struct apng_recipe recipe = model;
	struct gray_png_run run = {0};
	struct bytes file = {0};

	(void)state;
	recipe.type = PNG_COLOR_TYPE_GRAY;
	recipe.n_chunks = 3;
	for (int i = 0; i < 2; i++) {
		recipe.is_hidden = i == 1;
		apng_fixture_make(&recipe, &file);
		gray_png_fixture_run(&file, gray_png_fixture_options(), &run);
		assert_int_equal(run.status, GM_OK);
		assert_int_equal(run.out.nbytes, file.nbytes);
		assert_memory_equal(run.out.data, file.data, file.nbytes);
	}
	bytes_free(&run.out);
	bytes_free(&file);
}

/* Of a frame's data, the last bytes. */
static void
a_wrong_sum_is_put_right(void **state)
{
	struct apng_recipe recipe = model;
	struct gray_png_run run = {0};
	struct bytes file = {0}, whole = {0};
	size_t at;

	(void)state;
	recipe.type = PNG_COLOR_TYPE_GRAY;
	apng_fixture_make(&recipe, &file);
	bytes_append(&whole, file.data, file.nbytes, &run.err);
	at = chunk_fixture_find(&file, "fdAT", 1);
	file.data[at + 8 + octets_u32be(file.data + at) - 1] ^= 1;
	chunk_fixture_mend(&file, at);
	gray_png_fixture_run(&file, gray_png_fixture_options(), &run);
	assert_int_equal(run.status, GM_OK);
	assert_string_equal(run.outcome.warning, CODEC_PNG_WRONG_SUM);
	assert_int_equal(run.out.nbytes, whole.nbytes);
	assert_memory_equal(run.out.data, whole.data, whole.nbytes);
	bytes_free(&run.out);
	bytes_free(&file);
	bytes_free(&whole);
}

static void
one_frame_has_another_way(void **state)
{
	struct conversion options = gray_png_fixture_options();
	struct gray_png_run run = {0};
	struct bytes file = {0};

	(void)state;
	apng_fixture_make(&model, &file);
	options.first_frame = true;
	gray_png_fixture_run(&file, options, &run);
	assert_int_equal(run.status, GM_ERR_UNSUPPORTED);
	bytes_free(&file);
}

static void
memory_has_an_end(void **state)
{
	struct conversion options = gray_png_fixture_options();
	struct apng_recipe recipe = model;
	struct gray_png_run run = {0};
	struct bytes file = {0};

	(void)state;
	recipe.type = PNG_COLOR_TYPE_GRAY;
	recipe.frames[0].height = recipe.height = 2000;
	apng_fixture_make(&recipe, &file);
	options.max_nbytes = 4 * file.nbytes;
	gray_png_fixture_run(&file, options, &run);
	assert_int_equal(run.status, GM_OK);
	options.max_nbytes -= 4;
	gray_png_fixture_run(&file, options, &run);
	assert_int_equal(run.status, GM_ERR_UNSUPPORTED);
	assert_non_null(strstr(run.err.text, "acTL is of more than is held"));
	bytes_free(&run.out);
	bytes_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_types_and_efforts),
		cmocka_unit_test(palettes_have_clear_colours),
		cmocka_unit_test(alpha_goes_where_all_is_opaque),
		cmocka_unit_test(alpha_stays_where_the_background_shows),
		cmocka_unit_test(the_picture_that_is_no_frame_is_gray),
		cmocka_unit_test(gray_passes_as_it_is),
		cmocka_unit_test(a_wrong_sum_is_put_right),
		cmocka_unit_test(one_frame_has_another_way),
		cmocka_unit_test(memory_has_an_end),
	};

	return cmocka_run_group_tests_name("gray_apng", tests, scratch_enter,
					   scratch_leave);
}
