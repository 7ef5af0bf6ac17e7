/* SPDX-License-Identifier: MIT */
/*
 * option_row.h - all that is known of an option of the command line
 */
#ifndef GM_CLI_OPTION_ROW_H
#define GM_CLI_OPTION_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"
#include "cli/options.h"

struct option_row;

/*
 * Set in *options what the option of the row says; text is its value, NULL for
 * an option without one.  A value is taken whole or not at all: nothing is
 * clamped, no junk is ignored.  Fails with GM_ERR_USAGE, *options being as
 * before; err says what would have been right ("is not a number from 1 to
 * 100"), without the value or the option.
 */
typedef enum gm_status (*option_set_fn)(struct options *options,
					const struct option_row *row,
					const char *text, struct gm_error *err);

/* How a number is written; as text_to_u64(). */
typedef bool (*option_number_fn)(const char *text, uint64_t least,
				 uint64_t most, uint64_t *value);

/* The parts of --help, in its order. */
enum option_group {
	GROUP_WHICH,
	GROUP_POLICY,
	GROUP_PICTURE,
	GROUP_RUN,
	GROUP_TELL,
	N_GROUPS
};

struct option_row {
	enum option_group group;
	char letter;       /* '\0' when there is none */
	const char *name;  /* long name without dashes */
	const char *value; /* what --help calls its value; NULL when none */
	const char *help;  /* a newline starts a second line */
	option_set_fn set;
	size_t field; /* that set fills: its offset in struct options */
	const struct text_word *words; /* that the value may be, or NULL */
	option_number_fn number; /* NULL when the value may be no number */
	uint64_t least, most;    /* range of the number */
	const char *wanted;      /* what a refused value is not; NULL: a word */
	const char *implied; /* the value where none is given to the long name;
				NULL: there must be one */
	const char *environment; /* variable that stands for it, or NULL */
	bool is_common;          /* -h shows it, too */
	bool is_piped;           /* it says something of a picture from
				    standard input, too */
	bool is_of_reports;      /* it says something of --summarize, too */
	bool is_of_copies;       /* it says how they are made, or where they go:
				    nothing of pictures that are looked at */
	bool is_told; /* it decides what the outputs are: --report has it */
	const char *number_is_for; /* of an option without a value: the long
				      name of what a number after it is
				      meant for, or NULL */
};

/* What the row's set fills. */
static inline void *
option_field(struct options *options, const struct option_row *row)
{
	return (char *)options + row->field;
}

#endif
