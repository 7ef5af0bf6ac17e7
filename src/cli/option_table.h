/* SPDX-License-Identifier: MIT */
/*
 * option_table.h - every option of the command line, once
 *
 * A row is all that is known of an option: the parser makes its getopt_long
 * arguments from the rows, --help its text, and usage errors what they say of
 * a value.  The tests hold the man page against --help.
 */
#ifndef GM_CLI_OPTION_TABLE_H
#define GM_CLI_OPTION_TABLE_H

#include <stddef.h>

#include "cli/option_row.h"

/* Above every character, so that no row is mistaken for a letter. */
#define OPTION_FIRST_ID 256

/* What --help calls a group. */
extern const char *const option_groups[N_GROUPS];

/*
 * In the order of --help, a group in one piece; the id of a row is its index
 * and OPTION_FIRST_ID.
 */
extern const struct option_row option_table[];
extern const size_t option_table_n;

/* The row of an option by its id or its letter, or NULL. */
const struct option_row *option_table_find(int id_or_letter);

#endif
