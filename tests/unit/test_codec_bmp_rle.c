/* SPDX-License-Identifier: MIT */
/*
 * BMP with run lengths: every code, and those that go astray.
 */
#include "bmp_fixture.h"
#include "scratch.h"

#define BLANK "\0\0\0\0"
#define A     "abc\xff"
#define B     "def\xff"
#define C     "ghi\xff"
/* Nothing was drawn: the first colour, invisible. */
#define NONE "abc\0"

/* 4x2; colours 0 to 2 are abc, def and ghi. */
static struct bmp_sample
sample_of(uint32_t depth, const char *codes, size_t nbytes)
{
	return (struct bmp_sample){.header_nbytes = 40,
				   .width = 4,
				   .height = 2,
				   .depth = depth,
				   .compression = depth == 8 ? 1 : 2,
				   .palette = "cba\0fed\0ihg",
				   .palette_nbytes = 12,
				   .n_colors = 3,
				   .pixels = codes,
				   .pixel_nbytes = nbytes};
}

static void
decode_codes(uint32_t depth, const char *codes, size_t nbytes,
	     struct decoded *d)
{
	const struct bmp_sample s = sample_of(depth, codes, nbytes);

	bmp_decode(&s, d);
}

/* From the last row to the first, of which only one is held. */
static void
rows_rise_where_they_may(void **state)
{
	const struct bmp_sample s =
		sample_of(8, "\4\1\0\0\0\2\1\0\3\2\0\1", 12);
	const struct conversion options = fixture_options();
	struct decoded d = {.may_rise = true};
	uint8_t file[4096];

	(void)state;
	fixture_decode(&codec_bmp, file, bmp_build(&s, file), &options, &d);
	assert_int_equal(d.status, GM_OK);
	assert_true(d.dec.rises);
	assert_int_equal(d.dec.held_nbytes, 0);
	assert_int_equal(d.rows.nbytes, 32);
	assert_memory_equal(d.rows.data, B B B B NONE C C C, 32);
	decoded_free(&d);
}

static void
runs_and_literals_are_drawn(void **state)
{
	struct bmp_sample s = sample_of(8,
					"\4\1\0\0" /* bottom row */
					"\0\3\2\1\0\0\1\2\0\1",
					14);

	(void)state;
	bmp_expect(&s, 3,
		   "ghidefabcghi"
		   "defdefdefdef");
	s = sample_of(4,
		      "\4\x12\0\0" /* pairs in turn */
		      "\0\3\x21\0\1\x20\0\1",
		      12);
	bmp_expect(&s, 3,
		   "ghidefabcghi"
		   "defghidefghi");
	/* A literal fills up to a whole number of 16 bits. */
	s = sample_of(4, "\0\4\x12\x01\0\0\3\x12\1\0\0\1", 12);
	bmp_expect(&s, 3,
		   "defghidefabc"
		   "defghiabcdef");
	s.height = -2;
	bmp_expect(&s, 3,
		   "defghiabcdef"
		   "defghidefabc");
}

static void
what_is_stepped_over_is_transparent(void **state)
{
	struct bmp_sample s = sample_of(8, "\1\1\0\2\1\1\2\2\0\1", 10);

	(void)state;
	bmp_expect(&s, 4, NONE NONE C C B NONE NONE NONE);
	/* Rows that end early, and the picture itself. */
	s = sample_of(8, "\1\1\0\0\1\2\0\1", 8);
	bmp_expect(&s, 4, C NONE NONE NONE B NONE NONE NONE);
	/* As any picture that would be invisible, it is not. */
	s = sample_of(4, "\0\1", 2);
	bmp_expect(&s, 3, "abcabcabcabcabcabcabcabc");
	/* To below the picture. */
	s = sample_of(8, "\1\1\0\2\0\xff\0\1", 8);
	bmp_expect(&s, 4, NONE NONE NONE NONE B NONE NONE NONE);
}

static void
a_row_keeps_to_its_width(void **state)
{
	static const char rows[] = "ghighighighi"
				   "defdefdefdef";
	static const char *const codes[] = {
		"\5\1\0\0\4\2\0\1",
		"\4\1\3\1\0\0\xff\2\0\1",
		"\4\1\0\0\4\2\0\3\1\1\1\0\0\1",
		"\4\1\0\2\xff\0\1\1\0\0\4\2\0\1",
	};
	static const size_t nbytes[] = {8, 10, 14, 14};
	struct decoded d = {0};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		decode_codes(8, codes[i], nbytes[i], &d);
		assert_int_equal(d.status, GM_OK);
		assert_string_equal(d.outcome.warning,
				    "a row is longer than the picture is wide");
		assert_memory_equal(d.rows.data, rows, 24);
	}
	decoded_free(&d);
}

static void
the_end_may_be_missing_but_no_pixel(void **state)
{
	static const char whole[] = "\4\1\0\0\2\2\2\2\0\0\0\1";
	struct decoded d = {0};

	(void)state;
	for (size_t n = 0; n < sizeof(whole); n++) {
		decode_codes(8, whole, n, &d);
		assert_int_equal(d.status, n < 8 ? GM_ERR_TRUNCATED : GM_OK);
		assert_string_equal(
			d.outcome.warning,
			n < 8 || n >= 12 ? "" : "the end marker is missing");
		assert_int_equal(d.outcome.has_more, n == 11);
	}
	decode_codes(8, "\4\1\0\0\4\2\0\1", 8, &d);
	assert_string_equal(d.outcome.warning, "");
	assert_false(d.outcome.has_more);
	decode_codes(8, "\4\1\0\0\4\2\0\1more", 12, &d);
	assert_true(d.outcome.has_more);
	decoded_free(&d);
}

static void
a_cut_file_is_truncated_or_salvaged(void **state)
{
	const struct bmp_sample s =
		sample_of(8, "\4\1\0\0\0\3\2\1\0\0\1\2\0\1", 14);
	struct conversion options = fixture_options();
	struct decoded d = {0};
	uint8_t file[256];
	size_t n = bmp_build(&s, file);

	(void)state;
	fixture_cut(&codec_bmp, file, n - 2, 18);
	options.salvage = true;
	fixture_decode(&codec_bmp, file, n - 6, &options, &d);
	assert_int_equal(d.status, GM_OK);
	assert_string_equal(d.outcome.warning,
			    "truncated: what is missing is blank");
	assert_memory_equal(d.rows.data, C B NONE NONE B B B B, 32);
	decoded_free(&d);
}

/* As of any palette. */
static void
colours_may_be_missing(void **state)
{
	struct decoded d = {0};

	(void)state;
	decode_codes(8, "\4\1\0\0\3\2\1\3\0\1", 10, &d);
	assert_int_equal(d.status, GM_OK);
	assert_memory_equal(d.rows.data, "ghighighi\0\0\0defdefdefdef", 24);
	assert_string_equal(d.outcome.warning,
			    "colours are missing from the palette");
	decoded_free(&d);
	/* What was drawn in one of them is to be seen. */
	decode_codes(8, "\4\1\0\0\1\3\0\1", 8, &d);
	assert_int_equal(d.status, GM_OK);
	assert_memory_equal(d.rows.data, "\0\0\0\xff" NONE NONE NONE B B B B,
			    32);
	decoded_free(&d);
}

static void
a_few_bytes_are_no_huge_picture(void **state)
{
	struct conversion options = fixture_options();
	struct bmp_sample s = sample_of(8, "\0\1", 2);
	struct decoded d = {0};
	uint8_t file[256];

	(void)state;
	options.max_pixels = UINT64_MAX;
	s.width = 1 << 16;
	s.height = 1 << 15;
	for (int salvage = 0; salvage < 2; salvage++) {
		options.salvage = salvage != 0;
		fixture_decode(&codec_bmp, file, bmp_build(&s, file), &options,
			       &d);
		assert_int_equal(d.status, GM_ERR_TRUNCATED);
		assert_string_equal(d.err.text,
				    "truncated: 68 bytes cannot hold "
				    "65536x32768 pixels");
	}
	s.height = 1 << 6;
	options.max_nbytes = (1 << 23) - 1;
	fixture_decode(&codec_bmp, file, bmp_build(&s, file), &options, &d);
	assert_int_equal(d.status, GM_ERR_NOMEM);
	decoded_free(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_rise_where_they_may),
		cmocka_unit_test(runs_and_literals_are_drawn),
		cmocka_unit_test(what_is_stepped_over_is_transparent),
		cmocka_unit_test(a_row_keeps_to_its_width),
		cmocka_unit_test(the_end_may_be_missing_but_no_pixel),
		cmocka_unit_test(a_cut_file_is_truncated_or_salvaged),
		cmocka_unit_test(colours_may_be_missing),
		cmocka_unit_test(a_few_bytes_are_no_huge_picture),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
