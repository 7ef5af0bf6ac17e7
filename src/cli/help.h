/* SPDX-License-Identifier: MIT */
/*
 * help.h - what --help and --version print
 */
#ifndef GM_CLI_HELP_H
#define GM_CLI_HELP_H

#include <stdio.h>

/* Write the usage and every option of the table, in at most 80 columns. */
void help_print(FILE *stream);

/* Write the line of --version. */
void help_print_version(FILE *stream);

#endif
