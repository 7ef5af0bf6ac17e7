/* SPDX-License-Identifier: MIT */
/* What cannot be done without pixels is left to others. */
#include "luma_fixture.h"

static void
aside(const struct jpeg_recipe *recipe, const char *text)
{
	struct bytes file = {0};

	jpeg_fixture_make(recipe, &file);
	luma_fixture_aside(&file, text);
	bytes_free(&file);
}

static void
test_other_colours(void **state)
{
	struct jpeg_recipe recipe = {
		.in_space = JCS_RGB, .space = JCS_RGB, .quality = 85};

	(void)state;
	aside(&recipe, "not YCbCr"); /* says Adobe */
	recipe.without_adobe = true;
	aside(&recipe, "not YCbCr"); /* say the ids */
	recipe.progressive = true;
	aside(&recipe, "not YCbCr");
	recipe.in_space = recipe.space = JCS_CMYK;
	aside(&recipe, "4 components");
	recipe.space = JCS_YCCK;
	recipe.progressive = false;
	aside(&recipe, "4 components");
}

static void
test_arithmetic(void **state)
{
	struct jpeg_recipe recipe = jpeg_fixture_color;

	(void)state;
	recipe.arithmetic = true;
	aside(&recipe, "marker c9");
	recipe.progressive = true;
	aside(&recipe, "marker ca");
}

static void
test_luma_not_the_largest(void **state)
{
	static const uint8_t samplings[][3] = {
		{0x11, 0x21, 0x11}, {0x11, 0x11, 0x12}, {0x21, 0x12, 0x11}};
	struct jpeg_recipe recipe = jpeg_fixture_color;

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		recipe.sampling = samplings[i];
		aside(&recipe, "luma has not the most samples");
	}
}

static void
test_max_pixels(void **state)
{
	struct bytes file = {0};
	struct luma_run run = {0};
	void *luma = NULL;

	(void)state;
	jpeg_fixture_make(&jpeg_fixture_color, &file);
	luma_fixture_copy(&luma, file.data, file.nbytes,
			  JPEG_WIDTH * JPEG_HEIGHT - 1, &run);
	assert_int_equal(run.status, GM_ERR_UNSUPPORTED);
	assert_string_equal(run.err.text, "too many pixels");
	assert_int_equal(run.outcome.width, JPEG_WIDTH);
	assert_int_equal(run.outcome.height, JPEG_HEIGHT);
	luma_fixture_copy(&luma, file.data, file.nbytes,
			  JPEG_WIDTH * JPEG_HEIGHT, &run);
	assert_int_equal(run.status, GM_OK);
	assert_int_equal(run.outcome.width, JPEG_WIDTH);
	assert_int_equal(run.outcome.height, JPEG_HEIGHT);
	recode_free(luma);
	bytes_free(&run.out);
	bytes_free(&file);
}

/* The usual file, changed at its first marker of this code. */
static void
aside_without(int marker, const char *text)
{
	struct bytes file = {0};
	size_t at;

	jpeg_fixture_make(&jpeg_fixture_color, &file);
	at = jpeg_fixture_find(&file, 0, marker);
	jpeg_fixture_splice(
		&file, at,
		2 + ((size_t)file.data[at + 2] << 8 | file.data[at + 3]), NULL,
		0);
	luma_fixture_aside(&file, text);
	bytes_free(&file);
}

static void
test_missing_segments(void **state)
{
	(void)state;
	aside_without(0xc4, "a table is missing");
	aside_without(0xdb, "a table is missing");
	aside_without(0xc0, "a scan before the frame header");
	/* Then its data stand behind the tables. */
	aside_without(0xda, "bytes that belong to nothing");
}

static void
aside_with(int marker, size_t skip, const void *data, size_t nbytes,
	   const char *text)
{
	struct bytes file = {0};

	jpeg_fixture_make(&jpeg_fixture_color, &file);
	jpeg_fixture_splice(&file, jpeg_fixture_find(&file, 0, marker) + skip,
			    0, data, nbytes);
	luma_fixture_aside(&file, text);
	bytes_free(&file);
}

static void
test_bytes_between_segments(void **state)
{
	static const char nothing[] = "bytes that belong to nothing";

	(void)state;
	aside_with(0xdb, 0, "\0", 1, nothing);
	aside_with(0xc0, 0, "abc", 3, nothing);
	aside_with(0xc0, 0, "\xff\0", 2, nothing);
	aside_with(0xda, 0, "a", 1, nothing);
	aside_with(0xd9, 0, "\xff\xdc\0\4\0\x12", 6, "marker dc"); /* DNL */
	aside_with(0xc0, 0, "\xff\xd8\0\4\0", 6, "marker d8");
	aside_with(0xc0, 0, "\xff\xfe\0\1", 4, "a segment without length");
	aside_with(0xc0, 0, "\xff\xdd\0\3\1", 5,
		   "the restart interval is malformed");
	aside_with(0xd9, 0, "a", 1, "data that belong to no block");
	aside_with(0xd9, 0, "\xff\xd0\0\2", 4, "marker d0");
}

static void
test_fill_bytes(void **state)
{
	static uint8_t fill[FILE_IN_BUFFER_BYTES];

	(void)state;
	memset(fill, 0xff, sizeof(fill));
	aside_with(0xc0, 0, fill, sizeof(fill), "too many fill bytes");
}

/*
 * Each DC 2047 more than the one before it, without any AC: the codes are those
 * of T.81's tables K.3 to K.6, four bytes for the three blocks.
 */
static void
test_dc_without_end(void **state)
{
	static const uint8_t mcu[] = {0xff, 0, 0x7f, 0xfa, 0};
	struct jpeg_recipe recipe = jpeg_fixture_color;
	struct bytes file = {0};
	size_t at;

	(void)state;
	recipe.subsampled = false;
	recipe.width = 20 * 8;
	recipe.height = 8;
	jpeg_fixture_make(&recipe, &file);
	at = jpeg_fixture_find(&file, 0, 0xda) + 14;
	jpeg_fixture_splice(&file, at, file.nbytes - at - 2, NULL, 0);
	for (unsigned i = 0; i < 20; i++)
		jpeg_fixture_splice(&file, at, 0, mcu, sizeof(mcu));
	luma_fixture_aside(&file, "a DC out of range");
	bytes_free(&file);
}

static void
aside_patched(size_t offset, uint8_t byte, const char *text)
{
	struct bytes file = {0};

	jpeg_fixture_make(&jpeg_fixture_color, &file);
	file.data[jpeg_fixture_find(&file, 0, 0xc0) + offset] = byte;
	luma_fixture_aside(&file, text);
	bytes_free(&file);
}

static void
test_frames(void **state)
{
	(void)state;
	aside_patched(1, 0xc3, "marker c3"); /* lossless */
	aside_patched(4, 12, "not of 8 bits");
	aside_patched(6, 0, "21x0 pixels"); /* the height comes in a DNL */
	aside_patched(8, 0, "0x18 pixels");
	/* More than there are data for. */
	aside_patched(6, 200, "data are missing");
	aside_patched(6, 8, "data that belong to no block");
}

static void
test_not_a_jpeg(void **state)
{
	struct bytes file = {0};
	struct gm_error err;

	(void)state;
	bytes_append(&file, "\xff", 1, &err);
	luma_fixture_aside(&file, "the file ends before the picture does");
	bytes_append(&file, "\xd9", 1, &err);
	luma_fixture_aside(&file, "not a JPEG");
	file.data[1] = 0xd8;
	bytes_append(&file, "\xff\xd9", 2, &err);
	luma_fixture_aside(&file, "no picture");
	bytes_free(&file);
}

/* The quantisation table may be sent again, but not another one. */
static void
test_a_second_quantisation_table(void **state)
{
	struct jpeg_recipe recipe = jpeg_fixture_color;
	struct bytes file = {0};
	uint8_t dqt[69];
	size_t scan;

	(void)state;
	recipe.progressive = true;
	jpeg_fixture_make(&recipe, &file);
	memcpy(dqt, file.data + jpeg_fixture_find(&file, 0, 0xdb), sizeof(dqt));
	scan = jpeg_fixture_find(&file, 0, 0xda);
	scan = jpeg_fixture_find(&file, scan + 2, 0xc4);
	jpeg_fixture_splice(&file, scan, 0, dqt, sizeof(dqt));
	luma_fixture_check(&file);
	file.data[scan + 68]++;
	luma_fixture_aside(&file, "a second quantisation table");
	bytes_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_other_colours),
		cmocka_unit_test(test_arithmetic),
		cmocka_unit_test(test_luma_not_the_largest),
		cmocka_unit_test(test_max_pixels),
		cmocka_unit_test(test_missing_segments),
		cmocka_unit_test(test_bytes_between_segments),
		cmocka_unit_test(test_fill_bytes),
		cmocka_unit_test(test_dc_without_end),
		cmocka_unit_test(test_frames),
		cmocka_unit_test(test_not_a_jpeg),
		cmocka_unit_test(test_a_second_quantisation_table),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
