/* SPDX-License-Identifier: MIT */
#include "formats/formats.h"

#include "codec_fixture.h"
#include "scratch.h"

#define START "#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n"

static enum gm_status
decode(const char *file, size_t nbytes, bool salvage, struct decoded *d)
{
	struct conversion options = fixture_options();

	options.salvage = salvage;
	fixture_decode(&codec_hdr, file, nbytes, &options, d);
	return d->status;
}

/* Exponent 136 makes a float of each mantissa as it is. */
static void
expect(const struct decoded *d, const uint8_t *mantissas, size_t n)
{
	const float *samples = (const float *)d->rows.data;

	assert_int_equal(d->status, GM_OK);
	assert_int_equal(d->dec.info.bits, 32);
	assert_int_equal(d->dec.info.channels, 3);
	assert_int_equal(d->rows.nbytes, n * sizeof(float));
	for (size_t i = 0; i < n; i++)
		assert_true(samples[i] == (float)mantissas[i]);
}

/* 8x2: components packed by runs and literals, then pixels as they are. */
static const char mixed[] = START "-Y 2 +X 8\n"
				  "\2\2\0\x08"
				  "\x88\7"
				  "\x08\1\2\3\4\5\6\7\x08"
				  "\x84\1\4\2\3\4\5"
				  "\x88\x88"
				  "\x09\x09\x09\x88\1\1\1\7";
static const uint8_t mixed_mantissas[] = {
	7, 1, 1, 7, 2, 1, 7, 3, 1, 7, 4, 1, 7, 5, 2, 7, 6, 3, 7, 7, 4, 7, 8, 5,
	9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9};

static void
rows_may_be_packed_in_every_way(void **state)
{
	struct decoded d = {0};

	(void)state;
	decode(mixed, sizeof(mixed) - 1, false, &d);
	expect(&d, mixed_mantissas, 48);
	assert_int_equal(d.dec.info.width, 8);
	assert_int_equal(d.dec.info.height, 2);
	decoded_free(&d);
}

static void
exponents_scale_and_zero_is_black(void **state)
{
	static const char file[] = START "-Y 1 +X 3\n"
					 "\x80\x40\1\x81\x80\x40\1\x78"
					 "\x80\x40\1\0";
	const float *samples;
	struct decoded d = {0};

	(void)state;
	assert_int_equal(decode(file, sizeof(file) - 1, false, &d), GM_OK);
	samples = (const float *)d.rows.data;
	assert_true(samples[0] == 1.0f && samples[1] == 0.5f);
	assert_true(samples[2] == 1.0f / 128);
	assert_true(samples[3] == 1.0f / 512);
	assert_true(samples[6] == 0.0f && samples[8] == 0.0f);
	decoded_free(&d);
}

static void
a_cut_file_ends_and_is_truncated(void **state)
{
	size_t whole = sizeof(mixed) - 1;
	uint8_t salvaged[48];
	struct decoded d = {0};

	(void)state;
	fixture_cut(&codec_hdr, mixed, whole, 11);
	memcpy(salvaged, mixed_mantissas, sizeof(salvaged));
	memset(salvaged + 27, 0, 21);
	decode(mixed, whole - 4, true, &d);
	expect(&d, salvaged, 48);
	assert_string_not_equal(d.outcome.warning, "");
	decoded_free(&d);
}

static void
malformed_files_fail_with_the_reason(void **state)
{
	static const struct {
		const char *text;
		enum gm_status status;
	} bad[] = {
		{"#?RADIANCE\nFORMAT=32-bit_rle_xyze\n\n-Y 1 +X 1\nabcd",
		 GM_ERR_UNSUPPORTED},
		{START "-Y 1 -Y 1\nabcd", GM_ERR_CORRUPT},
		{START "-X 1 +X 1\nabcd", GM_ERR_CORRUPT},
		{START "Y 1 +X 1\nabcd", GM_ERR_CORRUPT},
		{START "-Y1 +X 1\nabcd", GM_ERR_CORRUPT},
		{START "-Y 1\nabcd", GM_ERR_CORRUPT},
		{START "-Y -1 +X 1\nabcd", GM_ERR_CORRUPT},
		{START "-Y 1 +X 1 1\nabcd", GM_ERR_CORRUPT},
		{START "-Y 99999999999 +X 1\nabcd", GM_ERR_CORRUPT},
		{START "-Y 65536 +X 65536\nabcd", GM_ERR_LIMIT},
		{START "-Y 5 +X 1\nabcd", GM_ERR_TRUNCATED},
		{START "-Y 1 +X 8\n\2\2\1\x08+++++++", GM_ERR_CORRUPT},
		{START "-Y 1 +X 2\n\1\1\1\1abcd", GM_ERR_CORRUPT},
		{START "-Y 1 +X 2\nabcd\1\1\1\2", GM_ERR_CORRUPT},
		{"#?RADIANCE\nno end", GM_ERR_TRUNCATED},
	};
	static const char zero_run[] = START "-Y 1 +X 8\n\2\2\0\x08\0\0\0\0";
	static const char long_run[] = START "-Y 1 +X 8\n\2\2\0\x08\x89\7\0\0";
	struct decoded d = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(
			decode(bad[i].text, strlen(bad[i].text), false, &d),
			bad[i].status);
	assert_int_equal(decode(zero_run, sizeof(zero_run) - 1, false, &d),
			 GM_ERR_CORRUPT);
	assert_int_equal(decode(long_run, sizeof(long_run) - 1, false, &d),
			 GM_ERR_CORRUPT);
	decoded_free(&d);
}

/* 16 bytes that repeat a pixel into millions. */
static void
wide_rows_do_not_repeat(void **state)
{
	static const char bomb[] = START "-Y 1 +X 8388480\n"
					 "\x80\x80\x80\x80\1\1\1\xff"
					 "\1\1\1\xff\1\1\1\xff";
	static char file[64 + 32768 * 4] = START "-Y 1 +X 32768\n";
	size_t start = strlen(file);
	struct conversion options = fixture_options();
	struct decoded d = {0};

	(void)state;
	options.max_pixels = UINT64_C(1) << 40;
	fixture_decode(&codec_hdr, bomb, sizeof(bomb) - 1, &options, &d);
	assert_int_equal(d.status, GM_ERR_TRUNCATED);
	options.salvage = true;
	fixture_decode(&codec_hdr, bomb, sizeof(bomb) - 1, &options, &d);
	assert_int_equal(d.status, GM_ERR_TRUNCATED);
	memset(file + start, 0x80, (size_t)32768 * 4);
	assert_int_equal(decode(file, start + 32768 * 4, false, &d), GM_OK);
	memcpy(file + start + 4, "\1\1\1\1", 4);
	assert_int_equal(decode(file, start + 32768 * 4, false, &d),
			 GM_ERR_UNSUPPORTED);
	decoded_free(&d);
}

/* The fewest bytes for a row are right, and one fewer is none to salvage. */
static void
a_row_takes_some_bytes(void **state)
{
	static const struct {
		const char *text;
		size_t nbytes;
	} least[] = {
		{START "-Y 1 +X 1\n\5\6\7\x88", 4},
		{START "-Y 1 +X 256\n\5\6\7\x88\1\1\1\xff", 8},
		{START "-Y 1 +X 257\n\5\6\7\x88\1\1\1\0\1\1\1\1", 12},
	};
	struct decoded d = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(least) / sizeof(least[0]); i++) {
		const char *text = least[i].text;
		size_t n =
			(size_t)(strrchr(text, '\5') - text) + least[i].nbytes;

		assert_int_equal(decode(text, n, false, &d), GM_OK);
		assert_int_equal(decode(text, n - 1, false, &d),
				 GM_ERR_TRUNCATED);
		assert_int_equal(decode(text, n - 1, true, &d),
				 GM_ERR_TRUNCATED);
	}
	decoded_free(&d);
}

static void
the_size_line_may_have_more_spaces(void **state)
{
	static const char file[] =
		"#?RGBE\nEXPOSURE=2\n\n-Y      1 +X   1 \n\5\6\7\x88";
	struct decoded d = {0};

	(void)state;
	decode(file, sizeof(file) - 1, false, &d);
	expect(&d, (const uint8_t *)"\5\6\7", 3);
	decoded_free(&d);
}

/* 1 2 3 over 4 5 6, whichever way it was scanned. */
static void
pictures_are_turned_as_they_were_scanned(void **state)
{
	static const struct {
		const char *size, *pixels;
	} scans[] = {
		{"-Y 2 +X 3", "123456"}, {"-Y 2 -X 3", "321654"},
		{"+Y 2 +X 3", "456123"}, {"+Y 2 -X 3", "654321"},
		{"+X 3 -Y 2", "142536"}, {"+X 3 +Y 2", "415263"},
		{"-X 3 -Y 2", "362514"}, {"-X 3 +Y 2", "635241"},
	};
	struct conversion options = fixture_options();
	struct decoded d = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(scans) / sizeof(scans[0]); i++) {
		char file[256];
		size_t n = (size_t)snprintf(file, sizeof(file), START "%s\n",
					    scans[i].size);

		for (size_t at = 0; at < 6; at++) {
			memset(file + n, scans[i].pixels[at], 3);
			file[n + 3] = '\x88';
			n += 4;
		}
		assert_int_equal(decode(file, n, false, &d), GM_OK);
		expect(&d, (const uint8_t *)"111222333444555666", 18);
		assert_int_equal(d.dec.info.width, 3);
		assert_int_equal(d.dec.info.height, 2);
		fixture_cut(&codec_hdr, file, n, n - 24);
		/* The last pixel to be scanned. */
		assert_int_equal(decode(file, n - 4, true, &d), GM_OK);
		assert_string_not_equal(d.outcome.warning, "");
		assert_true(((const float *)d.rows
				     .data)[(scans[i].pixels[5] - '1') * 3] ==
			    0.0f);
		options.max_nbytes = 23;
		fixture_decode(&codec_hdr, file, n, &options, &d);
		assert_int_equal(d.status, i == 0 ? GM_OK : GM_ERR_NOMEM);
	}
	decoded_free(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_may_be_packed_in_every_way),
		cmocka_unit_test(exponents_scale_and_zero_is_black),
		cmocka_unit_test(a_cut_file_ends_and_is_truncated),
		cmocka_unit_test(malformed_files_fail_with_the_reason),
		cmocka_unit_test(wide_rows_do_not_repeat),
		cmocka_unit_test(a_row_takes_some_bytes),
		cmocka_unit_test(the_size_line_may_have_more_spaces),
		cmocka_unit_test(pictures_are_turned_as_they_were_scanned),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
