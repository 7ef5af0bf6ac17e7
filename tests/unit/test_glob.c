/* SPDX-License-Identifier: MIT */
#include "base/glob.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static bool
matches(const char *pattern, const char *path)
{
	struct glob glob = {0};
	struct gm_error err;
	bool result;

	assert_int_equal(glob_make(&glob, pattern, strlen(pattern), &err),
			 GM_OK);
	result = glob_matches(&glob, path, strlen(path));
	glob_free(&glob);
	return result;
}

static void
a_star_ends_at_a_slash(void **state)
{
	(void)state;
	assert_true(matches("", ""));
	assert_false(matches("", "a"));
	assert_false(matches("a", ""));
	assert_true(matches("*", ""));
	assert_true(matches("*.png", ".png"));
	assert_true(matches("*.png", "a.b.png"));
	assert_false(matches("*.png", "a/b.png"));
	assert_true(matches("a*b*c", "abbcbc"));
	assert_false(matches("a*b*c", "abbcbcd"));
	assert_false(matches("ab*ba", "aba"));
	assert_true(matches("*/b", "a/b"));
	assert_false(matches("*/b", "a/a/b"));
	assert_true(matches("a?c", "abc"));
	assert_false(matches("a?c", "a/c"));
	assert_false(matches("a?c", "ac"));
}

static void
two_stars_are_folders(void **state)
{
	(void)state;
	assert_true(matches("**", "a/b/c"));
	assert_true(matches("**/c", "c"));
	assert_true(matches("**/c", "a/b/c"));
	assert_false(matches("**/c", "a/bc"));
	assert_true(matches("a/**/c", "a/c"));
	assert_true(matches("a/**/c", "a/b/b/c"));
	assert_false(matches("a/**/c", "abc"));
	assert_false(matches("a/**/c", "a/bc"));
	assert_true(matches("a/**", "a/b/c"));
	assert_false(matches("a/**", "a"));
	assert_true(matches("a/***/**/c", "a/c"));
	assert_true(matches("**/*a/**/b?", "x/ba/c/bb"));
	/* Elsewhere they are one. */
	assert_true(matches("a**c", "abbc"));
	assert_false(matches("a**c", "a/c"));
	assert_false(matches("a**/c", "a/b/c"));
	assert_true(matches("a**/c", "ab/c"));
	assert_false(matches("a/**c", "a/b/c"));
}

static void
sets_are_those_of_git(void **state)
{
	(void)state;
	assert_true(matches("[a-c]", "b"));
	assert_false(matches("[a-c]", "d"));
	assert_true(matches("[!a-c]", "d"));
	assert_true(matches("[^a-c]", "d"));
	assert_false(matches("[!a-c]", "a"));
	assert_false(matches("[!a]", "/"));
	assert_false(matches("[a/b]", "/"));
	assert_true(matches("[a/b]", "b"));
	assert_true(matches("[]a]", "]"));
	assert_true(matches("[!]a]", "b"));
	assert_false(matches("[!]a]", "]"));
	assert_true(matches("[a-]", "-"));
	assert_true(matches("[-a]", "-"));
	assert_true(matches("[\\]]", "]"));
	assert_true(matches("[a-\\c]", "b"));
	/* Of a range that is none, the first. */
	assert_true(matches("[c-a]", "c"));
	assert_false(matches("[c-a]", "b"));
	assert_true(matches("[[:digit:][:upper:]-]", "7"));
	assert_true(matches("[[:digit:][:upper:]-]", "Q"));
	assert_true(matches("[[:digit:][:upper:]-]", "-"));
	assert_false(matches("[[:digit:][:upper:]-]", "q"));
	assert_false(matches("[![:alnum:]]", "x"));
	assert_false(matches("[[:alpha:]]", "\xe4"));
	assert_true(matches("[![:alpha:]]", "\xe4"));
	assert_true(matches("[[:blank:]]", " "));
	assert_true(matches("[[:a]", ":"));
	assert_true(matches("[[:]", "["));
}

static void
a_backslash_takes_the_next_byte(void **state)
{
	(void)state;
	assert_true(matches("\\*", "*"));
	assert_false(matches("\\*", "a"));
	assert_true(matches("\\[a]", "[a]"));
	assert_true(matches("\\a\\\\", "a\\"));
	assert_true(matches("a]", "a]"));
}

/* Of n bytes; the byte after them is none of it. */
static void
expect_refused(const char *pattern, size_t n, const char *text)
{
	struct glob glob = {0};
	char *copy = malloc(n > 0 ? n : 1);
	struct gm_error err;

	assert_non_null(copy);
	memcpy(copy, pattern, n);
	assert_int_equal(glob_make(&glob, copy, n, &err), GM_ERR_USAGE);
	assert_string_equal(err.text, text);
	assert_null(glob.items);
	free(copy);
}

static void
what_matches_nothing_is_refused(void **state)
{
	static const char *const open[] = {"[",   "a[!",  "[]",        "[^]",
					   "[a",  "[a-",  "[a\\",      "[a-\\",
					   "[[:", "[[:a", "[[:alpha:]"};
	static const char *const none[] = {"[[::]]", "[[:alfa:]]",
					   "[a[:Alpha:]]"};
	char *large = malloc(GLOB_MAX_BYTES + 1);

	(void)state;
	for (size_t i = 0; i < sizeof(open) / sizeof(open[0]); i++)
		expect_refused(open[i], strlen(open[i]),
			       "has a '[' without its ']'");
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		expect_refused(none[i], strlen(none[i]),
			       "has a class that is none");
	expect_refused("a\\", 2, "ends with a backslash");
	assert_non_null(large);
	memset(large, 'a', GLOB_MAX_BYTES + 1);
	expect_refused(large, GLOB_MAX_BYTES + 1, "has more than 4096 bytes");
	free(large);
}

/*
 * Patterns for which what tries one way after the other takes longer than
 * anybody waits.
 */
static void
no_pattern_takes_long(void **state)
{
	static const char *const parts[] = {"a*",  "*a",   "?*",
					    "**/", "a**/", "*[a]"};
	char pattern[GLOB_MAX_BYTES + 1], path[GLOB_MAX_BYTES + 1];

	(void)state;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		size_t n = strlen(parts[i]), at = 0;

		for (; at + n < GLOB_MAX_BYTES; at += n)
			memcpy(pattern + at, parts[i], n);
		pattern[at++] = 'b';
		pattern[at] = '\0';
		memset(path, 'a', sizeof(path) - 1);
		path[sizeof(path) - 1] = '\0';
		assert_false(matches(pattern, path));
		for (size_t j = 1; j < sizeof(path) - 1; j += 2)
			path[j] = '/';
		assert_false(matches(pattern, path));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_star_ends_at_a_slash),
		cmocka_unit_test(two_stars_are_folders),
		cmocka_unit_test(sets_are_those_of_git),
		cmocka_unit_test(a_backslash_takes_the_next_byte),
		cmocka_unit_test(what_matches_nothing_is_refused),
		cmocka_unit_test(no_pattern_takes_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
