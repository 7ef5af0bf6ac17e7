/* SPDX-License-Identifier: MIT */
/*
 * Portable any-maps that are malformed, cut short, or more than one.
 */
#include "formats/formats.h"

#include "codec_fixture.h"
#include "scratch.h"

static void
expect_gray(const struct decoded *d, const char *samples, size_t n)
{
	assert_int_equal(d->status, GM_OK);
	assert_int_equal(d->rows.nbytes, n);
	assert_memory_equal(d->rows.data, samples, n);
}

static void
malformed_files_fail_with_the_reason(void **state)
{
	static const struct {
		const char *text;
		enum gm_status status;
	} bad[] = {
		{"P6", GM_ERR_TRUNCATED},
		{"P6 ", GM_ERR_TRUNCATED},
		{"P6 10", GM_ERR_TRUNCATED},
		{"P6 10 # no end", GM_ERR_TRUNCATED},
		{"P6 -1 1 255 ", GM_ERR_CORRUPT},
		{"P6 1x 1 255 ", GM_ERR_CORRUPT},
		{"P6 99999999999999999999 1 255 ", GM_ERR_CORRUPT},
		{"P6 0 1 255 ", GM_ERR_CORRUPT},
		{"P6 1 1 0 xxx", GM_ERR_CORRUPT},
		{"P6 1 1 65536 xxxxxx", GM_ERR_CORRUPT},
		{"P6 65536 65536 255 ", GM_ERR_LIMIT},
		{"P6 4294967295 4294967295 255 ", GM_ERR_LIMIT},
		{"P6 1 1 255 xx", GM_ERR_TRUNCATED},
		{"P5 1 2 65535 xxx", GM_ERR_TRUNCATED},
		{"P4 9 2\nxxx", GM_ERR_TRUNCATED},
		{"P1 2 2 010", GM_ERR_TRUNCATED},
		{"P1 2 2 0120", GM_ERR_CORRUPT},
		{"P2 1 2 9 9", GM_ERR_TRUNCATED},
		{"P2 1 2 9 9 10", GM_ERR_CORRUPT},
		{"P5 1 1 9 x", GM_ERR_CORRUPT},
		{"P5 1 1 300 xx", GM_ERR_CORRUPT},
		{"P7\nWIDTH 1\n", GM_ERR_TRUNCATED},
		{"P7\nWIDTH 1\nHEIGHT 1\nDEPTH 3\nMAXVAL 255\n"
		 "TUPLTYPE GRAYSCALE\nENDHDR\nxxx",
		 GM_ERR_CORRUPT},
		{"P7\nWIDTH 1\nHEIGHT 1\nDEPTH 3\nMAXVAL 255\n"
		 "TUPLTYPE CMYK\nENDHDR\nxxx",
		 GM_ERR_UNSUPPORTED},
		{"P7\nWIDTH 1\nHEIGHT 1\nDEPTH 5\nMAXVAL 255\nENDHDR\nxxxxx",
		 GM_ERR_UNSUPPORTED},
		{"P7\nWIDTH a\nHEIGHT 1\nDEPTH 1\nMAXVAL 255\nENDHDR\nx",
		 GM_ERR_CORRUPT},
		{"P7\nHEIGHT 1\nDEPTH 1\nMAXVAL 255\nENDHDR\nx",
		 GM_ERR_CORRUPT},
	};
	const struct conversion options = fixture_options();
	struct decoded d = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		fixture_decode_text(&codec_pnm, bad[i].text, &options, &d);
		if (d.status != bad[i].status)
			print_error("%s: %s\n", bad[i].text, d.err.text);
		assert_int_equal(d.status, bad[i].status);
	}
	decoded_free(&d);
}

static void
salvage_delivers_what_there_is(void **state)
{
	struct conversion options = fixture_options();
	struct decoded d = {0};

	(void)state;
	options.salvage = true;
	fixture_decode_text(&codec_pnm, "P5 2 3 255 abc", &options, &d);
	expect_gray(&d, "abc\0\0\0", 6);
	assert_string_not_equal(d.outcome.warning, "");
	fixture_decode_text(&codec_pnm, "P2 2 2 255 1 2 3", &options, &d);
	assert_int_equal(d.status, GM_OK);
	assert_string_not_equal(d.outcome.warning, "");
	fixture_decode_text(&codec_pnm, "P2 2 2 3 1 2 3", &options, &d);
	expect_gray(&d, "\x55\xaa\xff\0", 4);
	/* No row is whole: nothing to salvage, and nothing to pay for. */
	fixture_decode_text(&codec_pnm, "P6 1000 1000 255\n", &options, &d);
	assert_int_equal(d.status, GM_ERR_TRUNCATED);
	fixture_decode_text(&codec_pnm, "P5 9 1 255 abcdefg", &options, &d);
	assert_int_equal(d.status, GM_ERR_TRUNCATED);
	fixture_decode_text(&codec_pnm, "P5 2 1 255 ab", &options, &d);
	expect_gray(&d, "ab", 2);
	assert_string_equal(d.outcome.warning, "");
	decoded_free(&d);
}

static void
a_second_picture_is_not_dropped_in_silence(void **state)
{
	struct conversion options = fixture_options();
	struct decoded d = {0};

	(void)state;
	fixture_decode_text(&codec_pnm, "P5 1 1 255 aP5 1 1 255 b", &options,
			    &d);
	assert_int_equal(d.status, GM_ERR_MULTIFRAME);
	options.first_frame = true;
	fixture_decode_text(&codec_pnm, "P5 1 1 255 aP5 1 1 255 b", &options,
			    &d);
	expect_gray(&d, "a", 1);
	options.first_frame = false;
	fixture_decode_text(&codec_pnm, "P5 1 1 255 a\n", &options, &d);
	expect_gray(&d, "a", 1);
	decoded_free(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(malformed_files_fail_with_the_reason),
		cmocka_unit_test(salvage_delivers_what_there_is),
		cmocka_unit_test(a_second_picture_is_not_dropped_in_silence),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
