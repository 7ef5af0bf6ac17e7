/* SPDX-License-Identifier: MIT */
#include "cli/options.h"

#include <assert.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/help.h"
#include "cli/option_table.h"

/* Most rows of the table, with room for the end marks of getopt. */
#define MAX_ROWS 64

/* What getopt_long wants to know of the table. */
struct spec {
	char letters[2 * MAX_ROWS + 2];
	struct option names[MAX_ROWS + 1];
};

static void
spec_fill(struct spec *spec)
{
	size_t n_rows, n_letters = 0, n_names = 0;
	const struct option_row *rows = option_table(&n_rows);

	assert(n_rows <= MAX_ROWS);
	/* The colon makes a missing value ':' instead of '?'. */
	spec->letters[n_letters++] = ':';
	for (size_t i = 0; i < n_rows; i++) {
		const struct option_row *row = &rows[i];

		if (row->name == NULL)
			continue;
		if (row->letter != '\0') {
			spec->letters[n_letters++] = row->letter;
			if (row->value != NULL)
				spec->letters[n_letters++] = ':';
		}
		spec->names[n_names++] = (struct option){
			.name = row->name,
			.has_arg = row->value != NULL ? required_argument
						      : no_argument,
			.flag = NULL,
			.val = OPTION_FIRST_ID + (int)i,
		};
	}
	spec->letters[n_letters] = '\0';
	spec->names[n_names] = (struct option){0};
}

/* Words are shown escaped: a usage error is one line whatever was typed. */
static void
put_quoted(const char *start, const char *word)
{
	fputs(start, stderr);
	putc('\'', stderr);
	text_put_name(stderr, word, true);
	putc('\'', stderr);
}

static enum options_next
end_usage(const char *text)
{
	fprintf(stderr, "%s\nTry 'graymill --help' for more information.\n",
		text);
	return OPTIONS_EXIT_USAGE;
}

/* An unknown long option, or a prefix of more than one. */
static enum options_next
refuse_long(const char *word)
{
	size_t n_rows, n_match = 0, n = strcspn(word, "=");
	const struct option_row *rows = option_table(&n_rows);

	for (size_t i = 0; i < n_rows; i++) {
		if (rows[i].name == NULL || n <= 2 ||
		    strncmp(rows[i].name, word + 2, n - 2) != 0)
			continue;
		if (n_match++ == 0)
			put_quoted("graymill: ambiguous option ", word);
		fprintf(stderr, "%s--%s", n_match == 1 ? ": " : ", ",
			rows[i].name);
	}
	if (n_match == 0)
		put_quoted("graymill: unknown option ", word);
	return end_usage("");
}

/* getopt's '?': it sets optopt to the option, or to 0 for a long name. */
static enum options_next
refuse_option(char *const *argv)
{
	const struct option_row *row = option_table_find(optopt);
	char word[3] = {'-', (char)optopt, '\0'};

	if (optopt == 0)
		return refuse_long(argv[optind - 1]);
	if (row != NULL) {
		fprintf(stderr, "graymill: option '--%s'", row->name);
		return end_usage(" takes no value");
	}
	put_quoted("graymill: unknown option ", word);
	return end_usage("");
}

static enum options_next
refuse_missing_value(void)
{
	const struct option_row *row = option_table_find(optopt);

	assert(row != NULL);
	fprintf(stderr, "graymill: option '--%s' needs a value: %s", row->name,
		row->value);
	return end_usage("");
}

/* start and end stand around the name of where the value was given. */
static enum options_next
refuse_value(const char *start, const char *name, const char *end,
	     const char *value, const struct gm_error *err)
{
	fprintf(stderr, "graymill: %s%s%s: ", start, name, end);
	put_quoted("", value);
	fprintf(stderr, " %s", err->text);
	return end_usage("");
}

static enum options_next
end_print(void)
{
	if (fflush(stdout) == 0)
		return OPTIONS_EXIT_OK;
	perror("graymill: write standard output");
	return OPTIONS_EXIT_USAGE;
}

static enum options_next
take_option(struct options *options, const struct option_row *row)
{
	struct gm_error err = {0};

	if (row->set(options, row, optarg, &err) != GM_OK)
		return refuse_value("option '--", row->name, "'", optarg, &err);
	if (!options->help && !options->version)
		return OPTIONS_RUN;
	if (options->help)
		help_print(stdout);
	else
		help_print_version(stdout);
	return end_print();
}

/* The variables of options that were not given. */
static enum options_next
take_environment(struct options *options, const bool *is_given)
{
	size_t n_rows;
	const struct option_row *rows = option_table(&n_rows);

	for (size_t i = 0; i < n_rows; i++) {
		const char *variable = rows[i].environment;
		const char *text = NULL;
		struct gm_error err = {0};

		if (variable != NULL && !is_given[i])
			text = getenv(variable);
		/* Empty is how many shells and job files say "not set". */
		if (text == NULL || text[0] == '\0')
			continue;
		if (rows[i].set(options, &rows[i], text, &err) != GM_OK)
			return refuse_value("environment variable ", variable,
					    "", text, &err);
	}
	return OPTIONS_RUN;
}

enum options_next
options_parse(int argc, char **argv, struct options *options)
{
	struct spec spec;
	bool is_given[MAX_ROWS] = {false};
	size_t n_rows;
	const struct option_row *rows = option_table(&n_rows), *row;
	int c;

	*options = (struct options){
		.prefix = "processed_",
		.suffix = "",
		.conversion = {.gray = GRAY_REC601,
			       .compress = COMPRESS_DEFAULT,
			       .max_pixels = OPTIONS_MAX_PIXELS},
		.progress = WHEN_AUTO,
		.color = WHEN_AUTO,
	};
	spec_fill(&spec);
	opterr = 0;
	optind = 0; /* glibc and musl: start anew, forget an earlier parse */
	while ((c = getopt_long(argc, argv, spec.letters, spec.names, NULL)) !=
	       -1) {
		enum options_next next;

		if (c == '?')
			return refuse_option(argv);
		if (c == ':')
			return refuse_missing_value();
		row = option_table_find(c);
		next = take_option(options, row);
		if (next != OPTIONS_RUN)
			return next;
		is_given[row - rows] = true;
	}
	options->paths = argv + optind;
	options->n_paths = (size_t)(argc - optind);
	if (options->n_paths == 0 && options->list_path == NULL)
		return end_usage("graymill: no PATH given");
	return take_environment(options, is_given);
}
