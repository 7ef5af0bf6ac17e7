/* SPDX-License-Identifier: MIT */
/*
 * option_table.h - every option of the command line, once
 *
 * The parser makes its getopt_long arguments from the table and --help its
 * text; the tests hold the man page against --help.  An option that is not
 * here does not exist.
 */
#ifndef GM_CLI_OPTION_TABLE_H
#define GM_CLI_OPTION_TABLE_H

#include <stddef.h>

/* Above every character, so that none is mistaken for a letter. */
enum option_id {
	OPTION_HEADING = 0, /* no option: a heading of --help */
	OPTION_RECURSIVE = 256,
	OPTION_FILES_FROM,
	OPTION_FILES0_FROM,
	OPTION_OUTPUT_DIR,
	OPTION_PREFIX,
	OPTION_SUFFIX,
	OPTION_DRY_RUN,
	OPTION_SKIP_EXISTING,
	OPTION_REQUIRE_INPUT,
	OPTION_GRAY,
	OPTION_JPEG,
	OPTION_QUALITY,
	OPTION_COMPRESS,
	OPTION_FRAMES,
	OPTION_SALVAGE,
	OPTION_JOBS,
	OPTION_TIMEOUT,
	OPTION_MAX_PIXELS,
	OPTION_FAIL_FAST,
	OPTION_FSYNC,
	OPTION_MAX_MEMORY,
	OPTION_NO_SANDBOX,
	OPTION_QUIET,
	OPTION_VERBOSE,
	OPTION_PROGRESS,
	OPTION_COLOR,
	OPTION_HELP,
	OPTION_VERSION
};

struct option_row {
	enum option_id id;
	char letter;       /* '\0' when there is none */
	const char *name;  /* long name without dashes; NULL for a heading */
	const char *value; /* what --help calls its value; NULL when none */
	const char *help;  /* a newline starts a second line */
};

/* The table in the order of --help; *n_rows is its length. */
const struct option_row *option_table(size_t *n_rows);

/* The row of an option by its id or its letter, or NULL. */
const struct option_row *option_table_find(int id_or_letter);

#endif
