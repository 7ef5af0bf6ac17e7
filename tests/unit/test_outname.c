/* SPDX-License-Identifier: MIT */
#include "plan/outname.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
check_ending(const char *prefix, const char *suffix, const char *name,
	     const struct outname_ending *ending, const char *expected)
{
	struct bytes out = {0};
	struct gm_error err = {0};

	assert_int_equal(outname_make(&out, prefix, suffix, name, ending, &err),
			 GM_OK);
	assert_string_equal((char *)out.data, expected);
	bytes_free(&out);
}

static void
check(const char *prefix, const char *suffix, const char *name,
      const char *extension, const char *expected)
{
	const struct outname_ending ending = {.extension = extension};

	check_ending(prefix, suffix, name, &ending, expected);
}

static void
check_replaced(const char *suffix, const char *name, const char *extension,
	       const char *expected)
{
	const struct outname_ending ending = {.extension = extension,
					      .replaces = true};

	check_ending("p_", suffix, name, &ending, expected);
}

static void
prefix_and_suffix_surround_the_stem(void **state)
{
	(void)state;
	check("processed_", "", "a.jpg", "", "processed_a.jpg");
	check("", "-gray", "a.jpg", "", "a-gray.jpg");
	check("p_", ".g", "a.b.jpg", "", "p_a.b.g.jpg");
	check("", "", "a.jpg", "", "a.jpg");
	check("p_", "_s", "none", "", "p_none_s");
	check("p_", "_s", "a.", "", "p_a_s.");
	check("p_", "_s", "", "", "p__s");
}

static void
a_first_dot_starts_no_extension(void **state)
{
	(void)state;
	check("p_", "_s", ".jpg", "", "p_.jpg_s");
	check("p_", "_s", ".a.jpg", "", "p_.a_s.jpg");
	check("p_", "_s", ".pic", "png", "p_.pic_s.png");
}

static void
another_format_goes_after_the_whole_name(void **state)
{
	(void)state;
	check("processed_", "", "a.pic", "png", "processed_a.pic.png");
	check("", "_s", "a.b.PSD", "png", "a.b_s.PSD.png");
	check("", "", "a.heic", "jpg", "a.heic.jpg");
	check("p_", "", "none", "png", "p_none.png");
	check("p_", "_s", "a.pic.png", "png", "p_a.pic_s.png.png");
}

static void
another_format_may_replace_the_extension(void **state)
{
	(void)state;
	check_replaced("", "a.pic", "png", "p_a.png");
	check_replaced("_s", "a.b.PSD", "png", "p_a.b_s.png");
	check_replaced("_s", ".pic", "png", "p_.pic_s.png");
	check_replaced("", "none", "png", "p_none.png");
	check_replaced("", "a.", "png", "p_a.png");
	check_replaced("_s", "a.jpg", "", "p_a_s.jpg");
	check_ending("p_", "", "a.jpg", &(struct outname_ending){0}, "p_a.jpg");
}

static void
own_names_carry_both_ends(void **state)
{
	(void)state;
	assert_true(outname_is_own("processed_", "", "processed_a.jpg"));
	assert_true(outname_is_own("processed_", "", "processed_.jpg"));
	assert_false(outname_is_own("processed_", "", "processed.jpg"));
	assert_false(outname_is_own("processed_", "", "a.jpg"));
	assert_true(outname_is_own("", "_s", "a_s.jpg"));
	assert_false(outname_is_own("", "_s", "a_s.b.jpg"));
	assert_true(outname_is_own("p_", "_s", "p_a_s.jpg"));
	assert_false(outname_is_own("p_", "_s", "p_a.jpg"));
	assert_false(outname_is_own("p_", "_s", "a_s.jpg"));
	/* One underscore cannot be the end of one and the start of another. */
	assert_false(outname_is_own("p_", "_s", "p_s.jpg"));
	assert_false(outname_is_own("", "", "a.jpg"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prefix_and_suffix_surround_the_stem),
		cmocka_unit_test(a_first_dot_starts_no_extension),
		cmocka_unit_test(another_format_goes_after_the_whole_name),
		cmocka_unit_test(another_format_may_replace_the_extension),
		cmocka_unit_test(own_names_carry_both_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
