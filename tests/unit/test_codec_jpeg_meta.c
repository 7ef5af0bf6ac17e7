/* SPDX-License-Identifier: MIT */
/* Which segments of a JPEG reach the gray one, and which must not. */
#include "base/octets.h"
#include "profile_fixture.h"

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
	struct bytes profile = {0};

	profile_fixture_gray(&profile);
	jpeg_write_icc_profile(lib, profile.data, (unsigned)profile.nbytes);
	bytes_free(&profile);
}

static void
test_segments(void **state)
{
	(void)state;
	expect_segments(jpeg_fixture_write_all_kinds,
			"e0(14) e1(10) e2(4) ed(9) fe(9) ef(0) ");
	expect_segments(write_gray_profile, "e0(14) e2(334) ");
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
	fixture_add(&metadata, METADATA_EXIF, "II*\0\10\0\0\0\0\0\0\0\0\0", 14);
	assert_int_equal(fixture_encode(&codec_jpeg, &info, &metadata, 0, &row,
					&file, &err),
			 GM_OK);
	jpeg_fixture_segments(&file, text, sizeof(text));
	assert_string_equal(text, "e1(20) ");
	bytes_free(&file);
	metadata_free(&metadata);
}

/* What other formats say becomes segments; see formats/jpeg/jpeg_segments.h. */
static void
test_foreign(void **state)
{
	struct conversion options = fixture_options();
	const struct image_info info = {1, 1, 1, 8, 8, 0};
	struct metadata metadata = {0};
	struct bytes file = {0}, long_text = {0};
	struct decoded d = {0};
	struct gm_error err;
	uint8_t row = 0;
	char text[128];

	(void)state;
	fixture_add(&metadata, METADATA_XMP, "<x/>", 4);
	fixture_add(&metadata, METADATA_IPTC, "\34\2\120\0\1a", 6);
	fixture_add(&metadata, METADATA_IPTC, "\34\2\120\0\0", 5);
	fixture_add(&metadata, METADATA_COMMENT, "said", 4);
	fixture_add(&metadata, METADATA_COMMENT, "", 0);
	fixture_add(&metadata, METADATA_TEXT, "Author\0me", 9);
	fixture_add(&metadata, METADATA_RAW, "raw", 3);
	/* Longer than a segment. */
	bytes_reserve(&long_text, 65534, &err);
	memset(long_text.data, 'a', 65534);
	fixture_add(&metadata, METADATA_COMMENT, long_text.data, 65534);
	fixture_add(&metadata, METADATA_COMMENT, long_text.data, 65533);
	metadata_add(&metadata,
		     &(struct metadata_piece){.kind = METADATA_DENSITY,
					      .density = {11811, 5906, false}},
		     &err);
	assert_int_equal(fixture_encode(&codec_jpeg, &info, &metadata, 0, &row,
					&file, &err),
			 GM_OK);
	jpeg_fixture_segments(&file, text, sizeof(text));
	assert_string_equal(text, "e0(14) e1(33) ed(32) ed(32) fe(4) "
				  "fe(65533) ");
	assert_memory_equal(file.data + 13, "\1\1\54\0\226", 5);
	fixture_decode(&codec_jpeg, file.data, file.nbytes, &options, &d);
	assert_string_equal(fixture_value(&d.dec.metadata, METADATA_XMP),
			    "<x/>");
	assert_memory_equal(fixture_value(&d.dec.metadata, METADATA_IPTC),
			    "\34\2\120\0\1a", 7);
	assert_string_equal(fixture_value(&d.dec.metadata, METADATA_COMMENT),
			    "said");
	decoded_free(&d);
	bytes_free(&long_text);
	bytes_free(&file);
	metadata_free(&metadata);
}

/* A profile, in parts where it is long, comes back as it was. */
static void
test_foreign_profile(void **state)
{
	static const uint32_t sizes[] = {1000, 65519, 65520, 200000};
	struct conversion options = fixture_options();
	const struct image_info info = {1, 1, 1, 8, 8, 0};

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct bytes profile = {0}, file = {0}, back = {0};
		struct metadata metadata = {0};
		struct decoded d = {0};
		struct gm_error err;
		uint8_t row = 0;

		profile_fixture_gray(&profile);
		profile_fixture_stretch(&profile, sizes[i]);
		fixture_add(&metadata, METADATA_ICC, profile.data, sizes[i]);
		assert_int_equal(fixture_encode(&codec_jpeg, &info, &metadata,
						0, &row, &file, &err),
				 GM_OK);
		fixture_decode(&codec_jpeg, file.data, file.nbytes, &options,
			       &d);
		/* The first piece may be the header of JFIF. */
		for (size_t k = 0; k < d.dec.metadata.n_items; k++)
			if (metadata_get(&d.dec.metadata, k).kind ==
				    METADATA_ICC &&
			    back.nbytes == 0)
				assert_true(metadata_join_icc(&d.dec.metadata,
							      k, &back, &err));
		assert_int_equal(back.nbytes, sizes[i]);
		assert_memory_equal(back.data, profile.data, sizes[i]);
		decoded_free(&d);
		metadata_free(&metadata);
		bytes_free(&back);
		bytes_free(&file);
		bytes_free(&profile);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_segments),
		cmocka_unit_test(test_exif_without_jfif),
		cmocka_unit_test(test_foreign),
		cmocka_unit_test(test_foreign_profile),
	};

	return cmocka_run_group_tests_name("codec_jpeg_meta", tests,
					   scratch_enter, scratch_leave);
}
