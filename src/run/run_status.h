/* SPDX-License-Identifier: MIT */
/*
 * run_status.h - how a run ends
 */
#ifndef GM_RUN_RUN_STATUS_H
#define GM_RUN_RUN_STATUS_H

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

#endif
