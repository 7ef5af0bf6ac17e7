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
#include "run/run_status.h"

/* Do what the options say; blocks until all is done. */
struct run_outcome run(const struct options *options);

#endif
