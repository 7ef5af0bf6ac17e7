/* SPDX-License-Identifier: MIT */
/*
 * completion.h - what a shell needs to complete a command line
 */
#ifndef GM_CLI_COMPLETION_H
#define GM_CLI_COMPLETION_H

#include <stdio.h>

/* Write the script for bash, zsh or fish, made from the table of options. */
void completion_print_bash(FILE *stream);
void completion_print_zsh(FILE *stream);
void completion_print_fish(FILE *stream);

#endif
