/* SPDX-License-Identifier: MIT */
/*
 * summarize.h - what the reports of runs come to, see --summarize
 */
#ifndef GM_RUN_SUMMARIZE_H
#define GM_RUN_SUMMARIZE_H

#include "cli/options.h"
#include "run/run_status.h"

/*
 * Read the reports that the paths name and write what came of all pictures to
 * standard output; the status is that of one run that had done it all.
 */
struct run_outcome summarize(const struct options *options);

#endif
