/* SPDX-License-Identifier: MIT */
/* JPEG to gray by coefficients: those of the source, or a good reason. */
#include "coefs_fixture.h"

#include <errno.h>

static const struct jpeg_recipe gray = {
	.in_space = JCS_GRAYSCALE,
	.space = JCS_GRAYSCALE,
	.quality = 75,
};

static const struct jpeg_recipe progressive = {
	.in_space = JCS_RGB,
	.space = JCS_YCbCr,
	.quality = 60,
	.subsampled = true,
	.progressive = true,
};

/* The kind of file, one component, and its blocks. */
static void
expect_same(const struct bytes *file, int sof)
{
	struct copied c = {0};
	size_t at;

	coefs_fixture_copy(file->data, file->nbytes, false, &c);
	assert_int_equal(c.status, GM_OK);
	assert_string_equal(c.outcome.warning, "");
	assert_false(c.outcome.has_more);
	assert_int_equal(c.outcome.width, JPEG_WIDTH);
	at = jpeg_fixture_find(&c.file, 0, sof);
	assert_int_equal(c.file.data[at + 9], 1);
	assert_same_luma(file, &c.file);
	copied_free(&c);
}

static void
test_same_coefficients(void **state)
{
	const struct jpeg_recipe color = jpeg_fixture_color;
	struct jpeg_recipe recipes[] = {gray,  color, color, color,
					color, color, gray,  progressive};

	(void)state;
	recipes[2].subsampled = false;
	recipes[3].restart = 1;
	recipes[4].arithmetic = true;
	recipes[5].n_plain = 300;
	recipes[6].progressive = true;
	for (size_t i = 0; i < sizeof(recipes) / sizeof(recipes[0]); i++) {
		struct bytes file = {0};

		jpeg_fixture_make(&recipes[i], &file);
		expect_same(&file, recipes[i].progressive ? 0xc2 : 0xc0);
		bytes_free(&file);
	}
}

/* A table that is sent anew after the scan of luma is not luma's. */
static void
test_table_changes_between_scans(void **state)
{
	static const jpeg_scan_info scans[] = {
		{.comps_in_scan = 1, .component_index = {0}, 0, 63, 0, 0},
		{.comps_in_scan = 2, .component_index = {1, 2}, 0, 63, 0, 0},
	};
	uint8_t table[69] = {0xff, 0xdb, 0, 67, 0};
	struct jpeg_recipe recipe = jpeg_fixture_color;
	struct bytes file = {0}, changed = {0};
	struct gm_error err;
	size_t at;

	(void)state;
	memset(table + 5, 1, 64);
	recipe.scans = scans;
	recipe.n_scans = 2;
	jpeg_fixture_make(&recipe, &file);
	at = jpeg_fixture_find(&file, 0, 0xda);
	at = jpeg_fixture_find(&file, at + 2, 0xda);
	bytes_append(&changed, file.data, at, &err);
	bytes_append(&changed, table, sizeof(table), &err);
	bytes_append(&changed, file.data + at, file.nbytes - at, &err);
	expect_same(&changed, 0xc0);
	bytes_free(&changed);
	bytes_free(&file);
}

static void
expect_refused(const struct bytes *file, const char *text)
{
	struct copied c = {0};

	coefs_fixture_copy(file->data, file->nbytes, true, &c);
	assert_int_equal(c.status, GM_ERR_UNSUPPORTED);
	assert_string_equal(c.err.text, text);
	copied_free(&c);
}

static void
test_refusals(void **state)
{
	static const char lacking[] = "the picture is not its first component";
	const struct jpeg_recipe recipes[] = {
		{.in_space = JCS_RGB, .space = JCS_RGB, .quality = 75},
		{.in_space = JCS_CMYK, .space = JCS_CMYK, .quality = 75},
		{.in_space = JCS_CMYK, .space = JCS_YCCK, .quality = 75},
		{.in_space = JCS_RGB, .space = JCS_YCbCr, .quality = 75},
	};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct bytes file = {0};

		jpeg_fixture_make(&recipes[i], &file);
		if (i == 3) /* Cb is wider than Y */
			file.data[jpeg_fixture_find(&file, 0, 0xc0) + 14] =
				0x21;
		expect_refused(&file, lacking);
		bytes_free(&file);
	}
}

/*
 * A DC of 8191, which a decoder takes and no encoder has a code for: in a
 * picture of one block, with category 13 in the place of 11.
 */
static void
test_coefficient_out_of_range(void **state)
{
	/* 9 bits of code, 13 ones, the end of the block, filling. */
	static const uint8_t scan[] = {0xff, 0x00, 0x7f, 0xfe,
				       0xbf, 0xff, 0xd9};
	struct bytes file = {0};
	struct gm_error err;

	(void)state;
	jpeg_fixture_make(&gray, &file);
	jpeg_fixture_resize(&file, 0xc0, 8, 8);
	file.data[jpeg_fixture_find(&file, 0, 0xc4) + 32] = 13;
	file.nbytes = jpeg_fixture_find(&file, 0, 0xda) + 10;
	bytes_append(&file, scan, sizeof(scan), &err);
	expect_refused(&file, "DCT coefficient out of range");
	bytes_free(&file);
}

static void
test_segments(void **state)
{
	struct jpeg_recipe recipe = jpeg_fixture_color;
	struct bytes file = {0};
	struct copied c = {0};
	char text[256];

	(void)state;
	recipe.write_markers = jpeg_fixture_write_all_kinds;
	jpeg_fixture_make(&recipe, &file);
	/* 300 x 299 dots an inch. */
	memcpy(file.data + 13, "\1\1\54\1\53", 5);
	coefs_fixture_copy(file.data, file.nbytes, false, &c);
	assert_int_equal(c.status, GM_OK);
	jpeg_fixture_segments(&c.file, text, sizeof(text));
	assert_string_equal(text, "e0(14) e1(10) e2(4) ed(9) fe(9) ef(0) ");
	assert_memory_equal(c.file.data + 11, file.data + 11, 7);
	copied_free(&c);
	bytes_free(&file);
}

static void
test_has_more(void **state)
{
	struct bytes file = {0};
	struct gm_error err;
	struct copied c = {0};

	(void)state;
	jpeg_fixture_make(&jpeg_fixture_color, &file);
	bytes_append(&file, "", 1, &err);
	coefs_fixture_copy(file.data, file.nbytes, false, &c);
	assert_int_equal(c.status, GM_OK);
	assert_true(c.outcome.has_more);
	copied_free(&c);
	bytes_free(&file);
}

static void
test_disk_full(void **state)
{
	const struct conversion options = {
		.max_pixels = 1000000,
	};
	struct file_out out = {.failed_errno = ENOSPC};
	struct outcome outcome = {0};
	struct metadata metadata = {0};
	struct file_in in = {0};
	struct gm_error err = {0};
	struct bytes file = {0};

	(void)state;
	jpeg_fixture_make(&jpeg_fixture_color, &file);
	fixture_put("in", file.data, file.nbytes);
	assert_int_equal(file_in_open(&in, "in", &err), GM_OK);
	assert_int_equal(codec_jpeg_coefs_copy(NULL, &in, &out, &options,
					       &metadata, &outcome, &err),
			 GM_ERR_FULL);
	metadata_free(&metadata);
	file_in_free(&in);
	bytes_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_coefficients),
		cmocka_unit_test(test_table_changes_between_scans),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_coefficient_out_of_range),
		cmocka_unit_test(test_segments),
		cmocka_unit_test(test_has_more),
		cmocka_unit_test(test_disk_full),
	};

	return cmocka_run_group_tests_name("codec_jpeg_coefs", tests,
					   scratch_enter, scratch_leave);
}
