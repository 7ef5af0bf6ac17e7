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
		n += fprintf(stream, "=%s", row->value);
	for (;;) {
		int part = (int)strcspn(text, "\n");

		fprintf(stream, "%*s%.*s\n", HELP_COLUMN - n, "", part, text);
		if (text[part] == '\0')
			return;
		text += part + 1;
		n = 0;
	}
}

void
help_print(FILE *stream)
{
	size_t n_rows;
	const struct option_row *rows = option_table(&n_rows);

	fputs("Usage: graymill [OPTION]... [PATH]...\n"
	      "Convert pictures, or the pictures of folders, to grayscale: "
	      "for each dir/NAME\n"
	      "write dir/processed_NAME, with as many processes as there are "
	      "processors.\n",
	      stream);
	for (size_t i = 0; i < n_rows; i++) {
		if (rows[i].name == NULL)
			fprintf(stream, "\n%s\n", rows[i].help);
		else
			print_row(stream, &rows[i]);
	}
	fputs("\nExit: 0 all done, 1 some failed, 2 usage, 3 no input where "
	      "required,\n4 stopped early.  More in graymill(1).\n",
	      stream);
}

void
help_print_version(FILE *stream)
{
	fputs("graymill " GM_VERSION "\n", stream);
}
