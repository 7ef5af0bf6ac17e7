/* SPDX-License-Identifier: MIT */
/*
 * help.h - what the program says of its use
 */
#ifndef GM_CLI_HELP_H
#define GM_CLI_HELP_H

#include <stdio.h>

/* What is said to whoever starts the program without a word: 4 lines. */
void help_print_usage(FILE *stream);

/* What -h says: the common options, in at most 24 lines of 80 columns. */
void help_print_common(FILE *stream);

/* What --help says: every option, by groups, in at most 80 columns. */
void help_print_all(FILE *stream);

#endif
