/* SPDX-License-Identifier: MIT */
#include "plan/file_list.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "list_fixture.h"

/* Take the bytes in pieces of at most so many, and end. */
static enum gm_status
take(struct file_list *list, const char *data, size_t n, size_t piece,
     struct gm_error *err)
{
	enum gm_status st = GM_OK;

	for (size_t at = 0; st == GM_OK && at < n; at += piece)
		st = file_list_take(list, data + at,
				    n - at < piece ? n - at : piece, err);
	return st == GM_OK ? file_list_end(list, err) : st;
}

static void
expect(char end, const char *data, size_t n, const char *names)
{
	char buf[256];

	for (size_t piece = 1; piece <= n + 1; piece++) {
		struct file_list list = {.end = end};
		struct gm_error err = {0};

		assert_int_equal(take(&list, data, n, piece, &err), GM_OK);
		assert_string_equal(list_names(&list, buf, sizeof(buf)), names);
		file_list_free(&list);
	}
}

static void
expect_refusal(char end, const char *data, size_t n, const char *text)
{
	for (size_t piece = 1; piece <= n; piece++) {
		struct file_list list = {.end = end};
		struct gm_error err = {0};

		assert_int_equal(take(&list, data, n, piece, &err),
				 GM_ERR_USAGE);
		assert_string_equal(err.text, text);
		file_list_free(&list);
	}
}

static void
lines_end_with_a_newline_and_nothing_else(void **state)
{
	(void)state;
	expect('\n', "", 0, "");
	expect('\n', "a", 1, "a|");
	expect('\n', "a\n", 2, "a|");
	expect('\n', "a\nb/c\n", 6, "a|b/c|");
	expect('\n', "a\nb", 3, "a|b|");
	expect('\n', "a\r\n -b \n#c\n\"d\"\n", 15, "a\r| -b |#c|\"d\"|");
}

static void
empty_lines_are_passed_over(void **state)
{
	(void)state;
	expect('\n', "\n", 1, "");
	expect('\n', "\n\na\n\n\nb\n\n", 9, "a|b|");
}

static void
a_nul_ends_any_name(void **state)
{
	(void)state;
	expect('\0', "", 0, "");
	expect('\0', "a\nb\0\n\0", 6, "a\nb|\n|");
	expect('\0', "a\0b", 3, "a|b|");
}

static void
what_is_no_list_is_refused_where_that_shows(void **state)
{
	struct file_list list = {.end = '\n'};
	struct gm_error err;

	(void)state;
	expect_refusal('\n', "a\n\nb\0c\n", 7,
		       "line 3: has a NUL; is it for --files0-from?");
	expect_refusal('\n', "a\0", 2,
		       "line 1: has a NUL; is it for --files0-from?");
	expect_refusal('\0', "\0", 1, "name 1: is empty");
	expect_refusal('\0', "a\0\0b\0", 5, "name 2: is empty");
	/* Before the end of the line, let alone of the list. */
	assert_int_equal(file_list_take(&list, "a\0", 2, &err), GM_ERR_USAGE);
	file_list_free(&list);
}

static void
a_name_has_a_limit(void **state)
{
	static const size_t pieces[] = {1000, FILE_LIST_MAX_NAME,
					FILE_LIST_MAX_NAME + 3};
	size_t n = FILE_LIST_MAX_NAME + 3, at = 0;
	char *data = malloc(n);
	struct gm_error err = {0};

	(void)state;
	assert_non_null(data);
	memset(data, 'x', n);
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		struct file_list list = {.end = '\n'};

		data[1] = '\n';
		data[n - 1] = '\n';
		assert_int_equal(take(&list, data, n, pieces[i], &err), GM_OK);
		at = 2;
		assert_int_equal(strlen(file_list_next(&list, &at)),
				 FILE_LIST_MAX_NAME);
		file_list_free(&list);
		data[n - 1] = 'x';
		assert_int_equal(take(&list, data, n, pieces[i], &err),
				 GM_ERR_USAGE);
		assert_string_equal(err.text, "line 2: is too long");
		file_list_free(&list);
	}
	free(data);
}

static void
a_list_has_a_limit(void **state)
{
	struct file_list list = {.end = '\n',
				 .nbytes = FILE_LIST_MAX_BYTES - 3};
	struct gm_error err = {0};

	(void)state;
	assert_int_equal(file_list_take(&list, "a\n", 2, &err), GM_OK);
	assert_int_equal(file_list_take(&list, "\n", 1, &err), GM_OK);
	assert_int_equal(file_list_take(&list, "\n", 1, &err), GM_ERR_USAGE);
	assert_string_equal(err.text, "is larger than 1 GiB");
	file_list_free(&list);
}

static void
a_list_that_is_freed_is_empty(void **state)
{
	struct file_list list = {.end = '\0'};
	struct gm_error err = {0};
	size_t at = 0;

	(void)state;
	assert_int_equal(file_list_take(&list, "a\nb", 3, &err), GM_OK);
	file_list_free(&list);
	assert_int_equal(file_list_end(&list, &err), GM_OK);
	assert_null(file_list_next(&list, &at));
	assert_int_equal(list.end, '\0');
	file_list_free(&list);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_end_with_a_newline_and_nothing_else),
		cmocka_unit_test(empty_lines_are_passed_over),
		cmocka_unit_test(a_nul_ends_any_name),
		cmocka_unit_test(what_is_no_list_is_refused_where_that_shows),
		cmocka_unit_test(a_name_has_a_limit),
		cmocka_unit_test(a_list_has_a_limit),
		cmocka_unit_test(a_list_that_is_freed_is_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
