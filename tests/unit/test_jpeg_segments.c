/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/jpeg_segments.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define COM 0xfe

static bool
keeps(struct jpeg_segments *segments, unsigned code, const char *payload,
      size_t nbytes)
{
	return jpeg_segments_keep(segments, code, (const uint8_t *)payload,
				  nbytes);
}

static void
test_what_is_kept(void **state)
{
	struct jpeg_segments segments = {0};

	(void)state;
	for (unsigned code = 0xe0; code <= 0xef; code++)
		assert_int_equal(keeps(&segments, code, "Exif\0", 6),
				 code != 0xe0 && code != 0xee);
	assert_true(keeps(&segments, COM, "", 0));
	assert_true(keeps(&segments, COM, "MPF", 4));
	assert_true(keeps(&segments, 0xe2, "", 0));
	assert_true(keeps(&segments, 0xe2, "FPXR", 5));
	/* The index of further pictures. */
	assert_false(keeps(&segments, 0xe2, "MPF", 4));
	assert_false(keeps(&segments, 0xe2, "MPF\0MM", 7));
	assert_true(keeps(&segments, 0xe2, "MPF", 3));
	assert_true(keeps(&segments, 0xe1, "MPF", 4));
}

/* A part of a profile: its number, and what its colour space is called. */
static bool
keeps_icc(struct jpeg_segments *segments, char number, const char *space,
	  size_t nbytes)
{
	char payload[40] = "ICC_PROFILE";

	payload[12] = number;
	payload[13] = 3;
	memcpy(payload + 30, space, 4);
	return keeps(segments, 0xe2, payload, nbytes);
}

static void
test_profiles(void **state)
{
	struct jpeg_segments segments = {0};

	(void)state;
	assert_false(keeps_icc(&segments, 1, "RGB ", 40));
	assert_false(keeps_icc(&segments, 2, "GRAY", 40));
	segments = (struct jpeg_segments){0};
	assert_true(keeps_icc(&segments, 1, "GRAY", 40));
	assert_true(keeps_icc(&segments, 2, "RGB ", 40));
	/* The last part may be short. */
	assert_true(keeps_icc(&segments, 3, "RGB ", 15));
	/* Of a profile in disorder nothing is known. */
	segments = (struct jpeg_segments){0};
	assert_false(keeps_icc(&segments, 2, "GRAY", 40));
	assert_false(keeps_icc(&segments, 1, "GRAY", 40));
	/* Cut before the colour space ends. */
	for (size_t n = 12; n < 40; n++) {
		segments = (struct jpeg_segments){0};
		assert_int_equal(keeps_icc(&segments, 1, "GRAY", n), n >= 34);
	}
}

static void
test_jfif(void **state)
{
	const uint8_t payload[] = "JFIF\0\1\2\1\0\x48\0\x49\3\4thumbnail";
	uint8_t jfif[JPEG_SEGMENTS_JFIF_BYTES];

	(void)state;
	memset(jfif, 0xaa, sizeof(jfif));
	for (size_t n = 0; n < 14; n++)
		assert_false(jpeg_segments_jfif(payload, n, jfif));
	assert_false(jpeg_segments_jfif((const uint8_t *)"JFXX\0........", 14,
					jfif));
	assert_int_equal(jfif[0], 0xaa);
	assert_true(jpeg_segments_jfif(payload, 14, jfif));
	assert_memory_equal(jfif, "JFIF\0\1\2\1\0\x48\0\x49\0\0", 14);
	assert_true(jpeg_segments_jfif(payload, sizeof(payload), jfif));
	assert_memory_equal(jfif, "JFIF\0\1\2\1\0\x48\0\x49\0\0", 14);
}

static void
test_adobe(void **state)
{
	uint8_t payload[] = "Adobe\0\x64\0\0\0\0\2..";
	unsigned transform = 7;

	(void)state;
	for (size_t n = 0; n < 12; n++)
		assert_false(jpeg_segments_adobe(payload, n, &transform));
	assert_int_equal(transform, 7);
	assert_true(jpeg_segments_adobe(payload, 12, &transform));
	assert_int_equal(transform, 2);
	payload[11] = 0;
	assert_true(jpeg_segments_adobe(payload, 14, &transform));
	assert_int_equal(transform, 0);
	payload[0] = 'a';
	assert_false(jpeg_segments_adobe(payload, 14, &transform));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_kept),
		cmocka_unit_test(test_profiles),
		cmocka_unit_test(test_jfif),
		cmocka_unit_test(test_adobe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
