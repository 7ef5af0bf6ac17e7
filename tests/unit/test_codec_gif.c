/* SPDX-License-Identifier: MIT */
#include "formats/formats.h"

#include "codec_fixture.h"
#include "scratch.h"

#define SCREEN "GIF89a\2\0\2\0\x80\1\0"
#define COLORS "\1\2\3\xc8\x64\x32"
/* 2x2 pixels of index 0 1 / 1 0: clear, codes of 3 and 4 bits, end. */
#define CODES "\2\3\x44\2\5\0"
#define FRAME "\x2c\0\0\0\0\2\0\2\0\0" CODES
#define LOOP  "\x21\xff\x0bNETSCAPE2.0\3\1\0\0\0"
#define CLEAR "\x21\xf9\4\1\0\0\1\0" /* index 1 is transparent */

static enum gm_status
decode(const char *file, size_t nbytes, bool first_frame, bool salvage,
       struct decoded *d)
{
	struct conversion options = fixture_options();

	options.first_frame = first_frame;
	options.salvage = salvage;
	fixture_decode(&codec_gif, file, nbytes, &options, d);
	return d->status;
}

static const char still[] = SCREEN COLORS LOOP FRAME ";";
static const char moving[] = SCREEN COLORS FRAME LOOP FRAME ";";
static const char opaque_rows[] = "\1\2\3\xc8\x64\x32\xc8\x64\x32\1\2\3";

static void
one_frame_is_read(void **state)
{
	struct decoded d = {0};

	(void)state;
	assert_int_equal(decode(still, sizeof(still) - 1, false, false, &d),
			 GM_OK);
	assert_int_equal(d.dec.info.width, 2);
	assert_int_equal(d.dec.info.height, 2);
	assert_int_equal(d.dec.info.channels, 3);
	assert_memory_equal(d.rows.data, opaque_rows, 12);
	assert_string_equal(d.outcome.warning, "");
	decoded_free(&d);
}

static void
more_frames_are_refused_unless_the_first_is_asked_for(void **state)
{
	struct decoded d = {0};

	(void)state;
	assert_int_equal(decode(moving, sizeof(moving) - 1, false, false, &d),
			 GM_ERR_MULTIFRAME);
	assert_non_null(strstr(d.err.text, "--frames=first"));
	assert_int_equal(decode(moving, sizeof(moving) - 1, true, false, &d),
			 GM_OK);
	assert_memory_equal(d.rows.data, opaque_rows, 12);
	decoded_free(&d);
}

static void
transparency_becomes_alpha(void **state)
{
	static const char clear[] = SCREEN COLORS CLEAR FRAME ";";
	struct decoded d = {0};

	(void)state;
	assert_int_equal(decode(clear, sizeof(clear) - 1, false, false, &d),
			 GM_OK);
	assert_int_equal(d.dec.info.channels, 4);
	assert_memory_equal(d.rows.data, "\1\2\3\xff\0\0\0\0\0\0\0\0\1\2\3\xff",
			    16);
	decoded_free(&d);
}

/* The screen is wider than the frame and its background is index 1. */
static void
what_the_frame_leaves_is_transparent(void **state)
{
	static const char file[] = "GIF89a\3\0\2\0\x80\1\0" COLORS FRAME ";";
	struct decoded d = {0};

	(void)state;
	assert_int_equal(decode(file, sizeof(file) - 1, false, false, &d),
			 GM_OK);
	assert_int_equal(d.dec.info.channels, 4);
	assert_memory_equal(d.rows.data + 4, "\xc8\x64\x32\xff\0\0\0\0", 8);
	decoded_free(&d);
}

static void
a_cut_file_is_told(void **state)
{
	size_t whole = sizeof(still) - 1;
	struct decoded d = {0};

	(void)state;
	/* From inside the frame, up to the one byte that ends its blocks. */
	for (size_t n = whole - 15; n < whole - 1; n++)
		assert_int_equal(decode(still, n, false, false, &d),
				 GM_ERR_TRUNCATED);
	/* Only the trailer is missing: the picture is whole. */
	assert_int_equal(decode(still, whole - 1, false, false, &d), GM_OK);
	assert_string_not_equal(d.outcome.warning, "");
	for (size_t n = 13; n < whole - 16; n++)
		assert_int_not_equal(decode(still, n, false, false, &d), GM_OK);
	/* The codes of the first two pixels are there. */
	assert_int_equal(decode(still, whole - 4, false, true, &d), GM_OK);
	assert_string_not_equal(d.outcome.warning, "");
	assert_memory_equal(d.rows.data, opaque_rows, 6);
	decoded_free(&d);
}

/* The blocks are whole and the codes in them are not. */
static void
codes_that_end_early_are_told(void **state)
{
	/* clear, 0, 1, end */
	static const char early[] =
		SCREEN COLORS "\x2c\0\0\0\0\2\0\2\0\0\2\2\x44\x0a\0;";
	static const char none[] = SCREEN COLORS "\x2c\0\0\0\0\2\0\2\0\0\2\0;";
	struct decoded d = {0};

	(void)state;
	assert_int_equal(decode(early, sizeof(early) - 1, false, false, &d),
			 GM_ERR_CORRUPT);
	assert_int_equal(decode(none, sizeof(none) - 1, false, false, &d),
			 GM_ERR_CORRUPT);
	assert_int_equal(decode(early, sizeof(early) - 1, false, true, &d),
			 GM_OK);
	assert_string_equal(d.outcome.warning,
			    "corrupt: what is missing is blank");
	assert_memory_equal(d.rows.data, "\1\2\3\xff\xc8\x64\x32\xff", 8);
	decoded_free(&d);
}

static void
hostile_files_fail(void **state)
{
	static const char huge[] = "GIF89a\xff\xff\xff\xff\x80\0\0" COLORS
				   "\x2c\0\0\0\0\xff\xff\xff\xff\0" CODES ";";
	static const char outside[] =
		SCREEN COLORS "\x2c\1\0\0\0\2\0\2\0\0" CODES ";";
	static const char empty[] = SCREEN COLORS ";";
	static const char bad_code[] =
		SCREEN COLORS "\x2c\0\0\0\0\2\0\2\0\0\2\2\xfc\xff\0;";
	struct conversion options = fixture_options();
	struct decoded d = {0};

	(void)state;
	assert_int_equal(decode(huge, sizeof(huge) - 1, false, false, &d),
			 GM_ERR_LIMIT);
	options.max_pixels = UINT64_C(1) << 40;
	fixture_decode(&codec_gif, huge, sizeof(huge) - 1, &options, &d);
	assert_int_equal(d.status, GM_ERR_CORRUPT);
	options.salvage = true;
	fixture_decode(&codec_gif, huge, sizeof(huge) - 1, &options, &d);
	assert_int_equal(d.status, GM_ERR_CORRUPT);
	assert_int_equal(decode(outside, sizeof(outside) - 1, false, false, &d),
			 GM_ERR_CORRUPT);
	assert_int_equal(decode(empty, sizeof(empty) - 1, false, false, &d),
			 GM_ERR_CORRUPT);
	assert_int_equal(
		decode(bad_code, sizeof(bad_code) - 1, false, false, &d),
		GM_ERR_CORRUPT);
	decoded_free(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_frame_is_read),
		cmocka_unit_test(
			more_frames_are_refused_unless_the_first_is_asked_for),
		cmocka_unit_test(transparency_becomes_alpha),
		cmocka_unit_test(what_the_frame_leaves_is_transparent),
		cmocka_unit_test(a_cut_file_is_told),
		cmocka_unit_test(codes_that_end_early_are_told),
		cmocka_unit_test(hostile_files_fail),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
