/* SPDX-License-Identifier: MIT */
/* What the JPEG decoder makes of good files, against the library's own. */
#include "jpeg_fixture.h"

static void
test_sniff(void **state)
{
	(void)state;
	assert_true(codec_jpeg.sniff((const uint8_t *)"\xff\xd8\xff\xe0", 4));
	assert_false(codec_jpeg.sniff((const uint8_t *)"\xff\xd8", 2));
	assert_false(codec_jpeg.sniff((const uint8_t *)"\xff\xd8\x00", 3));
}

static void
expect_same(const struct decoded *d, const struct bytes *rows,
	    uint32_t channels)
{
	if (d->status != GM_OK)
		fail_msg("%s", d->err.text);
	assert_string_equal(d->outcome.warning, "");
	assert_int_equal(d->dec.info.width, JPEG_WIDTH);
	assert_int_equal(d->dec.info.height, JPEG_HEIGHT);
	assert_int_equal(d->dec.info.channels, channels);
	assert_int_equal(d->dec.info.bits, 8);
	assert_int_equal(d->dec.info.exact_bits, 8);
	assert_int_equal(d->rows.nbytes, rows->nbytes);
	assert_memory_equal(d->rows.data, rows->data, rows->nbytes);
}

/* Decode a file and compare with what the library gives as out. */
static void
compare(const struct jpeg_recipe *recipe, enum gray_method gray,
	J_COLOR_SPACE out)
{
	struct conversion options = fixture_options();
	struct bytes file = {0}, rows = {0};
	struct decoded d = {0};

	options.gray = gray;
	jpeg_fixture_make(recipe, &file);
	jpeg_fixture_read(&file, out, &rows);
	fixture_decode(&codec_jpeg, file.data, file.nbytes, &options, &d);
	expect_same(&d, &rows, (uint32_t)jpeg_fixture_channels(out));
	decoded_free(&d);
	bytes_free(&rows);
	bytes_free(&file);
}

static void
test_ycbcr_gives_luma(void **state)
{
	struct jpeg_recipe recipe = jpeg_fixture_color;

	(void)state;
	compare(&recipe, GRAY_REC601, JCS_GRAYSCALE);
	recipe.restart = 1;
	compare(&recipe, GRAY_REC601, JCS_GRAYSCALE);
	recipe.subsampled = false;
	compare(&recipe, GRAY_REC601, JCS_GRAYSCALE);
	recipe.progressive = true;
	compare(&recipe, GRAY_REC601, JCS_GRAYSCALE);
	recipe.arithmetic = true;
	compare(&recipe, GRAY_REC601, JCS_GRAYSCALE);
	recipe.progressive = false;
	compare(&recipe, GRAY_REC601, JCS_GRAYSCALE);
}

static void
test_ycbcr_gives_rgb(void **state)
{
	struct jpeg_recipe recipe = jpeg_fixture_color;

	(void)state;
	compare(&recipe, GRAY_REC709, JCS_RGB);
	recipe.progressive = true;
	compare(&recipe, GRAY_LIGHTNESS, JCS_RGB);
}

static void
test_rgb(void **state)
{
	const struct jpeg_recipe recipe = {
		.in_space = JCS_RGB, .space = JCS_RGB, .quality = 85};

	(void)state;
	compare(&recipe, GRAY_REC601, JCS_RGB);
	compare(&recipe, GRAY_R, JCS_RGB);
}

static void
test_gray(void **state)
{
	struct jpeg_recipe recipe = {.in_space = JCS_GRAYSCALE,
				     .space = JCS_GRAYSCALE,
				     .quality = 85};

	(void)state;
	compare(&recipe, GRAY_REC601, JCS_GRAYSCALE);
	compare(&recipe, GRAY_LINEAR, JCS_GRAYSCALE);
	recipe.progressive = true;
	compare(&recipe, GRAY_B, JCS_GRAYSCALE);
}

/* Ink to light in floating point: 255 is no ink, whoever made the file. */
static void
compare_cmyk(const struct jpeg_recipe *recipe)
{
	const struct conversion options = fixture_options();
	struct bytes file = {0}, cmyk = {0};
	struct decoded d = {0};

	jpeg_fixture_make(recipe, &file);
	jpeg_fixture_read(&file, JCS_CMYK, &cmyk);
	fixture_decode(&codec_jpeg, file.data, file.nbytes, &options, &d);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.info.channels, 3);
	assert_int_equal(d.rows.nbytes, JPEG_WIDTH * JPEG_HEIGHT * 3);
	for (size_t i = 0; i < JPEG_WIDTH * JPEG_HEIGHT; i++)
		for (size_t c = 0; c < 3; c++) {
			double ink = cmyk.data[4 * i + c] / 255.0;
			double black = cmyk.data[4 * i + 3] / 255.0;

			assert_int_equal(d.rows.data[3 * i + c],
					 (int)(ink * black * 255 + 0.5));
		}
	decoded_free(&d);
	bytes_free(&cmyk);
	bytes_free(&file);
}

static void
test_cmyk(void **state)
{
	struct jpeg_recipe recipe = {
		.in_space = JCS_CMYK, .space = JCS_CMYK, .quality = 85};

	(void)state;
	compare_cmyk(&recipe);
	recipe.without_adobe = true;
	compare_cmyk(&recipe);
	recipe.without_adobe = false;
	recipe.space = JCS_YCCK;
	recipe.subsampled = true;
	compare_cmyk(&recipe);
}

/* A marker that says nothing bad of the picture is passed on as a warning. */
static void
test_odd_but_whole(void **state)
{
	const struct conversion options = fixture_options();
	struct bytes file = {0}, odd = {0};
	struct decoded d = {0};
	struct gm_error err;

	(void)state;
	jpeg_fixture_make(&jpeg_fixture_color, &file);
	bytes_append(&odd, file.data, 2, &err);
	bytes_append(&odd, "junk", 4, &err);
	bytes_append(&odd, file.data + 2, file.nbytes - 2, &err);
	bytes_append(&odd, "behind the end", 14, &err);
	fixture_decode(&codec_jpeg, odd.data, odd.nbytes, &options, &d);
	assert_int_equal(d.status, GM_OK);
	assert_string_equal(d.outcome.warning,
			    "Corrupt JPEG data: 4 extraneous "
			    "bytes before marker 0xe0");
	decoded_free(&d);
	bytes_free(&odd);
	bytes_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sniff),
		cmocka_unit_test(test_ycbcr_gives_luma),
		cmocka_unit_test(test_ycbcr_gives_rgb),
		cmocka_unit_test(test_rgb),
		cmocka_unit_test(test_gray),
		cmocka_unit_test(test_cmyk),
		cmocka_unit_test(test_odd_but_whole),
	};

	return cmocka_run_group_tests_name("codec_jpeg", tests, scratch_enter,
					   scratch_leave);
}
