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
#include "cli/option_value.h"

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

		if (row->id == OPTION_HEADING)
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
			.val = (int)row->id,
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

static enum options_verdict
end_usage(const char *text)
{
	fprintf(stderr, "%s\nTry 'graymill --help' for more information.\n",
		text);
	return OPTIONS_EXIT_USAGE;
}

/* An unknown long option, or a prefix of more than one. */
static enum options_verdict
refuse_long(const char *word)
{
	size_t n_rows, n_match = 0, n = strcspn(word, "=");
	const struct option_row *rows = option_table(&n_rows);

	for (size_t i = 0; i < n_rows; i++) {
		if (rows[i].id == OPTION_HEADING || n <= 2 ||
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
static enum options_verdict
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

static enum options_verdict
refuse_missing_value(void)
{
	const struct option_row *row = option_table_find(optopt);

	assert(row != NULL);
	fprintf(stderr, "graymill: option '--%s' needs a value: %s", row->name,
		row->value);
	return end_usage("");
}

/* source is where the value stood: "option '--jobs'". */
static enum options_verdict
refuse_value(const char *source, const char *value, const struct gm_error *err)
{
	fprintf(stderr, "graymill: %s: ", source);
	put_quoted("", value);
	fprintf(stderr, " %s", err->text);
	return end_usage("");
}

static enum options_verdict
end_print(void)
{
	if (fflush(stdout) == 0)
		return OPTIONS_EXIT_OK;
	perror("graymill: write standard output");
	return OPTIONS_EXIT_USAGE;
}

static enum options_verdict
take_option(struct options *options, const struct option_row *row)
{
	struct gm_error err = {0};
	char source[64];

	switch (row->id) {
	case OPTION_HELP:
		help_print(stdout);
		return end_print();
	case OPTION_VERSION:
		help_print_version(stdout);
		return end_print();
	default:
		break;
	}
	if (option_value_set(options, row->id, optarg, &err) == GM_OK)
		return OPTIONS_RUN;
	snprintf(source, sizeof(source), "option '--%s'", row->name);
	return refuse_value(source, optarg, &err);
}

static enum options_verdict
take_environment(struct options *options)
{
	const char *jobs = getenv("GRAYMILL_JOBS");
	struct gm_error err = {0};

	/* Empty is how many shells and job files say "not set". */
	if (jobs == NULL || jobs[0] == '\0')
		return OPTIONS_RUN;
	if (option_value_set(options, OPTION_JOBS, jobs, &err) == GM_OK)
		return OPTIONS_RUN;
	return refuse_value("environment variable GRAYMILL_JOBS", jobs, &err);
}

enum options_verdict
options_parse(int argc, char **argv, struct options *options)
{
	struct spec spec;
	bool has_jobs = false;
	int c;

	*options = (struct options){
		.prefix = "processed_",
		.suffix = "",
		.gray = GRAY_REC601,
		.compress = COMPRESS_DEFAULT,
		.max_pixels = OPTIONS_MAX_PIXELS,
		.progress = WHEN_AUTO,
		.color = WHEN_AUTO,
	};
	spec_fill(&spec);
	opterr = 0;
	optind = 0; /* glibc and musl: start anew, forget an earlier parse */
	while ((c = getopt_long(argc, argv, spec.letters, spec.names, NULL)) !=
	       -1) {
		enum options_verdict verdict;

		if (c == '?')
			return refuse_option(argv);
		if (c == ':')
			return refuse_missing_value();
		verdict = take_option(options, option_table_find(c));
		if (verdict != OPTIONS_RUN)
			return verdict;
		has_jobs |= option_table_find(c)->id == OPTION_JOBS;
	}
	options->paths = argv + optind;
	options->n_paths = (size_t)(argc - optind);
	if (options->n_paths == 0 && options->list_path == NULL)
		return end_usage("graymill: no PATH given");
	return has_jobs ? OPTIONS_RUN : take_environment(options);
}
