/* SPDX-License-Identifier: MIT */
#include "cli/option_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char *
help_text(void)
{
	char *text = NULL;
	size_t n = 0;
	FILE *stream = open_memstream(&text, &n);

	assert_non_null(stream);
	options_print_help(stream);
	assert_int_equal(fclose(stream), 0);
	return text;
}

/* The line of --help that shows an option starts so. */
static void
start_of(const struct option_row *row, char *start, size_t nbytes)
{
	if (row->letter != '\0')
		snprintf(start, nbytes, "\n  -%c, --%s", row->letter,
			 row->name);
	else
		snprintf(start, nbytes, "\n      --%s", row->name);
	if (row->value != NULL)
		snprintf(start + strlen(start), nbytes - strlen(start), "=%s",
			 row->value);
	snprintf(start + strlen(start), nbytes - strlen(start), " ");
}

static void
help_shows_every_row_once_and_nothing_else(void **state)
{
	size_t n_options = 0, n_shown = 0;
	const struct option_row *rows = option_table;
	char *text = help_text();

	(void)state;
	for (size_t i = 0; i < option_table_n; i++) {
		char start[64];
		const char *at;

		if (rows[i].name == NULL) {
			assert_non_null(strstr(text, rows[i].help));
			continue;
		}
		start_of(&rows[i], start, sizeof(start));
		at = strstr(text, start);
		assert_non_null(at);
		assert_null(strstr(at + 1, start));
		n_options++;
	}
	for (const char *at = text; (at = strstr(at, "--")) != NULL; at += 2)
		n_shown++;
	assert_int_equal(n_shown, n_options);
	free(text);
}

static void
help_fits_a_screen(void **state)
{
	char *text = help_text();
	size_t n_lines = 0;

	(void)state;
	for (const char *at = text; *at != '\0'; at++) {
		size_t n = strcspn(at, "\n");

		assert_in_range(n, 0, 80);
		at += n;
		assert_int_equal(*at, '\n');
		n_lines++;
	}
	assert_in_range(n_lines, 20, 48);
	free(text);
}

static void
names_and_letters_are_unique(void **state)
{
	const struct option_row *rows = option_table;

	(void)state;
	for (size_t i = 0; i < option_table_n; i++) {
		if (rows[i].name == NULL)
			continue;
		assert_ptr_equal(option_table_find(OPTION_FIRST_ID + (int)i),
				 &rows[i]);
		if (rows[i].letter != '\0')
			assert_ptr_equal(option_table_find(rows[i].letter),
					 &rows[i]);
		for (size_t j = 0; j < i; j++)
			assert_true(rows[j].name == NULL ||
				    strcmp(rows[j].name, rows[i].name) != 0);
	}
	assert_null(option_table_find('Z'));
	assert_null(option_table_find(0));
	assert_null(option_table_find(OPTION_FIRST_ID)); /* a heading */
	assert_null(option_table_find(OPTION_FIRST_ID + (int)option_table_n));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(help_shows_every_row_once_and_nothing_else),
		cmocka_unit_test(help_fits_a_screen),
		cmocka_unit_test(names_and_letters_are_unique),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
