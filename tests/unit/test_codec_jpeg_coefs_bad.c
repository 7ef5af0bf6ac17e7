/* SPDX-License-Identifier: MIT */
/* JPEG files that are cut short or damaged, by coefficients. */
#include "coefs_fixture.h"

#include "formats/jpeg/codec_jpeg_lib.h"

static const struct jpeg_recipe progressive = {
	.in_space = JCS_RGB,
	.space = JCS_YCbCr,
	.quality = 60,
	.subsampled = true,
	.progressive = true,
};

/* Cut to this length, and salvaged: what the library makes of it. */
static bool
is_salvaged(const struct bytes *part)
{
	struct copied c = {0};
	bool is_ok;

	coefs_fixture_copy(part->data, part->nbytes, true, &c);
	is_ok = c.status == GM_OK;
	if (is_ok) {
		assert_int_not_equal(c.outcome.warning[0], '\0');
		assert_same_luma(part, &c.file);
	}
	copied_free(&c);
	return is_ok;
}

/*
 * The verdict is that of the way by pixels: only where the end marker is cut
 * it is not refused.  An arithmetic decoder may not miss a few bytes more, and
 * may make of them what no Huffman code is for.
 */
static void
cut_everywhere(const struct jpeg_recipe *recipe)
{
	const struct conversion options = fixture_options();
	struct bytes file = {0}, part;
	struct decoded d = {0};
	struct copied c = {0};
	size_t n_salvaged = 0, n_read = 0;

	jpeg_fixture_make(recipe, &file);
	part = file;
	for (part.nbytes = 0; part.nbytes < file.nbytes; part.nbytes++) {
		fixture_decode(&codec_jpeg, part.data, part.nbytes, &options,
			       &d);
		coefs_fixture_copy(part.data, part.nbytes, false, &c);
		if (recipe->arithmetic && c.status == GM_ERR_UNSUPPORTED)
			continue;
		assert_int_equal(c.status, d.status);
		assert_string_equal(c.err.text, d.err.text);
		assert_string_equal(c.outcome.warning, d.outcome.warning);
		n_read += c.status == GM_OK;
		n_salvaged += is_salvaged(&part);
	}
	assert_true(n_salvaged > 50);
	assert_in_range(n_read, 2, recipe->arithmetic ? 100 : 2);
	assert_same_luma(&part, &c.file);
	decoded_free(&d);
	copied_free(&c);
	bytes_free(&file);
}

static void
test_truncation(void **state)
{
	struct jpeg_recipe arithmetic = jpeg_fixture_color;

	(void)state;
	arithmetic.arithmetic = true;
	cut_everywhere(&jpeg_fixture_color);
	cut_everywhere(&progressive);
	cut_everywhere(&arithmetic);
	arithmetic.progressive = true;
	cut_everywhere(&arithmetic);
}

/* Damage anywhere: the verdict of pixels, and no sanitizer has a word. */
static void
test_damage_anywhere(void **state)
{
	const struct conversion options = fixture_options();
	struct bytes file = {0};
	struct decoded d = {0};
	struct copied c = {0};

	(void)state;
	jpeg_fixture_make(&progressive, &file);
	for (size_t i = 0; i < file.nbytes; i++)
		for (unsigned bit = 0; bit < 8; bit += 3) {
			file.data[i] ^= (uint8_t)(1u << bit);
			fixture_decode(&codec_jpeg, file.data, file.nbytes,
				       &options, &d);
			coefs_fixture_copy(file.data, file.nbytes, false, &c);
			if (c.status != GM_ERR_UNSUPPORTED)
				assert_int_equal(c.status, d.status);
			coefs_fixture_copy(file.data, file.nbytes, true, &c);
			file.data[i] ^= (uint8_t)(1u << bit);
		}
	decoded_free(&d);
	copied_free(&c);
	bytes_free(&file);
}

/*
 * Many more rows than there are data for, with an end of image behind.  What
 * is decoded of nothing is noise that no encoder has codes for.
 */
static void
test_arithmetic_cut(void **state)
{
	struct jpeg_recipe recipe = jpeg_fixture_color;
	struct bytes file = {0};
	struct copied c = {0};

	(void)state;
	recipe.arithmetic = true;
	jpeg_fixture_make(&recipe, &file);
	jpeg_fixture_resize(&file, 0xc9, 160, 800);
	file.nbytes -= 12;
	file.data[file.nbytes - 2] = 0xff;
	file.data[file.nbytes - 1] = 0xd9;
	coefs_fixture_copy(file.data, file.nbytes, false, &c);
	assert_int_equal(c.status, GM_ERR_TRUNCATED);
	assert_string_equal(c.err.text, CODEC_JPEG_TRUNCATED_TEXT);
	coefs_fixture_copy(file.data, file.nbytes, true, &c);
	assert_int_equal(c.status, GM_ERR_UNSUPPORTED);
	assert_string_equal(c.outcome.warning, CODEC_JPEG_TRUNCATED_TEXT);
	copied_free(&c);
	bytes_free(&file);
}

/* What the library does not miss. */
static void
test_lacks(void **state)
{
	static const jpeg_scan_info scans[] = {
		{.comps_in_scan = 3, .component_index = {0, 1, 2}},
		{.comps_in_scan = 1, .component_index = {0}, 1, 63, 0, 1},
		{.comps_in_scan = 1, .component_index = {0}, 1, 63, 1, 0},
	};
	struct jpeg_recipe recipe = jpeg_fixture_color;
	struct bytes plain = {0}, coarse = {0}, tall = {0};
	struct copied c = {0};

	(void)state;
	recipe.arithmetic = true;
	recipe.n_plain = 2000;
	jpeg_fixture_make(&recipe, &plain);
	coefs_fixture_copy(plain.data, plain.nbytes, false, &c);
	assert_int_equal(c.status, GM_OK);
	assert_string_equal(c.outcome.warning,
			    "the data end before the picture: its end is "
			    "plain, or it was cut short");
	recipe = progressive;
	recipe.scans = scans;
	recipe.n_scans = 3;
	jpeg_fixture_make(&recipe, &coarse);
	jpeg_fixture_drop_scan(&coarse, 2);
	coefs_fixture_copy(coarse.data, coarse.nbytes, false, &c);
	assert_int_equal(c.status, GM_OK);
	assert_string_equal(c.outcome.warning,
			    "not in full detail: the last scans are missing");
	jpeg_fixture_make(&jpeg_fixture_color, &tall);
	jpeg_fixture_resize(&tall, 0xc0, 2000, 2000);
	coefs_fixture_copy(tall.data, tall.nbytes, false, &c);
	assert_int_equal(c.status, GM_ERR_TRUNCATED);
	jpeg_fixture_resize(&tall, 0xc0, 4000, 2001);
	coefs_fixture_copy(tall.data, tall.nbytes, true, &c);
	assert_int_equal(c.status, GM_ERR_LIMIT);
	copied_free(&c);
	bytes_free(&tall);
	bytes_free(&coarse);
	bytes_free(&plain);
}

/* Without a table for it there is nothing to salvage, here. */
static void
test_luma_without_scan(void **state)
{
	static const jpeg_scan_info scans[] = {
		{.comps_in_scan = 1, .component_index = {0}, 0, 63, 0, 0},
		{.comps_in_scan = 1, .component_index = {1}, 0, 63, 0, 0},
		{.comps_in_scan = 1, .component_index = {2}, 0, 63, 0, 0},
	};
	struct jpeg_recipe recipe = jpeg_fixture_color;
	struct bytes file = {0};
	struct copied c = {0};

	(void)state;
	recipe.scans = scans;
	recipe.n_scans = 3;
	jpeg_fixture_make(&recipe, &file);
	jpeg_fixture_drop_scan(&file, 0);
	coefs_fixture_copy(file.data, file.nbytes, false, &c);
	assert_int_equal(c.status, GM_ERR_TRUNCATED);
	coefs_fixture_copy(file.data, file.nbytes, true, &c);
	assert_int_equal(c.status, GM_ERR_UNSUPPORTED);
	assert_int_equal(c.n_out, 0);
	copied_free(&c);
	bytes_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_truncation),
		cmocka_unit_test(test_damage_anywhere),
		cmocka_unit_test(test_arithmetic_cut),
		cmocka_unit_test(test_lacks),
		cmocka_unit_test(test_luma_without_scan),
	};

	return cmocka_run_group_tests_name("codec_jpeg_coefs_bad", tests,
					   scratch_enter, scratch_leave);
}
