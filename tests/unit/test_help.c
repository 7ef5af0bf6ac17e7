/* SPDX-License-Identifier: MIT */
#include "cli/help.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/option_table.h"
#include "formats/formats.h"

static char *
text_of(void (*print)(FILE *stream))
{
	char *text = NULL;
	size_t n = 0;
	FILE *stream = open_memstream(&text, &n);

	assert_non_null(stream);
	print(stream);
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
		snprintf(start + strlen(start), nbytes - strlen(start),
			 row->implied != NULL ? "[=%s]" : "=%s", row->value);
	snprintf(start + strlen(start), nbytes - strlen(start), " ");
}

static void
help_shows_every_row_once_and_nothing_else(void **state)
{
	size_t n_options = 0, n_shown = 0;
	const struct option_row *rows = option_table;
	char *text = text_of(help_print_all);

	(void)state;
	for (size_t i = 0; i < option_table_n; i++) {
		char start[64];
		const char *at;

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
help_has_a_heading_before_each_group(void **state)
{
	char *text = text_of(help_print_all);
	const struct option_row *rows = option_table;

	(void)state;
	for (size_t i = 0; i < option_table_n; i++) {
		const char *heading =
			strstr(text, option_groups[rows[i].group]);
		char start[64];
		const char *at;

		start_of(&rows[i], start, sizeof(start));
		at = strstr(text, start);
		assert_non_null(heading);
		assert_true(heading < at);
		for (int group = 0; group < N_GROUPS; group++) {
			const char *other = strstr(text, option_groups[group]);

			assert_true(other <= heading || other > at);
		}
	}
	free(text);
}

/* Modules that are left out, too. */
static void
help_names_each_format_that_is_written(void **state)
{
	char *text = text_of(help_print_all);
	char *from = strstr(text, "--to=FORMAT");
	char *to = from != NULL ? strstr(from + 2, "--") : NULL;

	(void)state;
	assert_non_null(to);
	*to = '\0';
	for (const struct codec *const *codec = formats_all(); *codec != NULL;
	     codec++) {
		char name[16] = " ";

		for (size_t i = 0; (*codec)->name[i] != '\0'; i++)
			name[i + 1] =
				(char)tolower((unsigned char)(*codec)->name[i]);
		assert_int_equal(strstr(from, name) != NULL,
				 codec_is_written(*codec));
	}
	free(text);
}

/* How many lines; each has at most 80 columns and an end. */
static size_t
count_lines(const char *text)
{
	size_t n_lines = 0;

	for (const char *at = text; *at != '\0'; at++) {
		size_t n = strcspn(at, "\n");

		assert_in_range(n, 0, 80);
		at += n;
		assert_int_equal(*at, '\n');
		n_lines++;
	}
	return n_lines;
}

static void
help_fits_in_80_columns(void **state)
{
	char *text = text_of(help_print_all);

	(void)state;
	assert_in_range(count_lines(text), option_table_n, 100);
	free(text);
}

/* With the line of the command itself. */
static void
common_help_fits_a_screen(void **state)
{
	char *text = text_of(help_print_common);

	(void)state;
	assert_in_range(count_lines(text), 12, 23);
	for (size_t i = 0; i < option_table_n; i++) {
		char start[64];

		start_of(&option_table[i], start, sizeof(start));
		assert_int_equal(strstr(text, start) != NULL,
				 option_table[i].is_common);
	}
	free(text);
}

static void
names_and_letters_are_unique(void **state)
{
	const struct option_row *rows = option_table;

	(void)state;
	for (size_t i = 0; i < option_table_n; i++) {
		assert_ptr_equal(option_table_find(OPTION_FIRST_ID + (int)i),
				 &rows[i]);
		if (rows[i].letter != '\0')
			assert_ptr_equal(option_table_find(rows[i].letter),
					 &rows[i]);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(rows[j].name, rows[i].name);
	}
	assert_null(option_table_find('Z'));
	assert_null(option_table_find(0));
	assert_null(option_table_find(OPTION_FIRST_ID - 1));
	assert_null(option_table_find(OPTION_FIRST_ID + (int)option_table_n));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(help_shows_every_row_once_and_nothing_else),
		cmocka_unit_test(help_has_a_heading_before_each_group),
		cmocka_unit_test(help_names_each_format_that_is_written),
		cmocka_unit_test(help_fits_in_80_columns),
		cmocka_unit_test(common_help_fits_a_screen),
		cmocka_unit_test(names_and_letters_are_unique),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
