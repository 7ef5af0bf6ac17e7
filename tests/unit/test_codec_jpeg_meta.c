/* SPDX-License-Identifier: MIT */
/* Which segments of a JPEG reach the gray one, and which must not. */
#include "jpeg_fixture.h"

static void
expect_segments(void (*write_markers)(j_compress_ptr), const char *expected)
{
	const struct conversion options = fixture_options();
	struct jpeg_recipe recipe = jpeg_fixture_color;
	struct bytes file = {0}, ours = {0};
	struct decoded d = {0};
	char text[256];

	recipe.write_markers = write_markers;
	jpeg_fixture_make(&recipe, &file);
	/* 300 x 299 dots an inch. */
	memcpy(file.data + 13, "\1\1\54\1\53", 5);
	fixture_decode(&codec_jpeg, file.data, file.nbytes, &options, &d);
	jpeg_fixture_encode(&d, 0, &ours);
	jpeg_fixture_segments(&ours, text, sizeof(text));
	assert_string_equal(text, expected);
	/* Version, unit and density of the JFIF header. */
	assert_memory_equal(ours.data + 11, file.data + 11, 7);
	decoded_free(&d);
	bytes_free(&ours);
	bytes_free(&file);
}

static void
write_gray_profile(j_compress_ptr lib)
{
	static const char icc[40] = "ICC_PROFILE\0\1\1"
				    "0123456789abcdefGRAYXYZ ";

	jpeg_write_marker(lib, 0xe2, (const JOCTET *)icc, 40);
}

static void
test_segments(void **state)
{
	(void)state;
	expect_segments(jpeg_fixture_write_all_kinds,
			"e0(14) e1(10) e2(4) ed(9) fe(9) ef(0) ");
	expect_segments(write_gray_profile, "e0(14) e2(40) ");
}

/* EXIF wants to be first, so no JFIF header is put before it. */
static void
test_exif_without_jfif(void **state)
{
	struct metadata metadata = {0};
	const struct image_info info = {1, 1, 1, 8, 8, 0};
	struct bytes file = {0};
	struct gm_error err;
	uint8_t row = 0;
	char text[64];

	(void)state;
	metadata_add(&metadata, METADATA_JPEG_MARKER, (uint8_t[4]){0xe1},
		     "Exif\0\0", 6, &err);
	assert_int_equal(fixture_encode(&codec_jpeg, &info, &metadata, 0, &row,
					&file, &err),
			 GM_OK);
	jpeg_fixture_segments(&file, text, sizeof(text));
	assert_string_equal(text, "e1(6) ");
	bytes_free(&file);
	metadata_free(&metadata);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_segments),
		cmocka_unit_test(test_exif_without_jfif),
	};

	return cmocka_run_group_tests_name("codec_jpeg_meta", tests,
					   scratch_enter, scratch_leave);
}
