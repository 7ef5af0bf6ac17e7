/* SPDX-License-Identifier: MIT */
/*
 * usage.h - what is said of a command line that is wrong
 *
 * Each function writes a line and a hint to stderr and returns
 * OPTIONS_EXIT_USAGE.  Words are shown escaped, so that it is one line whatever
 * was typed.
 */
#ifndef GM_CLI_USAGE_H
#define GM_CLI_USAGE_H

#include "base/err.h"
#include "cli/option_table.h"
#include "cli/options.h"

/* Nothing was given: usage and examples instead of the line. */
enum options_next usage_refuse_nothing(void);

/* There is no PATH and no list. */
enum options_next usage_refuse_no_path(void);

/* A PATH that is "", or "-" and not alone. */
enum options_next usage_refuse_path(const char *path);

/* An option that says nothing of a picture from standard input. */
enum options_next usage_refuse_piped(const char *name);

/* An option that is of no use without another one. */
enum options_next usage_refuse_alone(const char *name, const char *wanted);

/* An option that another one leaves nothing to say. */
enum options_next usage_refuse_both(const char *name, const char *other);

/*
 * What getopt_long() has answered with '?' or ':': an option that is not
 * known, is cut too short, has a value too many or lacks it.
 */
enum options_next usage_refuse_option(int argc, char *const *argv);

/* A word that says with one dash what is long: "-output-dir". */
enum options_next usage_refuse_dash(const char *word);

/* A value that begins with '=' after the letter of its option: "-o=DIR". */
enum options_next usage_refuse_equals(const struct option_row *row,
				      const char *value);

/* An option that takes no value, and the number after it. */
enum options_next usage_refuse_number(const struct option_row *row,
				      const char *number);

/* The value of an option, refused with *err. */
enum options_next usage_refuse_value(const struct option_row *row,
				     const char *value,
				     const struct gm_error *err);

/* The value of the option's variable, refused with *err. */
enum options_next usage_refuse_variable(const struct option_row *row,
					const char *value,
					const struct gm_error *err);

/* Does the word say, with one dash, the whole name of an option? */
bool usage_is_long(const char *word);

#endif
