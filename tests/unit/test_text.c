/* SPDX-License-Identifier: MIT */
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define UNTOUCHED 4711u

static void
u64_takes_whole_numbers(void **state)
{
	uint64_t value = UNTOUCHED;

	(void)state;
	assert_true(text_to_u64("0", 0, 9, &value));
	assert_int_equal(value, 0);
	assert_true(text_to_u64("007", 7, 7, &value));
	assert_int_equal(value, 7);
	assert_true(text_to_u64("18446744073709551615", 0, UINT64_MAX, &value));
	assert_true(value == UINT64_MAX);
}

static void
u64_refuses_all_else(void **state)
{
	static const char *const bad[] = {"",
					  " 1",
					  "1 ",
					  "+1",
					  "-1",
					  "1x",
					  "0x10",
					  "1.0",
					  "1e3",
					  "18446744073709551616",
					  "99999999999999999999999",
					  "\xc2\xb2"};
	uint64_t value = UNTOUCHED;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(text_to_u64(bad[i], 0, UINT64_MAX, &value));
	assert_false(text_to_u64("4", 5, 10, &value));
	assert_false(text_to_u64("11", 5, 10, &value));
	assert_int_equal(value, UNTOUCHED);
}

static void
nbytes_take_units(void **state)
{
	static const struct {
		const char *text;
		uint64_t nbytes;
	} good[] = {{"0", 0},
		    {"17", 17},
		    {"1K", 1024},
		    {"3M", UINT64_C(3) << 20},
		    {"2G", UINT64_C(2) << 30},
		    {"5T", UINT64_C(5) << 40},
		    {"16777215T", UINT64_C(16777215) << 40},
		    {"9B", 9},
		    {"1k", 1024},
		    {"1KiB", 1024},
		    {"2MiB", UINT64_C(2) << 20},
		    {"3GiB", UINT64_C(3) << 30},
		    {"4TiB", UINT64_C(4) << 40},
		    {"1KB", 1000},
		    {"1kB", 1000},
		    {"2MB", 2000000},
		    {"3gb", UINT64_C(3000000000)},
		    {"18446744TB", UINT64_C(18446744) * 1000000000000}};
	static const char *const bad[] = {
		"",    "K",    "1KBB",       "1Ki",       "1KK",
		"1 K", "-1K",  "1.5M",       "16777216T", "1P",
		"+1",  "0x1K", "K1",         "1iB",       "1BB",
		"KB",  "1 MB", "18446745TB", "1KiBs",     "1bK"};
	uint64_t value = UNTOUCHED;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(text_to_nbytes(bad[i], 0, UINT64_MAX, &value));
	assert_false(text_to_nbytes("1K", 1025, 5000, &value));
	assert_false(text_to_nbytes("5K", 1025, 5119, &value));
	assert_int_equal(value, UNTOUCHED);
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_true(
			text_to_nbytes(good[i].text, 0, UINT64_MAX, &value));
		assert_true(value == good[i].nbytes);
	}
}

static void
ms_rounds_up(void **state)
{
	static const struct {
		const char *text;
		uint64_t ms;
	} good[] = {{"1", 1000},         {"2.5", 2500},     {"0.001", 1},
		    {"0.0001", 1},       {"0.0010", 1},     {"0.00100001", 2},
		    {"1.9999", 2000},    {"60.000", 60000}, {"0.25", 250},
		    {"86400", 86400000}, {"007.5", 7500}};
	uint64_t ms;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		ms = UNTOUCHED;
		assert_true(text_to_ms(good[i].text, 1, 86400000, &ms));
		assert_int_equal(ms, good[i].ms);
	}
}

static void
ms_refuses_all_else(void **state)
{
	static const char *const bad[] = {"",
					  "0",
					  "0.0",
					  ".5",
					  "1.",
					  ".",
					  "1.2.3",
					  "1s",
					  "-1",
					  "1e3",
					  " 1",
					  "1 ",
					  "1,5",
					  "inf",
					  "60.001",
					  "61",
					  "0.000x",
					  "60.0001",
					  "18446744073709551616",
					  "99999999999999999999"};
	uint64_t ms = UNTOUCHED;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(text_to_ms(bad[i], 1, 60000, &ms));
	/* Nor does the sum of seconds and fraction wrap around. */
	assert_false(text_to_ms("18446744073709551.617", 1, UINT64_MAX, &ms));
	assert_false(text_to_ms("1.999", 2000, 60000, &ms));
	assert_int_equal(ms, UNTOUCHED);
	assert_true(text_to_ms("0", 0, 0, &ms));
	assert_int_equal(ms, 0);
}

static void
words_are_taken_whole(void **state)
{
	static const struct text_word words[] = {
		{"one", 1}, {"two", 2}, {"", -1}, {NULL, 3}};
	int value = UNTOUCHED;

	(void)state;
	assert_false(text_to_word("on", words, &value));
	assert_false(text_to_word("One", words, &value));
	assert_false(text_to_word("one ", words, &value));
	assert_int_equal(value, UNTOUCHED);
	assert_true(text_to_word("two", words, &value));
	assert_int_equal(value, 2);
	assert_true(text_to_word("", words, &value));
	assert_int_equal(value, -1);
}

/* What text_put_name() makes of name; the caller frees it. */
static char *
shown(const char *name, bool escape)
{
	char *text = NULL;
	size_t nbytes = 0;
	FILE *stream = open_memstream(&text, &nbytes);

	assert_non_null(stream);
	text_put_name(stream, name, escape);
	assert_int_equal(fclose(stream), 0);
	return text;
}

static void
names_are_made_safe(void **state)
{
	static const struct {
		const char *name;
		const char *safe;
	} cases[] = {
		{"plain name.jpg", "plain name.jpg"},
		{"gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x90\x8e",
		 "gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x90\x8e"},
		{"a\nb\tc\rd\\e", "a\\nb\\tc\\rd\\\\e"},
		{"\x1b[31m", "\\x1B[31m"},
		{"\x7f\x01", "\\x7F\\x01"},
		/* A C1 control as UTF-8, and as a stray byte. */
		{"\xc2\x9b"
		 "1m",
		 "\\xC2\\x9B"
		 "1m"},
		{"\x9b"
		 "1m",
		 "\\x9B"
		 "1m"},
		{"\xc2\xa0", "\xc2\xa0"},
		/* What turns the direction of writing, and what is not seen. */
		{"a\xe2\x80\xaegpj.exe", "a\\xE2\\x80\\xAEgpj.exe"},
		{"\xe2\x80\xaa", "\\xE2\\x80\\xAA"},
		{"\xe2\x81\xa6", "\\xE2\\x81\\xA6"},
		{"\xe2\x81\xa9", "\\xE2\\x81\\xA9"},
		{"\xe2\x80\x8b", "\\xE2\\x80\\x8B"},
		{"\xe2\x80\x8e", "\\xE2\\x80\\x8E"},
		{"\xd8\x9c", "\\xD8\\x9C"},
		{"\xc2\xad", "\\xC2\\xAD"},
		{"\xef\xbb\xbf", "\\xEF\\xBB\\xBF"},
		{"\xf3\xa0\x81\x81", "\\xF3\\xA0\\x81\\x81"},
		/* Beside those. */
		{"\xe2\x80\x90\xe2\x80\xaf", "\xe2\x80\x90\xe2\x80\xaf"},
		{"\xd8\xa7\xd7\x90", "\xd8\xa7\xd7\x90"},
		/* Overlong, surrogate, past the end of Unicode, cut short. */
		{"\xc0\xaf", "\\xC0\\xAF"},
		{"\xe0\x80\xaf", "\\xE0\\x80\\xAF"},
		{"\xed\xa0\x80", "\\xED\\xA0\\x80"},
		{"\xf4\x90\x80\x80", "\\xF4\\x90\\x80\\x80"},
		{"\xf8\x88\x80\x80", "\\xF8\\x88\\x80\\x80"},
		{"\xe2\x82", "\\xE2\\x82"},
		{"\xe2\x82z", "\\xE2\\x82z"},
		{"\xff", "\\xFF"},
		{"", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text = shown(cases[i].name, true);

		assert_string_equal(text, cases[i].safe);
		free(text);
		text = shown(cases[i].name, false);
		assert_string_equal(text, cases[i].name);
		free(text);
	}
}

static void
no_control_byte_is_ever_shown(void **state)
{
	(void)state;
	for (int c = 1; c < 256; c++) {
		char name[2] = {(char)c, '\0'};
		char *text = shown(name, true);

		for (const char *p = text; *p != '\0'; p++)
			assert_in_range((unsigned char)*p, 0x20, 0x7e);
		free(text);
	}
}

static void
scrubbed_text_is_one_line(void **state)
{
	static const struct {
		char text[24];
		const char *scrubbed;
	} cases[] = {
		{"a\nb\x1b[1m\x7f", "a?b?[1m?"},
		{"gr\xc3\xbc\xc3\x9f\\ \xe2\x82\xac",
		 "gr\xc3\xbc\xc3\x9f\\ \xe2\x82\xac"},
		{"\xc2\x9b"
		 "1m\xc2\xa0",
		 "??1m\xc2\xa0"},
		/* What is no UTF-8 stays, and hides nothing after it. */
		{"\xe2\n\xff\xc2\t", "\xe2?\xff\xc2?"},
		{"a\xe2\x80\xae"
		 "b",
		 "a???b"},
		{"", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[24];

		memcpy(text, cases[i].text, sizeof(text));
		text_scrub(text);
		assert_string_equal(text, cases[i].scrubbed);
	}
}

static void
sizes_read_well(void **state)
{
	static const struct {
		uint64_t nbytes;
		const char *text;
	} cases[] = {{0, "0 B"},
		     {999, "999 B"},
		     {1000, "1.0 kB"},
		     {3149, "3.1 kB"},
		     {999949, "999.9 kB"},
		     {999999, "1.0 MB"},
		     {2200000, "2.2 MB"},
		     {1000000000, "1.0 GB"},
		     {UINT64_MAX, "18.4 EB"}};
	char buf[16];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(
			text_size(buf, sizeof(buf), cases[i].nbytes),
			cases[i].text);
}

static void
texts_are_cut_between_characters(void **state)
{
	static const char text[] = "a\xc3\xa9\xf0\x9f\x98\x80z";

	(void)state;
	assert_int_equal(text_head(text, 9), 8);
	assert_int_equal(text_head(text, 8), 8);
	assert_int_equal(text_head(text, 7), 7);
	for (size_t most = 3; most < 7; most++)
		assert_int_equal(text_head(text, most), 3);
	assert_int_equal(text_head(text, 2), 1);
	assert_int_equal(text_head(text, 0), 0);
	assert_string_equal(text_tail(text, 9), text);
	assert_string_equal(text_tail(text, 7), text + 1);
	assert_string_equal(text_tail(text, 6), text + 3);
	for (size_t most = 1; most < 5; most++)
		assert_string_equal(text_tail(text, most), text + 7);
	/* What is no UTF-8 is cut anywhere. */
	assert_int_equal(text_head("\x80\x80\x80\x80\x80\x80", 5), 5);
	assert_int_equal(strlen(text_tail("\x80\x80\x80\x80\x80\x80", 5)), 5);
}

static void
what_is_no_utf8_is_mended(void **state)
{
	static const char *const texts[][2] = {
		{"", ""},
		{"a\xc3\xa4z", "a\xc3\xa4z"},
		{"a\xffz", "a\xef\xbf\xbdz"},
		{"\xe2\x82", "\xef\xbf\xbd\xef\xbf\xbd"},
	};
	struct bytes mended = {0};
	struct gm_error err;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		mended.nbytes = 0;
		assert_int_equal(text_mend(texts[i][0], &mended, &err), GM_OK);
		assert_int_equal(mended.nbytes, strlen(texts[i][1]));
		if (mended.nbytes > 0)
			assert_memory_equal(mended.data, texts[i][1],
					    mended.nbytes);
	}
	bytes_free(&mended);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_utf8_is_mended),
		cmocka_unit_test(u64_takes_whole_numbers),
		cmocka_unit_test(u64_refuses_all_else),
		cmocka_unit_test(nbytes_take_units),
		cmocka_unit_test(ms_rounds_up),
		cmocka_unit_test(ms_refuses_all_else),
		cmocka_unit_test(words_are_taken_whole),
		cmocka_unit_test(names_are_made_safe),
		cmocka_unit_test(no_control_byte_is_ever_shown),
		cmocka_unit_test(scrubbed_text_is_one_line),
		cmocka_unit_test(texts_are_cut_between_characters),
		cmocka_unit_test(sizes_read_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
