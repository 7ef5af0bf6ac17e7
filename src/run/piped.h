/* SPDX-License-Identifier: MIT */
/*
 * piped.h - one picture, from standard input to standard output
 *
 * Both are kept in memory: the picture until its worker has it, for a second
 * try begins at its start, and the copy until it is whole.
 */
#ifndef GM_RUN_PIPED_H
#define GM_RUN_PIPED_H

#include "cli/options.h"
#include "run/run_status.h"

/*
 * Do what the options say, of which the format to write, if they tell one, is
 * there; blocks.  Nothing is written to standard output but a whole copy, and
 * what is wrong to standard error.
 */
struct run_outcome piped_run(const struct options *options);

#endif
