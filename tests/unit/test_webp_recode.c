/* SPDX-License-Identifier: MIT */
/* What all pictures of a WebP that are coded again ask for together. */
#include "formats/webp/webp_recode.h"

#include "webp_fixture.h"

#include "formats/webp/webp_file.h"

static const struct webp_blank blank = {50, 20, {255, 10, 20, 30}};

static void
pixels_of_all_pictures_count(void **state)
{
	const struct conversion conversion = fixture_options();
	const struct graying graying = {.method = GRAY_REC601};
	const uint64_t n_each = (uint64_t)blank.width * blank.height;
	struct bytes data = {0}, coded = {0};
	struct file_in in = {0};
	struct webp_file file = {.cursor.in = &in};
	struct webp_recoder recoder = {.cursor = &file.cursor,
				       .graying = &graying,
				       .conversion = &conversion};
	struct metadata metadata = {0};
	struct gm_error err = {0};

	(void)state;
	webp_fixture_begin(&data);
	webp_fixture_blank(&data, &blank);
	webp_fixture_end(&data);
	assert_int_equal(file_in_from_memory(&in, data.data, data.nbytes, &err),
			 GM_OK);
	assert_int_equal(webp_file_scan(&file, false, &metadata, &err), GM_OK);
	assert_int_equal(webp_recode(&recoder, &file.still, &coded, &err),
			 GM_OK);
	assert_int_equal(recoder.n_pixels, n_each);
	/* Two more are as many as there may be. */
	recoder.n_pixels = WEBP_RECODE_PIXELS +
			   IMAGE_BLANK_RATIO * data.nbytes - 2 * n_each;
	for (unsigned i = 0; i < 2; i++)
		assert_int_equal(
			webp_recode(&recoder, &file.still, &coded, &err),
			GM_OK);
	assert_int_equal(webp_recode(&recoder, &file.still, &coded, &err),
			 GM_ERR_LIMIT);
	metadata_free(&metadata);
	file_in_free(&in);
	bytes_free(&data);
	bytes_free(&coded);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pixels_of_all_pictures_count),
	};

	return cmocka_run_group_tests_name("webp_recode", tests, NULL, NULL);
}
