/* SPDX-License-Identifier: MIT */
#include "cli/suggest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *const words[] = {"recursive", "output-dir", "gray",  "jobs",
				    "prefix",    "progress",   "fsync", "r"};

/* The suggestion for typed, or "" for none. */
static const char *
nearest(const char *typed)
{
	struct suggestion s = suggest_begin(typed, strlen(typed));

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		suggest_consider(&s, words[i]);
	return s.word == NULL ? "" : s.word;
}

static void
one_mistake_is_forgiven(void **state)
{
	(void)state;
	assert_string_equal(nearest("grey"), "gray");
	assert_string_equal(nearest("gry"), "gray");
	assert_string_equal(nearest("grray"), "gray");
	assert_string_equal(nearest("gary"), "gray");
	assert_string_equal(nearest("jobz"), "jobs");
	assert_string_equal(nearest("sjob"), "");
}

static void
longer_words_may_have_more(void **state)
{
	(void)state;
	assert_string_equal(nearest("prefxi"), "prefix");
	assert_string_equal(nearest("prfx"), "");
	assert_string_equal(nearest("prefax"), "prefix");
	assert_string_equal(nearest("parfix"), "prefix");
	assert_string_equal(nearest("recrusvie"), "recursive");
	assert_string_equal(nearest("outptudri"), "");
	assert_string_equal(nearest("uotpt-dirr"), "output-dir");
}

static void
capitals_and_underscores_are_no_mistake(void **state)
{
	(void)state;
	assert_string_equal(nearest("GRAY"), "gray");
	assert_string_equal(nearest("Output_Dir"), "output-dir");
	assert_string_equal(nearest("OUTPUT_DRI"), "output-dir");
}

static void
what_goes_on_after_a_word_may_mean_it(void **state)
{
	(void)state;
	assert_string_equal(nearest("grayscale"), "gray");
	assert_string_equal(nearest("output-directory"), "output-dir");
	/* But not after one letter, and what is nearer comes first. */
	assert_string_equal(nearest("rrrrrrrr"), "");
	assert_string_equal(nearest("jobs5"), "jobs");
}

static void
what_is_far_means_nothing(void **state)
{
	char longest[200];

	(void)state;
	assert_string_equal(nearest(""), "");
	assert_string_equal(nearest("r"), "");
	assert_string_equal(nearest("rr"), "");
	assert_string_equal(nearest("bogus"), "");
	assert_string_equal(nearest("\377\376\375\374"), "");
	memset(longest, 'g', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	assert_string_equal(nearest(longest), "");
}

/* Only the given bytes count: the rest may be a value. */
static void
the_length_is_kept(void **state)
{
	const char *typed = "grey=rec601";
	struct suggestion s = suggest_begin(typed, 4);

	(void)state;
	suggest_consider(&s, "gray");
	assert_string_equal(s.word, "gray");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_mistake_is_forgiven),
		cmocka_unit_test(longer_words_may_have_more),
		cmocka_unit_test(capitals_and_underscores_are_no_mistake),
		cmocka_unit_test(what_goes_on_after_a_word_may_mean_it),
		cmocka_unit_test(what_is_far_means_nothing),
		cmocka_unit_test(the_length_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
