/* SPDX-License-Identifier: MIT */
#include "formats/formats.h"

#include "codec_fixture.h"
#include "scratch.h"

static void
expect_u8(const struct decoded *d, uint32_t channels, uint32_t exact_bits,
	  const char *samples, size_t n)
{
	if (d->status != GM_OK)
		print_error("%s\n", d->err.text);
	assert_int_equal(d->status, GM_OK);
	assert_int_equal(d->dec.info.bits, 8);
	assert_int_equal(d->dec.info.channels, channels);
	assert_int_equal(d->dec.info.exact_bits, exact_bits);
	assert_int_equal(d->rows.nbytes, n);
	assert_memory_equal(d->rows.data, samples, n);
}

static void
every_kind_is_read(void **state)
{
	const struct conversion options = fixture_options();
	struct decoded d = {0};

	(void)state;
	fixture_decode_text(&codec_pnm, "P1\n3 2\n1 0 1\n0 1 0\n", &options,
			    &d);
	expect_u8(&d, 1, 1, "\0\xff\0\xff\0\xff", 6);
	fixture_decode_text(&codec_pnm, "P1 3 2 101010", &options, &d);
	expect_u8(&d, 1, 1, "\0\xff\0\xff\0\xff", 6);
	fixture_decode_text(&codec_pnm, "P2 2 2 255 0 7 128 255", &options, &d);
	expect_u8(&d, 1, 8, "\0\x07\x80\xff", 4);
	fixture_decode_text(&codec_pnm, "P3 1 2 15 0 7 15 1 2 3", &options, &d);
	expect_u8(&d, 3, 4, "\0\x77\xff\x11\x22\x33", 6);
	fixture_decode_text(&codec_pnm, "P4 10 2\n\x55\x40\xaa\x80", &options,
			    &d);
	expect_u8(&d, 1, 1,
		  "\xff\0\xff\0\xff\0\xff\0\xff\0"
		  "\0\xff\0\xff\0\xff\0\xff\0\xff",
		  20);
	fixture_decode_text(&codec_pnm, "P5 3 1 255\nabc", &options, &d);
	expect_u8(&d, 1, 8, "abc", 3);
	fixture_decode_text(&codec_pnm, "P6 1 2 255\nabcdef", &options, &d);
	expect_u8(&d, 3, 8, "abcdef", 6);
	decoded_free(&d);
}

static void
pam_of_every_type(void **state)
{
	static const struct {
		const char *header;
		uint32_t channels;
	} known[] = {
		{"DEPTH 1\nMAXVAL 1\nTUPLTYPE BLACKANDWHITE\n", 1},
		{"DEPTH 2\nMAXVAL 1\nTUPLTYPE BLACKANDWHITE_ALPHA\n", 2},
		{"DEPTH 1\nMAXVAL 1\nTUPLTYPE GRAYSCALE\n", 1},
		{"MAXVAL 1\nDEPTH 2\nTUPLTYPE GRAYSCALE_ALPHA\n", 2},
		{"# note\nDEPTH 3\n\nMAXVAL 1\nTUPLTYPE  RGB \n", 3},
		{"DEPTH 4\nMAXVAL 1\nTUPLTYPE RGB_ALPHA\n", 4},
		{"DEPTH 3\nMAXVAL 1\n", 3},
	};
	const struct conversion options = fixture_options();
	struct decoded d = {0};
	char file[200];

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		int n = snprintf(file, sizeof(file),
				 "P7\nWIDTH 1\nHEIGHT 1\n%sENDHDR\n",
				 known[i].header);

		memcpy(file + n, "\1\0\1\1", 4);
		fixture_decode(&codec_pnm, file, (size_t)n + known[i].channels,
			       &options, &d);
		expect_u8(&d, known[i].channels, 1, "\xff\0\xff\xff",
			  known[i].channels);
	}
	decoded_free(&d);
}

static void
comments_may_stand_anywhere_in_the_header(void **state)
{
	const struct conversion options = fixture_options();
	struct decoded d = {0};

	(void)state;
	fixture_decode_text(&codec_pnm,
			    "P5#a\n#b 9\n 2 #c\n#\n 1#d\n\t2#e\n55 \n#x",
			    &options, &d);
	assert_int_equal(d.status, GM_ERR_CORRUPT); /* 2 is no maxval of 55 */
	fixture_decode_text(&codec_pnm, "P5#a\n#b 9\n 2 #c\n#\n 1#d\n\t255\n#x",
			    &options, &d);
	expect_u8(&d, 1, 8, "#x", 2);
	fixture_decode_text(&codec_pnm,
			    "P2 2 1 255 # samples\n1 # one\n2 # two", &options,
			    &d);
	expect_u8(&d, 1, 8, "\1\2", 2);
	decoded_free(&d);
}

/* The exact value is v * full / maxval; halves may go either way only up. */
static void
check_scale(uint32_t maxval)
{
	struct conversion options = fixture_options();
	uint32_t full = maxval > 255 ? 65535 : 255;
	size_t sample_nbytes = maxval > 255 ? 2 : 1;
	uint32_t n_samples = maxval + 1;
	uint8_t *file = malloc(64 + n_samples * sample_nbytes);
	struct decoded d = {0};
	size_t n;

	assert_non_null(file);
	n = (size_t)sprintf((char *)file, "P5 %u 1 %u\n", n_samples, maxval);
	for (uint32_t v = 0; v < n_samples; v++) {
		if (sample_nbytes == 2)
			file[n++] = (uint8_t)(v >> 8);
		file[n++] = (uint8_t)v;
	}
	fixture_decode(&codec_pnm, file, n, &options, &d);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.info.bits, sample_nbytes * 8);
	for (uint32_t v = 0; v < n_samples; v++) {
		double exact = (double)v * full / maxval;
		uint32_t got = sample_nbytes == 2 ? ((uint16_t *)d.rows.data)[v]
						  : d.rows.data[v];

		assert_true(got - exact <= 0.5 && exact - got <= 0.5);
	}
	decoded_free(&d);
	free(file);
}

static void
samples_are_scaled_to_the_full_range(void **state)
{
	static const uint32_t maxvals[] = {
		1,   2,   3,   5,    9,    15,    31,    100,   254,  255,
		256, 300, 999, 1023, 4095, 16383, 32767, 65534, 65535};

	(void)state;
	for (size_t i = 0; i < sizeof(maxvals) / sizeof(maxvals[0]); i++)
		check_scale(maxvals[i]);
}

static void
exact_bits_fit_the_largest_value(void **state)
{
	static const uint32_t cases[][2] = {
		{1, 1},  {3, 2},   {5, 4},   {15, 4},   {2, 8},
		{17, 8}, {255, 8}, {254, 8}, {257, 16}, {65535, 16}};
	const struct conversion options = fixture_options();
	struct decoded d = {0};
	char file[64];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(file, sizeof(file), "P2 1 1 %u 1", cases[i][0]);
		fixture_decode_text(&codec_pnm, file, &options, &d);
		assert_int_equal(d.status, GM_OK);
		assert_int_equal(d.dec.info.exact_bits, cases[i][1]);
	}
	decoded_free(&d);
}

static void
check_written(const struct image_info *info, const void *rows, size_t nbytes,
	      const char *header)
{
	const struct conversion options = fixture_options();
	const struct metadata none = {0};
	struct bytes file = {0};
	struct gm_error err = {0};
	struct decoded d = {0};
	uint8_t spoilt[64];

	memcpy(spoilt, rows, nbytes);
	assert_int_equal(
		fixture_encode(&codec_pnm, info, &none, 0, spoilt, &file, &err),
		GM_OK);
	assert_int_equal(file.nbytes, strlen(header) + nbytes);
	assert_memory_equal(file.data, header, strlen(header));
	fixture_decode(&codec_pnm, file.data, file.nbytes, &options, &d);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.info.channels, info->channels);
	assert_int_equal(d.dec.info.bits, info->bits);
	assert_memory_equal(d.rows.data, rows, nbytes);
	decoded_free(&d);
	bytes_free(&file);
}

static void
gray_is_written_as_pgm_and_alpha_as_pam(void **state)
{
	static const uint16_t wide[] = {0, 1, 256, 0x1234, 65535, 0xff00,
					7, 8, 9,   10,     11,    12};
	struct image_info info = {3, 4, 1, 8, 8, 0};

	(void)state;
	check_written(&info, "abcdefghijkl", 12, "P5\n3 4\n255\n");
	info.bits = 16;
	check_written(&info, wide, 24, "P5\n3 4\n65535\n");
	info = (struct image_info){3, 2, 2, 8, 8, 0};
	check_written(&info, "abcdefghijkl", 12,
		      "P7\nWIDTH 3\nHEIGHT 2\nDEPTH 2\nMAXVAL 255\n"
		      "TUPLTYPE GRAYSCALE_ALPHA\nENDHDR\n");
	info.bits = 16;
	check_written(&info, wide, 24,
		      "P7\nWIDTH 3\nHEIGHT 2\nDEPTH 2\nMAXVAL 65535\n"
		      "TUPLTYPE GRAYSCALE_ALPHA\nENDHDR\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_is_read),
		cmocka_unit_test(pam_of_every_type),
		cmocka_unit_test(comments_may_stand_anywhere_in_the_header),
		cmocka_unit_test(samples_are_scaled_to_the_full_range),
		cmocka_unit_test(exact_bits_fit_the_largest_value),
		cmocka_unit_test(gray_is_written_as_pgm_and_alpha_as_pam),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
