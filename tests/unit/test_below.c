/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "plan/below.h"

static void
expect_clean(const char *path, const char *expected)
{
	struct bytes clean = {0};
	struct gm_error err = {0};

	/* What was in it goes. */
	assert_int_equal(bytes_append(&clean, "before", 7, &err), GM_OK);
	assert_int_equal(below_clean(&clean, path, &err), GM_OK);
	assert_string_equal((const char *)clean.data, expected);
	assert_int_equal(clean.nbytes, strlen(expected) + 1);
	bytes_free(&clean);
}

static void
what_means_nothing_goes(void **state)
{
	(void)state;
	expect_clean("a/b.jpg", "a/b.jpg");
	expect_clean("./a//./b/.//", "a/b");
	expect_clean("//a/./b", "/a/b");
	expect_clean("./", ".");
	expect_clean(".//./.", ".");
	expect_clean("/", "/");
	expect_clean("//./.", "/");
	expect_clean("", "");
	expect_clean("a", "a");
	/* These are names, and what they mean is not known. */
	expect_clean("./../a/..//b", "../a/../b");
	expect_clean("./.a/.../b./", ".a/.../b.");
	expect_clean("./-n", "-n");
}

/* part is what of path is below base; NULL: it is outside. */
static void
expect_part(const char *base, const char *path, const char *part)
{
	size_t at = SIZE_MAX;

	assert_int_equal(below_find(base, path, &at), part != NULL);
	if (part == NULL)
		assert_true(at == SIZE_MAX);
	else
		assert_string_equal(path + at, part);
}

static void
names_are_compared_whole(void **state)
{
	(void)state;
	expect_part("a", "a/b/c", "b/c");
	expect_part("a/b", "a/b", "");
	expect_part("a", "ab", NULL);
	expect_part("a/b", "a", NULL);
	expect_part("a/b", "a/c", NULL);
	expect_part("a", "A/b", NULL);
	expect_part("a", "", NULL);
	expect_part("a", ".", NULL);
}

static void
here_and_the_root_have_all_below_them(void **state)
{
	(void)state;
	expect_part(".", "a/b", "a/b");
	expect_part(".", ".", "");
	expect_part(".", "", "");
	expect_part(".", ".a", ".a");
	expect_part(".", "/a", NULL);
	expect_part("/", "/a/b", "a/b");
	expect_part("/", "/", "");
	expect_part("/", "a", NULL);
	expect_part("/", "", NULL);
	expect_part("/a", "a", NULL);
}

static void
two_dots_are_a_name_that_may_lead_out(void **state)
{
	(void)state;
	expect_part("..", "../a", "a");
	expect_part("../..", "../../a/b", "a/b");
	expect_part("..", "..", "");
	expect_part("a/../b", "a/../b/c", "c");
	expect_part(".", "..", NULL);
	expect_part(".", "../a", NULL);
	expect_part(".", "a/..", NULL);
	expect_part("..", "../../a", NULL);
	expect_part("a", "a/b/../c", NULL);
	expect_part("..", "a", NULL);
	expect_part("/", "/../a", NULL);
	expect_part(".", "..a/b../...", "..a/b../...");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_means_nothing_goes),
		cmocka_unit_test(names_are_compared_whole),
		cmocka_unit_test(here_and_the_root_have_all_below_them),
		cmocka_unit_test(two_dots_are_a_name_that_may_lead_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
