/* SPDX-License-Identifier: MIT */
#include "base/ignore.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The rules end with NULL. */
static bool
leaves_out(const char *const *rules, const char *folder, const char *name,
	   bool is_folder)
{
	struct ignore ignore = {0};
	struct gm_error err;
	bool is_left_out;

	for (; *rules != NULL; rules++)
		assert_int_equal(ignore_add(&ignore, *rules, &err), GM_OK);
	assert_int_equal(ignore_ask(&ignore, folder, name, is_folder,
				    &is_left_out, &err),
			 GM_OK);
	ignore_free(&ignore);
	return is_left_out;
}

static void
without_a_slash_a_name_is_meant(void **state)
{
	const char *const rules[] = {"*.tmp", "raw/", NULL};

	(void)state;
	assert_true(leaves_out(rules, "", "a.tmp", false));
	assert_true(leaves_out(rules, "a/b", "a.tmp", false));
	assert_true(leaves_out(rules, "a/b", "a.tmp", true));
	assert_true(leaves_out(rules, "a/b", "raw", true));
	assert_false(leaves_out(rules, "a/b", "raw", false));
	assert_false(leaves_out(rules, "a.tmp", "b", false));
}

static void
with_a_slash_a_path_is_meant(void **state)
{
	const char *const rules[] = {"/a", "b/c", "d/*/", NULL};

	(void)state;
	assert_true(leaves_out(rules, "", "a", false));
	assert_false(leaves_out(rules, "b", "a", false));
	assert_true(leaves_out(rules, "b", "c", false));
	assert_true(leaves_out(rules, "b/", "c", false));
	assert_false(leaves_out(rules, "a/b", "c", false));
	assert_true(leaves_out(rules, "d", "x", true));
	assert_false(leaves_out(rules, "d", "x", false));
}

static void
the_last_rule_that_matches_decides(void **state)
{
	const char *const rules[] = {"*.png", "!keep*", "keep.me.png", NULL};
	const char *const escaped[] = {"\\!a", NULL};

	(void)state;
	assert_true(leaves_out(rules, "", "a.png", false));
	assert_false(leaves_out(rules, "", "keep.png", false));
	assert_true(leaves_out(rules, "", "keep.me.png", false));
	assert_true(leaves_out(escaped, "", "!a", false));
	assert_false(leaves_out(rules + 3, "", "a.png", false));
}

static void
a_rule_says_something(void **state)
{
	static const char *const nothing[] = {"", "/", "!", "!/"};
	struct ignore ignore = {0};
	struct gm_error err;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(ignore_add(&ignore, nothing[i], &err),
				 GM_ERR_USAGE);
		assert_string_equal(err.text, "matches nothing");
	}
	assert_int_equal(ignore_add(&ignore, "[/", &err), GM_ERR_USAGE);
	assert_int_equal(ignore.n_rules, 0);
	ignore_free(&ignore);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_slash_a_name_is_meant),
		cmocka_unit_test(with_a_slash_a_path_is_meant),
		cmocka_unit_test(the_last_rule_that_matches_decides),
		cmocka_unit_test(a_rule_says_something),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
