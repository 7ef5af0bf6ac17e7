/* SPDX-License-Identifier: MIT */
/* What is gray already stays as it is, and nothing else is taken for gray. */
#include "luma_fixture.h"

/* Copied byte for byte. */
static void
check_same(const struct jpeg_recipe *recipe)
{
	struct bytes file = {0};
	struct luma_run run = {0};

	jpeg_fixture_make(recipe, &file);
	luma_fixture_run(&file, &run);
	assert_int_equal(run.status, GM_OK);
	assert_int_equal(run.out.nbytes, file.nbytes);
	assert_memory_equal(run.out.data, file.data, file.nbytes);
	luma_fixture_compare(&file, &run.out);
	bytes_free(&run.out);
	bytes_free(&file);
}

static const jpeg_scan_info dc_refined[] = {
	{1, {0}, 0, 0, 0, 2},  {1, {0}, 1, 63, 0, 1}, {1, {0}, 0, 0, 2, 1},
	{1, {0}, 1, 63, 1, 0}, {1, {0}, 0, 0, 1, 0},
};

/* Sizes and kinds; a factor means nothing to one component. */
static void
test_gray_stays(void **state)
{
	static const unsigned sizes[][2] = {
		{1, 1}, {8, 8}, {21, 18}, {3, 640}, {700, 500}};
	static const uint8_t samplings[] = {0x11, 0x22, 0x14};
	struct jpeg_recipe recipe = {.in_space = JCS_GRAYSCALE,
				     .space = JCS_GRAYSCALE};

	(void)state;
	for (unsigned i = 0; i < 5 * 3 * 12; i++) {
		recipe.width = sizes[i % 5][0];
		recipe.height = sizes[i % 5][1];
		recipe.sampling = &samplings[i / 5 % 3];
		recipe.restart = (int)(i / 15 % 4) * 3;
		recipe.progressive = i / 60 == 1;
		recipe.scans = i / 60 == 2 ? dc_refined : NULL;
		recipe.n_scans = 5;
		recipe.optimised = i % 2 == 1;
		recipe.noise = i % 3 == 0;
		recipe.quality = 1 + (int)i % 100;
		check_same(&recipe);
	}
}

/* Only what follows the picture is left out. */
static void
test_gray_and_more(void **state)
{
	struct jpeg_recipe recipe = {.in_space = JCS_GRAYSCALE,
				     .space = JCS_GRAYSCALE,
				     .quality = 75};
	struct bytes file = {0};
	struct luma_run run = {0};
	struct gm_error err;
	size_t nbytes;

	(void)state;
	jpeg_fixture_make(&recipe, &file);
	nbytes = file.nbytes;
	bytes_append(&file, "\xff\xd8 more", 7, &err);
	luma_fixture_run(&file, &run);
	assert_int_equal(run.status, GM_OK);
	assert_true(run.outcome.has_more);
	assert_int_equal(run.out.nbytes, nbytes);
	assert_memory_equal(run.out.data, file.data, nbytes);
	bytes_free(&run.out);
	bytes_free(&file);
}

/* Its frame is not seen from the beginning: coded again, the same picture. */
static void
test_gray_far_away(void **state)
{
	static const uint8_t comment[65000] = {0xff, JPEG_COM, 64998 >> 8,
					       64998 & 0xff};
	struct jpeg_recipe recipe = {.in_space = JCS_GRAYSCALE,
				     .space = JCS_GRAYSCALE,
				     .quality = 75};
	struct bytes file = {0};

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		recipe.progressive = i == 1;
		recipe.restart = i == 2;
		file.nbytes = 0;
		jpeg_fixture_make(&recipe, &file);
		jpeg_fixture_splice(&file, 2, 0, comment, sizeof(comment));
		jpeg_fixture_splice(&file, 2, 0, comment, sizeof(comment));
		luma_fixture_check(&file);
	}
	bytes_free(&file);
}

/* Bytes of 0xff may stand before any marker. */
static void
test_fill_bytes(void **state)
{
	struct bytes file = {0}, filled = {0};
	struct gm_error err;
	size_t sof;

	(void)state;
	jpeg_fixture_make(&jpeg_fixture_color, &file);
	sof = jpeg_fixture_find(&file, 0, 0xc0);
	bytes_append(&filled, file.data, sof, &err);
	bytes_append(&filled, "\xff\xff\xff", 3, &err);
	bytes_append(&filled, file.data + sof, file.nbytes - sof - 2, &err);
	bytes_append(&filled, "\xff\xff\xff\xd9", 4, &err);
	luma_fixture_check(&filled);
	bytes_free(&filled);
	bytes_free(&file);
}

/*
 * Whoever takes a fill byte for a marker jumps into the segment, where the
 * frame header of a gray picture waits.
 */
static void
test_fill_byte_hides_no_colour(void **state)
{
	static uint8_t payload[60000];
	struct bytes file = {0}, filled = {0};
	struct gm_error err;
	const uint8_t head[] = {0xff,          0xd8,       0xff,        0xff,
				JPEG_APP0 + 1, 60002 >> 8, 60002 & 0xff};
	const uint8_t gray_sof[] = "\xff\xc0\0\13\10\0\1\0\1\1";

	(void)state;
	jpeg_fixture_make(&jpeg_fixture_color, &file);
	for (size_t i = 0; i + 10 <= sizeof(payload); i += 10)
		memcpy(payload + i, gray_sof, 10);
	for (unsigned shift = 0; shift < 10; shift++) {
		filled.nbytes = 0;
		bytes_append(&filled, head, sizeof(head), &err);
		bytes_append(&filled, payload + shift, sizeof(payload) - shift,
			     &err);
		bytes_append(&filled, payload, shift, &err);
		bytes_append(&filled, file.data + 2, file.nbytes - 2, &err);
		luma_fixture_check(&filled);
	}
	bytes_free(&filled);
	bytes_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gray_stays),
		cmocka_unit_test(test_gray_and_more),
		cmocka_unit_test(test_gray_far_away),
		cmocka_unit_test(test_fill_bytes),
		cmocka_unit_test(test_fill_byte_hides_no_colour),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
