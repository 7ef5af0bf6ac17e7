/* SPDX-License-Identifier: MIT */
/*
 * run.h - one run of the program: plan, pool, jobs and report joined
 *
 * The only room that knows all others.  It prints what the whole run has to
 * say (errors of the plan, notes on folders) and leaves the lines per picture
 * to the report.
 */
#ifndef GM_RUN_RUN_H
#define GM_RUN_RUN_H

#include "cli/options.h"

/* The exit statuses of the program. */
enum run_status {
	RUN_OK = 0,       /* all converted, or skipped by a rule */
	RUN_FAILED = 1,   /* finished, some picture failed */
	RUN_USAGE = 2,    /* nothing was touched */
	RUN_NO_INPUT = 3, /* no input, and one was required */
	RUN_STOPPED = 4   /* stopped early; run again to go on */
};

struct run_outcome {
	enum run_status status;
	int signal; /* that stopped the run, or 0; wins over status */
};

/* Do what the options say; blocks until all is done. */
struct run_outcome run(const struct options *options);

#endif
