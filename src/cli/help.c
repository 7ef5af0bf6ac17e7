/* SPDX-License-Identifier: MIT */
#include "cli/help.h"

#include <string.h>

#include "cli/option_table.h"

/* Column where the help text of an option starts. */
#define HELP_COLUMN 29

static void
print_row(FILE *stream, const struct option_row *row)
{
	const char *text = row->help;
	int n = row->letter != '\0' ? fprintf(stream, "  -%c, ", row->letter)
				    : fprintf(stream, "      ");

	n += fprintf(stream, "--%s", row->name);
	if (row->value != NULL)
		n += fprintf(stream, row->implied != NULL ? "[=%s]" : "=%s",
			     row->value);
	for (;;) {
		int part = (int)strcspn(text, "\n");

		fprintf(stream, "%*s%.*s\n", HELP_COLUMN - n, "", part, text);
		if (text[part] == '\0')
			return;
		text += part + 1;
		n = 0;
	}
}

static void
print_synopsis(FILE *stream)
{
	fputs("Usage: graymill [OPTION]... PATH...\n", stream);
}

void
help_print_usage(FILE *stream)
{
	print_synopsis(stream);
	fputs("Examples:\n"
	      "  graymill photos             photos/processed_NAME for each "
	      "picture in photos\n"
	      "  graymill -r -o gray photos  a tree of folders, the copies "
	      "below gray\n",
	      stream);
}

void
help_print_common(FILE *stream)
{
	help_print_usage(stream);
	fputs("The common options:\n", stream);
	for (size_t i = 0; i < option_table_n; i++)
		if (option_table[i].is_common)
			print_row(stream, &option_table[i]);
	fputs("All options: graymill --help.  Each of them at length: man "
	      "graymill.\n",
	      stream);
}

static void
print_group(FILE *stream, enum option_group group)
{
	fprintf(stream, "\n%s\n", option_groups[group]);
	for (size_t i = 0; i < option_table_n; i++)
		if (option_table[i].group == group)
			print_row(stream, &option_table[i]);
}

void
help_print_all(FILE *stream)
{
	print_synopsis(stream);
	fputs("Convert pictures, or the pictures of folders, to grayscale: "
	      "for each dir/NAME\n"
	      "write dir/processed_NAME, with as many processes as there are "
	      "processors.\n"
	      "With - for PATH: one picture from standard input to standard "
	      "output.\n",
	      stream);
	for (int group = 0; group < N_GROUPS; group++)
		print_group(stream, (enum option_group)group);
	fputs("\nExit: 0 all done, 1 some failed, 2 usage, 3 nothing read "
	      "where required,\n4 stopped early.  More in graymill(1).\n",
	      stream);
}
