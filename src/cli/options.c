/* SPDX-License-Identifier: MIT */
#include "cli/options.h"

#include <assert.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file_attributes.h"
#include "base/text.h"
#include "cli/completion.h"
#include "cli/help.h"
#include "cli/option_table.h"
#include "cli/usage.h"

/* Most rows of the table, with room for the end marks of getopt. */
#define MAX_ROWS 64

static int
has_arg(const struct option_row *row)
{
	if (row->value == NULL)
		return no_argument;
	return row->implied != NULL ? optional_argument : required_argument;
}

/* What getopt_long wants to know of the table. */
struct spec {
	char letters[2 * MAX_ROWS + 3];
	struct option names[MAX_ROWS + 1];
};

static void
spec_fill(struct spec *spec)
{
	size_t n_letters = 0, n_names = 0;

	assert(option_table_n <= MAX_ROWS);
	/* getopt moves no words, and a missing value is ':' instead of '?'. */
	spec->letters[n_letters++] = '+';
	spec->letters[n_letters++] = ':';
	for (size_t i = 0; i < option_table_n; i++) {
		const struct option_row *row = &option_table[i];

		if (row->letter != '\0') {
			spec->letters[n_letters++] = row->letter;
			if (has_arg(row) == required_argument)
				spec->letters[n_letters++] = ':';
		}
		spec->names[n_names++] = (struct option){
			.name = row->name,
			.has_arg = has_arg(row),
			.flag = NULL,
			.val = OPTION_FIRST_ID + (int)i,
		};
	}
	spec->letters[n_letters] = '\0';
	spec->names[n_names] = (struct option){0};
}

static enum options_next
end_print(void)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return OPTIONS_EXIT_OK;
	perror("graymill: write standard output");
	return OPTIONS_EXIT_USAGE;
}

static enum options_next
print_help(bool only_common)
{
	if (only_common)
		help_print_common(stdout);
	else
		help_print_all(stdout);
	return end_print();
}

static enum options_next
print_completion(enum option_shell shell)
{
	if (shell == SHELL_BASH)
		completion_print_bash(stdout);
	else if (shell == SHELL_ZSH)
		completion_print_zsh(stdout);
	else
		completion_print_fish(stdout);
	return end_print();
}

/*
 * What getopt takes by its letters, though more is meant: the name of a long
 * option after one dash, a '=' before a value, a number after a letter that
 * has no value.
 */
static enum options_next
check_letter(const struct option_row *row, int argc, char *const *argv)
{
	const char *next = optind < argc ? argv[optind] : "";
	uint64_t number;

	if (optarg != NULL && optarg != argv[optind - 1]) {
		if (usage_is_long(argv[optind - 1]))
			return usage_refuse_dash(argv[optind - 1]);
		if (optarg[0] == '=')
			return usage_refuse_equals(row, optarg);
	}
	if (row->number_is_for != NULL &&
	    text_to_u64(next, 0, UINT64_MAX, &number) &&
	    access(next, F_OK) != 0)
		return usage_refuse_number(row, next);
	return OPTIONS_RUN;
}

static enum options_next
take_option(struct options *options, const struct option_row *row,
	    bool is_letter)
{
	const char *text = optarg != NULL ? optarg : row->implied;
	struct gm_error err = {0};

	if (row->set(options, row, text, &err) != GM_OK)
		return usage_refuse_value(row, text, &err);
	if (options->help)
		return print_help(is_letter);
	if (options->completion != SHELL_NONE)
		return print_completion(options->completion);
	return options->version ? OPTIONS_VERSION : OPTIONS_RUN;
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
			return usage_refuse_variable(row, text, &err);
	}
	return OPTIONS_RUN;
}

/* The word at optind is a path: it goes before all options, after other paths.
 */
static void
take_path(char **argv, struct options *options)
{
	size_t first = 1 + options->n_paths++;
	char *path = argv[optind];

	memmove(argv + first + 1, argv + first,
		((size_t)optind - first) * sizeof(*argv));
	argv[first] = path;
	optind++;
}

/*
 * As getopt_long(3), after the paths that stand before the next option.  C
 * libraries move words at different times, which messages would show.
 */
static int
next_option(int argc, char **argv, const struct spec *spec,
	    struct options *options)
{
	bool is_end = false;

	while (!is_end) {
		int at = optind;
		int c = getopt_long(argc, argv, spec->letters, spec->names,
				    NULL);

		if (c != -1)
			return c;
		is_end = optind >= argc || getenv("POSIXLY_CORRECT") != NULL ||
			 (optind > at && strcmp(argv[optind - 1], "--") == 0);
		if (!is_end)
			take_path(argv, options);
	}
	while (optind < argc)
		take_path(argv, options);
	return -1;
}

/* The options of argv, up to the first that ends the parse, and the paths. */
static enum options_next
take_options(int argc, char **argv, struct options *options, bool *is_given)
{
	struct spec spec;
	int c;

	spec_fill(&spec);
	options->paths = argv + 1;
	opterr = 0;
	optind = 0; /* glibc and musl: start anew, forget an earlier parse */
	while ((c = next_option(argc, argv, &spec, options)) != -1) {
		const struct option_row *row = option_table_find(c);
		enum options_next next = OPTIONS_RUN;

		if (c == '?' || c == ':')
			return usage_refuse_option(argc, argv);
		if (c == row->letter)
			next = check_letter(row, argc, argv);
		if (next == OPTIONS_RUN)
			next = take_option(options, row, c == row->letter);
		if (next != OPTIONS_RUN)
			return next;
		is_given[row - option_table] = true;
	}
	return OPTIONS_RUN;
}

static bool
is_dash(const char *path)
{
	return path != NULL && strcmp(path, "-") == 0;
}

/*
 * In place, nothing is left to say of where copies go and what they are called,
 * nor can a part of a picture take its place.
 */
static enum options_next
take_in_place(struct options *options, const bool *is_given)
{
	static const char *const others[] = {
		"output-dir", "prefix",        "suffix", "to",      "ext",
		"base",       "skip-existing", "update", "salvage", "resume"};

	for (size_t i = 0; i < option_table_n; i++)
		for (size_t j = 0; j < sizeof(others) / sizeof(others[0]); j++)
			if (is_given[i] &&
			    strcmp(option_table[i].name, others[j]) == 0)
				return usage_refuse_both("in-place", others[j]);
	if (options->shards_by_size)
		return usage_refuse_both("in-place", "shard-by=size");
	options->prefix = "";
	options->preserve |= FILE_OWNER | FILE_PERMISSIONS | FILE_XATTRS;
	return OPTIONS_RUN;
}

/* Of copies there is nothing to say. */
static enum options_next
take_check(struct options *options, const bool *is_given)
{
	for (size_t i = 0; i < option_table_n; i++)
		if (is_given[i] && option_table[i].is_of_copies)
			return usage_refuse_both("check", option_table[i].name);
	options->prefix = "";
	return OPTIONS_RUN;
}

/* The row of an option that there is. */
static const struct option_row *
row_of(const char *name)
{
	size_t i = 0;

	while (strcmp(option_table[i].name, name) != 0)
		i++;
	return &option_table[i];
}

static bool
is_there(const bool *is_given, const char *name)
{
	return is_given[row_of(name) - option_table];
}

static enum options_next
ask_for_shard(struct options *options)
{
	struct shard_env said;
	struct gm_error why, err;

	if (shard_env_find(options->n_shards, &said, &why) != GM_OK) {
		gm_fail(&err, GM_ERR_USAGE, 0, "is not known: %s", why.text);
		return usage_refuse_value(row_of("shard"), "auto", &err);
	}
	options->shard = said.shard;
	options->n_shards = said.n_shards;
	memcpy(options->shard_told, said.told, sizeof(said.told));
	return OPTIONS_RUN;
}

/* Which shard this is, by --shard or by the two numbers of it. */
static enum options_next
take_shard(struct options *options, const bool *is_given)
{
	bool has_shard = is_there(is_given, "shard");
	bool has_index = is_there(is_given, "shard-index");
	bool has_count = is_there(is_given, "shard-count");
	char index[24];
	struct gm_error err;

	if (has_shard && has_index)
		return usage_refuse_both("shard", "shard-index");
	if (has_shard && has_count && !options->asks_for_shard)
		return usage_refuse_both("shard", "shard-count");
	if (has_index && !has_count)
		return usage_refuse_alone("shard-index", "shard-count");
	if (has_count && !has_index && !has_shard)
		return usage_refuse_alone("shard-count", "shard-index");
	if (options->asks_for_shard)
		return ask_for_shard(options);
	if (!has_index || options->shard < options->n_shards)
		return OPTIONS_RUN;
	snprintf(index, sizeof(index), "%" PRIu64, options->shard);
	gm_fail(&err, GM_ERR_USAGE, 0, "is not below --shard-count");
	return usage_refuse_value(row_of("shard-index"), index, &err);
}

/* From standard input to standard output: of files there is nothing to say. */
static enum options_next
take_pipe(struct options *options, const bool *is_given)
{
	options->is_piped = true;
	for (size_t i = 0; i < option_table_n; i++)
		if (is_given[i] && !option_table[i].is_piped)
			return usage_refuse_piped(option_table[i].name);
	return OPTIONS_RUN;
}

/* Of pictures there is nothing to say. */
static enum options_next
take_reports(const struct options *options, const bool *is_given)
{
	for (size_t i = 0; i < option_table_n; i++)
		if (is_given[i] && !option_table[i].is_of_reports)
			return usage_refuse_both("summarize",
						 option_table[i].name);
	return options->n_paths > 0 ? OPTIONS_RUN : usage_refuse_no_path();
}

static enum options_next
check_paths(int argc, struct options *options, const bool *is_given)
{
	if (options->summarize)
		return take_reports(options, is_given);
	if (options->n_paths == 1 && is_dash(options->paths[0]))
		return take_pipe(options, is_given);
	for (size_t i = 0; i < options->n_paths; i++) {
		const char *path = options->paths[i];

		if (path[0] == '\0' || strcmp(path, "-") == 0)
			return usage_refuse_path(path);
	}
	if (options->n_paths == 0 && options->list_path == NULL)
		return argc <= 1 ? usage_refuse_nothing()
				 : usage_refuse_no_path();
	return OPTIONS_RUN;
}

enum options_next
options_parse(int argc, char **argv, struct options *options)
{
	bool is_given[MAX_ROWS] = {false};
	enum options_next next;

	*options = (struct options){
		.prefix = "processed_",
		.suffix = "",
		.conversion = {.gray = GRAY_REC601,
			       .compress = COMPRESS_DEFAULT,
			       .profile = PROFILE_AUTO,
			       .background = {255, 255, 255},
			       .max_pixels = OPTIONS_MAX_PIXELS},
		.timeout_ms = OPTIONS_BY_BUDGET,
		.progress = WHEN_AUTO,
		.color = WHEN_AUTO,
	};
	next = take_options(argc, argv, options, is_given);
	if (next == OPTIONS_RUN && options->in_place)
		next = take_in_place(options, is_given);
	if (next == OPTIONS_RUN && options->conversion.check != CHECK_NOT)
		next = take_check(options, is_given);
	if (next == OPTIONS_RUN && options->update && options->skip_existing)
		next = usage_refuse_both("skip-existing", "update");
	if (next == OPTIONS_RUN && options->report != NULL && options->dry_run)
		next = usage_refuse_both("dry-run", "report");
	if (next == OPTIONS_RUN && options->trace != NULL && options->dry_run)
		next = usage_refuse_both("dry-run", "trace");
	if (next == OPTIONS_RUN && options->verbose && is_dash(options->report))
		next = usage_refuse_both("report=-", "verbose");
	if (next == OPTIONS_RUN && options->verbose && is_dash(options->trace))
		next = usage_refuse_both("trace=-", "verbose");
	if (next == OPTIONS_RUN && is_dash(options->report) &&
	    is_dash(options->trace))
		next = usage_refuse_both("report=-", "trace=-");
	if (next == OPTIONS_RUN && options->base != NULL &&
	    options->output_dir == NULL)
		next = usage_refuse_alone("base", "output-dir");
	if (next == OPTIONS_RUN && options->streams &&
	    options->list_path == NULL)
		next = usage_refuse_alone("stream", "files-from");
	if (next == OPTIONS_RUN && options->streams && options->shards_by_size)
		next = usage_refuse_both("stream", "shard-by=size");
	if (next == OPTIONS_RUN)
		next = take_shard(options, is_given);
	/* A picture that could not say it is turned. */
	options->conversion.orient |= options->conversion.strip == STRIP_ALL;
	if (next == OPTIONS_RUN)
		next = check_paths(argc, options, is_given);
	if (next == OPTIONS_RUN)
		next = take_environment(options, is_given);
	return next;
}
