/* SPDX-License-Identifier: MIT */
#include "cli/usage.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cli/help.h"
#include "cli/suggest.h"

static void
put_quoted(const char *start, const char *word)
{
	fputs(start, stderr);
	putc('\'', stderr);
	text_put_name(stderr, word, true);
	putc('\'', stderr);
}

static enum options_next
end_with_hint(void)
{
	fputs("Try 'graymill --help' for more information.\n", stderr);
	return OPTIONS_EXIT_USAGE;
}

static enum options_next
end_usage(const char *text)
{
	fprintf(stderr, "%s\n", text);
	return end_with_hint();
}

enum options_next
usage_refuse_nothing(void)
{
	help_print_usage(stderr);
	return end_with_hint();
}

enum options_next
usage_refuse_no_path(void)
{
	return end_usage("graymill: no PATH given");
}

enum options_next
usage_refuse_path(const char *path)
{
	put_quoted("graymill: PATH ", path);
	if (path[0] == '\0')
		return end_usage(" is empty: is a variable not set?");
	return end_usage(" is standard input, one picture and no other: "
			 "--files-from=- takes a list of names from it; "
			 "a file called so is './-'");
}

enum options_next
usage_refuse_piped(const char *name)
{
	fprintf(stderr,
		"graymill: option '--%s' says nothing of '-', which is one "
		"picture from standard input",
		name);
	return end_usage("");
}

enum options_next
usage_refuse_alone(const char *name, const char *wanted)
{
	fprintf(stderr, "graymill: option '--%s' needs --%s", name, wanted);
	return end_usage("");
}

enum options_next
usage_refuse_both(const char *name, const char *other)
{
	fprintf(stderr, "graymill: option '--%s' cannot be with --%s", name,
		other);
	return end_usage("");
}

/* The long names that begin with the n letters of name. */
static void
put_all_that_begin_with(const char *name, size_t n)
{
	const char *mark = ": ";

	for (size_t i = 0; i < option_table_n; i++)
		if (strncmp(option_table[i].name, name, n) == 0) {
			fprintf(stderr, "%s--%s", mark, option_table[i].name);
			mark = ", ";
		}
}

static bool
is_ambiguous(const char *name, size_t n)
{
	for (size_t i = 0; n > 0 && i < option_table_n; i++)
		if (strncmp(option_table[i].name, name, n) == 0)
			return true;
	return false;
}

static enum options_next
end_with_nearest(const char *name, size_t n)
{
	struct suggestion meant = suggest_begin(name, n);

	for (size_t i = 0; i < option_table_n; i++)
		suggest_consider(&meant, option_table[i].name);
	if (meant.word != NULL)
		fprintf(stderr, "; did you mean --%s?", meant.word);
	return end_usage("");
}

/* An unknown long option, or the beginning of more than one. */
static enum options_next
refuse_long(const char *word)
{
	const char *name = word + 2;
	size_t n = strcspn(name, "=");

	if (is_ambiguous(name, n)) {
		put_quoted("graymill: ambiguous option ", word);
		put_all_that_begin_with(name, n);
		return end_usage("");
	}
	put_quoted("graymill: unknown option ", word);
	return end_with_nearest(name, n);
}

bool
usage_is_long(const char *word)
{
	size_t n;

	if (word[0] != '-' || word[1] == '-')
		return false;
	n = strcspn(word + 1, "=");
	for (size_t i = 0; n > 1 && i < option_table_n; i++)
		if (strncmp(option_table[i].name, word + 1, n) == 0 &&
		    option_table[i].name[n] == '\0')
			return true;
	return false;
}

enum options_next
usage_refuse_dash(const char *word)
{
	put_quoted("graymill: unknown option ", word);
	return end_with_nearest(word + 1, strcspn(word + 1, "="));
}

enum options_next
usage_refuse_equals(const struct option_row *row, const char *value)
{
	fprintf(stderr, "graymill: option '-%c' takes no '='", row->letter);
	put_quoted(": ", value);
	fprintf(stderr, "; did you mean --%s", row->name);
	text_put_name(stderr, value, true);
	return end_usage("?");
}

enum options_next
usage_refuse_number(const struct option_row *row, const char *number)
{
	fprintf(stderr, "graymill: option '-%c' takes no value", row->letter);
	put_quoted(": ", number);
	fprintf(stderr, "; did you mean --%s=", row->number_is_for);
	text_put_name(stderr, number, true);
	return end_usage("?");
}

/* A letter that is no option, in a word that starts with one dash. */
static enum options_next
refuse_letter(char letter, const char *word)
{
	const struct option_row *first = option_table_find(word[1]);
	const char text[3] = {'-', letter, '\0'};
	uint64_t number;

	if (usage_is_long(word))
		return usage_refuse_dash(word);
	if (first != NULL && first->number_is_for != NULL &&
	    text_to_u64(word + 2, 0, UINT64_MAX, &number))
		return usage_refuse_number(first, word + 2);
	put_quoted("graymill: unknown option ", text);
	return end_usage("");
}

/*
 * getopt's optind is at the word, or after it where the letter was its last.
 * Which one it is, the letter tells.
 */
static const char *
word_of(char letter, int argc, char *const *argv)
{
	const char *word = optind < argc ? argv[optind] : "";

	if (word[0] == '-' && strchr(word + 1, letter) != NULL)
		return word;
	return argv[optind - 1];
}

/*
 * getopt sets optopt to the option, or to 0 for a long name; one that we know
 * has a value too many, or lacks it.
 */
enum options_next
usage_refuse_option(int argc, char *const *argv)
{
	const struct option_row *row = option_table_find(optopt);

	if (row == NULL && optopt == 0)
		return refuse_long(argv[optind - 1]);
	if (row == NULL)
		return refuse_letter((char)optopt,
				     word_of((char)optopt, argc, argv));
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

enum options_next
usage_refuse_value(const struct option_row *row, const char *value,
		   const struct gm_error *err)
{
	return refuse_value("option '--", row->name, "'", value, err);
}

enum options_next
usage_refuse_variable(const struct option_row *row, const char *value,
		      const struct gm_error *err)
{
	return refuse_value("environment variable ", row->environment, "",
			    value, err);
}
