/* SPDX-License-Identifier: MIT */
/*
 * fault_plan.h - which calls go wrong, and how
 *
 * The plan is written down in preload.c.  Knows nothing of how a call is
 * made to fail.
 */
#ifndef GM_FAULTS_FAULT_PLAN_H
#define GM_FAULTS_FAULT_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a call is to suffer. */
struct fault_rule {
	int errnum;         /* fails so; 0: it does not fail */
	bool is_lost;       /* but is done before */
	size_t most_nbytes; /* SIZE_MAX: no limit */
	bool garbles;
	long garbled_at; /* -1: all of it */
	long jump_s;
};

/*
 * Count a call, by the path that it has or else by its descriptor, or -1.
 * NULL when it is to go as usual; what is to be run first has then been run.
 */
const struct fault_rule *fault_strike(const char *call, const char *path,
				      int fd);

/* Where strikes are written down; no descriptor of the program is above it. */
int fault_log_fd(void);

/* After fork: this process is a worker, which has called nothing so far. */
void fault_be_worker(void);

#endif
