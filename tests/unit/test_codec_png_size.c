/* SPDX-License-Identifier: MIT */
/* PNG files that are too large, or too small for what they announce. */
#include "png_fixture.h"

static const struct png_recipe color = {PNG_COLOR_TYPE_RGB, 8, false, false};
static const struct png_recipe passes = {PNG_COLOR_TYPE_GRAY, 8, true, false};

static void
test_max_pixels(void **state)
{
	struct bytes file = {0};

	(void)state;
	png_fixture_make(&passes, &file);
	fixture_limit(&codec_png, &file, PNG_WIDTH * PNG_HEIGHT);
	bytes_free(&file);
}

/* IHDR and no pixels; what fails here would cost gigabytes. */
static void
test_huge_and_empty(void **state)
{
	struct conversion options = fixture_options();
	struct bytes file = {0};
	struct decoded d = {0};

	(void)state;
	options.max_pixels = UINT64_C(1) << 40;
	for (unsigned i = 0; i < 4; i++) {
		file.nbytes = 0;
		png_fixture_make(i < 2 ? &color : &passes, &file);
		png_save_uint_32(file.data + 16, 0x7fffff);
		png_save_uint_32(file.data + 20, 1);
		png_save_uint_32(file.data + 29,
				 (png_uint_32)crc32(0, file.data + 12, 17));
		options.salvage = i % 2 == 1;
		png_fixture_decode(&file, &options, &d);
		assert_int_equal(d.status, GM_ERR_TRUNCATED);
		assert_non_null(strstr(d.err.text, "cannot hold 8388607x1"));
	}
	decoded_free(&d);
	bytes_free(&file);
}

/* Where size_t has 32 bits, a row may be more than it can count. */
static void
test_rows_over_memory(void **state)
{
	struct conversion options = fixture_options();
	struct bytes file = {0};
	struct decoded d = {0};

	(void)state;
	if (IMAGE_MAX_WIDTH >= IMAGE_MAX_SIDE)
		skip();
	options.max_pixels = UINT64_C(1) << 40;
	png_fixture_make(&color, &file);
	png_save_uint_32(file.data + 16, (png_uint_32)IMAGE_MAX_WIDTH + 1);
	png_save_uint_32(file.data + 29,
			 (png_uint_32)crc32(0, file.data + 12, 17));
	png_fixture_decode(&file, &options, &d);
	assert_int_equal(d.status, GM_ERR_LIMIT);
	assert_non_null(strstr(d.err.text, "this system holds no rows"));
	decoded_free(&d);
	bytes_free(&file);
}

/* Zeros pack best of all, and must not be taken for too few bytes. */
static void
test_most_packed(void **state)
{
	enum {
		SIDE = 1000
	};
	static uint8_t rows[SIDE * SIDE];
	const struct image_info info = {SIDE, SIDE, 1, 8, 8, 0};
	const struct metadata none = {0};
	const struct conversion options = fixture_options();
	struct bytes file = {0};
	struct decoded d = {0};
	struct gm_error err;

	(void)state;
	assert_int_equal(
		fixture_encode(&codec_png, &info, &none, 0, rows, &file, &err),
		GM_OK);
	png_fixture_decode(&file, &options, &d);
	assert_int_equal(d.status, GM_OK);
	decoded_free(&d);
	bytes_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_max_pixels),
		cmocka_unit_test(test_huge_and_empty),
		cmocka_unit_test(test_rows_over_memory),
		cmocka_unit_test(test_most_packed),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
