/* SPDX-License-Identifier: MIT */
/* What is seen to be gray by its codes is, and nothing else is. */
#include "luma_fixture.h"

#include "formats/jpeg/chroma.h"

static const uint8_t samplings[][3] = {
	{0x22, 0x11, 0x11}, {0x21, 0x11, 0x11}, {0x11, 0x11, 0x11},
	{0x42, 0x11, 0x11}, {0x22, 0x21, 0x12},
};

static const jpeg_scan_info apart[] = {
	{1, {2}, 0, 63, 0, 0},
	{1, {0}, 0, 63, 0, 0},
	{1, {1}, 0, 63, 0, 0},
};

/* Look at nbytes bytes; nothing can fail but for want of memory. */
static bool
is_gray(void **kept, const void *data, size_t nbytes)
{
	const struct conversion options = {.max_pixels = UINT64_MAX};
	struct outcome outcome = {0};
	struct file_in in = {0};
	struct gm_error err = {0};
	bool result = true;

	fixture_put("in", data, nbytes);
	assert_int_equal(file_in_open(&in, "in", &err), GM_OK);
	assert_int_equal(
		chroma_look(kept, &in, &options, &outcome, &result, &err),
		GM_OK);
	assert_int_equal(err.status, GM_OK);
	file_in_free(&in);
	return result;
}

/* Of a file, which is released. */
static void
expect_file(struct bytes *file, bool expected)
{
	void *kept = NULL;

	assert_int_equal(is_gray(&kept, file->data, file->nbytes), expected);
	recode_free(kept);
	bytes_free(file);
}

static void
expect(const struct jpeg_recipe *recipe, bool expected)
{
	struct bytes file = {0};

	jpeg_fixture_make(recipe, &file);
	expect_file(&file, expected);
}

static void
all_samplings_and_restarts(void **state)
{
	struct jpeg_recipe recipe = jpeg_fixture_color;

	(void)state;
	for (size_t i = 0; i < sizeof(samplings) / sizeof(samplings[0]) * 4;
	     i++) {
		recipe.sampling = samplings[i / 4];
		recipe.restart = (int)(i % 4);
		/* More than one portion of a walk, and tables of steps. */
		recipe.width = i % 3 == 0 ? 640 : 0;
		recipe.height = i % 3 == 0 ? 480 : 0;
		recipe.is_gray = true;
		recipe.is_spotted = false;
		expect(&recipe, true);
		recipe.is_spotted = true;
		expect(&recipe, false);
		recipe.is_gray = recipe.is_spotted = false;
		expect(&recipe, false);
	}
}

static void
scans_of_one_component(void **state)
{
	struct jpeg_recipe recipe = jpeg_fixture_color;

	(void)state;
	recipe.scans = apart;
	recipe.n_scans = 3;
	recipe.is_gray = true;
	expect(&recipe, true);
	recipe.is_spotted = true;
	expect(&recipe, false);
}

/* Cr, Y, and then the end: of Cb nothing is known. */
static void
a_component_without_a_scan(void **state)
{
	struct jpeg_recipe recipe = jpeg_fixture_color;
	struct bytes file = {0};
	size_t at = 0;

	(void)state;
	recipe.scans = apart;
	recipe.n_scans = 3;
	recipe.is_gray = true;
	jpeg_fixture_make(&recipe, &file);
	for (unsigned i = 0; i < 3; i++)
		at = jpeg_fixture_find(&file, at + 2, 0xda);
	memcpy(file.data + at, "\xff\xd9", 2);
	file.nbytes = at + 2;
	expect_file(&file, false);
}

static void
one_component_is_gray(void **state)
{
	struct jpeg_recipe recipe = jpeg_fixture_color;

	(void)state;
	recipe.in_space = recipe.space = JCS_GRAYSCALE;
	expect(&recipe, true);
}

static void
what_is_no_chroma_is_left_to_the_pixels(void **state)
{
	struct jpeg_recipe recipe = jpeg_fixture_color;

	(void)state;
	recipe.is_gray = true;
	recipe.space = JCS_RGB;
	expect(&recipe, false);
	recipe.space = JCS_YCbCr;
	recipe.progressive = true;
	expect(&recipe, false);
	recipe.progressive = false;
	recipe.arithmetic = true;
	expect(&recipe, false);
}

/* Also by what was kept of other files. */
static void
what_is_cut_or_damaged_is_left_to_the_pixels(void **state)
{
	struct jpeg_recipe recipe = jpeg_fixture_color;
	struct bytes file = {0};
	void *kept = NULL;

	(void)state;
	recipe.is_gray = true;
	jpeg_fixture_make(&recipe, &file);
	for (size_t n = 2; n < file.nbytes; n++)
		assert_false(is_gray(&kept, file.data, n));
	assert_true(is_gray(&kept, file.data, file.nbytes));
	/* A tenth of the data of the scan is more than its last byte. */
	memset(file.data + file.nbytes - file.nbytes / 10, 0xaa,
	       file.nbytes / 10 - 2);
	assert_false(is_gray(&kept, file.data, file.nbytes));
	recode_free(kept);
	bytes_free(&file);
}

static void
a_second_beginning(void **state)
{
	struct jpeg_recipe recipe = jpeg_fixture_color;
	struct bytes file = {0};

	(void)state;
	recipe.is_gray = true;
	jpeg_fixture_make(&recipe, &file);
	jpeg_fixture_splice(&file, jpeg_fixture_find(&file, 0, 0xc0), 0,
			    "\xff\xd8", 2);
	expect_file(&file, false);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_samplings_and_restarts),
		cmocka_unit_test(scans_of_one_component),
		cmocka_unit_test(a_component_without_a_scan),
		cmocka_unit_test(one_component_is_gray),
		cmocka_unit_test(what_is_no_chroma_is_left_to_the_pixels),
		cmocka_unit_test(what_is_cut_or_damaged_is_left_to_the_pixels),
		cmocka_unit_test(a_second_beginning),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
