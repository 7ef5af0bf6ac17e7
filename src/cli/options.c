/* SPDX-License-Identifier: MIT */
#include "cli/options.h"

#include <assert.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/option_table.h"

/* Most rows of the table, with room for the end marks of getopt. */
#define MAX_ROWS 64

/* Column where the help text of an option starts. */
#define HELP_COLUMN 29

/* What getopt_long wants to know of the table. */
struct spec {
	char letters[2 * MAX_ROWS + 2];
	struct option names[MAX_ROWS + 1];
};

static void
spec_fill(struct spec *spec)
{
	size_t n_letters = 0, n_names = 0;

	assert(option_table_n <= MAX_ROWS);
	/* The colon makes a missing value ':' instead of '?'. */
	spec->letters[n_letters++] = ':';
	for (size_t i = 0; i < option_table_n; i++) {
		const struct option_row *row = &option_table[i];

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

/* An unknown option, or a prefix of more than one long name. */
static enum options_next
refuse_unknown(const char *word)
{
	size_t n_match = 0, n = strcspn(word, "=");

	for (size_t i = 0; i < option_table_n; i++) {
		const char *name = option_table[i].name;

		if (name == NULL || n <= 2 ||
		    strncmp(name, word + 2, n - 2) != 0)
			continue;
		if (n_match++ == 0)
			put_quoted("graymill: ambiguous option ", word);
		fprintf(stderr, "%s--%s", n_match == 1 ? ": " : ", ", name);
	}
	if (n_match == 0)
		put_quoted("graymill: unknown option ", word);
	return end_usage("");
}

/*
 * getopt's '?' and ':'.  It sets optopt to the option, or to 0 for a long name;
 * one that we know has a value too many, or lacks it.
 */
static enum options_next
refuse_option(char *const *argv)
{
	const struct option_row *row = option_table_find(optopt);
	const char letter[3] = {'-', (char)optopt, '\0'};

	if (row == NULL)
		return refuse_unknown(optopt == 0 ? argv[optind - 1] : letter);
	fprintf(stderr, "graymill: option '--%s' %s", row->name,
		row->value == NULL ? "takes no value" : "needs a value: ");
	return end_usage(row->value == NULL ? "" : row->value);
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
options_print_help(FILE *stream)
{
	fputs("Usage: graymill [OPTION]... [PATH]...\n"
	      "Convert pictures, or the pictures of folders, to grayscale: "
	      "for each dir/NAME\n"
	      "write dir/processed_NAME, with as many processes as there are "
	      "processors.\n",
	      stream);
	for (size_t i = 0; i < option_table_n; i++) {
		const struct option_row *row = &option_table[i];

		if (row->name == NULL)
			fprintf(stream, "\n%s\n", row->help);
		else
			print_row(stream, row);
	}
	fputs("\nExit: 0 all done, 1 some failed, 2 usage, 3 nothing read "
	      "where "
	      "required,\n4 stopped early.  More in graymill(1).\n",
	      stream);
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
		options_print_help(stdout);
	else
		puts("graymill " GM_VERSION);
	if (fflush(stdout) == 0)
		return OPTIONS_EXIT_OK;
	perror("graymill: write standard output");
	return OPTIONS_EXIT_USAGE;
}

/* The variables of options that were not given. */
static enum options_next
take_environment(struct options *options, const bool *is_given)
{
	for (size_t i = 0; i < option_table_n; i++) {
		const struct option_row *row = &option_table[i];
		const char *variable = row->environment;
		const char *text = NULL;
		struct gm_error err = {0};

		if (variable != NULL && !is_given[i])
			text = getenv(variable);
		/* Empty is how many shells and job files say "not set". */
		if (text == NULL || text[0] == '\0')
			continue;
		if (row->set(options, row, text, &err) != GM_OK)
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
		const struct option_row *row;
		enum options_next next;

		if (c == '?' || c == ':')
			return refuse_option(argv);
		row = option_table_find(c);
		next = take_option(options, row);
		if (next != OPTIONS_RUN)
			return next;
		is_given[row - option_table] = true;
	}
	options->paths = argv + optind;
	options->n_paths = (size_t)(argc - optind);
	if (options->n_paths == 0 && options->list_path == NULL)
		return end_usage("graymill: no PATH given");
	return take_environment(options, is_given);
}
