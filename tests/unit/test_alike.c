/* SPDX-License-Identifier: MIT */
#include "plan/alike.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static bool
is_one(const char *a, const char *b, bool is_coarse)
{
	char left[64], right[64];
	size_t n;

	strcpy(left, a);
	strcpy(right, b);
	n = alike_core(left, strlen(left), is_coarse);
	return n == alike_core(right, strlen(right), is_coarse) &&
	       memcmp(left, right, n) == 0;
}

static void
case_and_ends_are_no_part_of_a_core(void **state)
{
	(void)state;
	assert_true(is_one("IMG_1.JPG", "img_1.jpg", false));
	assert_true(is_one("a.jpg", "a.jpg. .", false));
	assert_true(is_one("", "...", false));
	assert_false(is_one("IMG_1.JPG", "IMG_2.JPG", false));
	assert_false(is_one("a.jpg", "a .jpg", false));
	assert_false(is_one("a_b", "a-b", false));
	assert_false(is_one("[", "{", false));
}

/* Pairs that Unicode takes for one, by normalisation or by folding case. */
static void
a_coarse_core_has_nothing_that_unicode_changes(void **state)
{
	static const char *const pairs[][2] = {
		{"\xc3\xa9.jpg", "e\xcc\x81.jpg"}, /* e acute */
		{"\xc3\x89.jpg", "\xc3\xa9.jpg"},  /* its capital */
		{"\xe2\x84\xaa.jpg", "k.jpg"},     /* Kelvin */
		{"\xc5\xbf.jpg", "S.jpg"},         /* long s */
		{"stra\xc3\x9f\x65", "STRASSE"},   /* sharp s */
		{"\xef\xac\x81", "fi"},            /* a ligature */
		{"a\xe2\x80\x8d"
		 "b",
		 "ab"}, /* a joiner */
		{"1\xc2\xad"
		 "2",
		 "12"},                        /* a soft hyphen */
		{"\xe2\x89\xa0", "=\xcc\xb8"}, /* not equal */
		{"\xcd\xbe", ";"},             /* a question mark */
		{"\xea\xb0\x80", "\xe1\x84\x80\xe1\x85\xa1"}, /* Hangul */
		{"\xcf\x82", "\xcf\x83"},                     /* final sigma */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		assert_true(is_one(pairs[i][0], pairs[i][1], true));
		assert_true(alike_is_wide(pairs[i][0], strlen(pairs[i][0])));
	}
	assert_false(is_one("\xe3\x81\x82"
			    "1",
			    "\xe3\x81\x82"
			    "2",
			    true));
	assert_false(alike_is_wide("IMG_1.JPG", 9));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(case_and_ends_are_no_part_of_a_core),
		cmocka_unit_test(
			a_coarse_core_has_nothing_that_unicode_changes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
