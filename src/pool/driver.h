/* SPDX-License-Identifier: MIT */
/*
 * driver.h - the state of one pool_run(), and the ways in which it ends
 */
#ifndef GM_POOL_DRIVER_H
#define GM_POOL_DRIVER_H

#include <stdbool.h>

#include "base/err.h"
#include "pool/crew.h"
#include "pool/feed.h"
#include "pool/pool.h"
#include "pool/signals.h"
#include "pool/watch.h"

struct driver {
	const struct pool_config *config;
	struct pool_outcome *outcome;
	struct gm_error failure; /* the first; GM_OK while there is none */
	struct signals signals;
	struct feed feed;
	struct crew crew;
	struct watch watch;
	struct pool_result result; /* of jobs that spoke for themselves: its
				      error stays zero, which is too large to
				      be cleared for each */
	unsigned most_live;        /* workers wanted, or that could be forked */
	unsigned n_stillborn;      /* deaths before the first job, in a row */
	size_t n_cut;              /* jobs that were not waited for */
	bool is_stopping;          /* no more jobs are handed out or begun */
	bool is_late;              /* for the deadline has come */
	bool is_cut;               /* nor is what runs waited for */
	uint64_t stopped_ns;       /* when */
};

/* Stop because the pool cannot go on; the first reason counts. */
void driver_fail(struct driver *driver, const struct gm_error *why);

/* Time is over: of a run that stops already, its grace. */
void driver_time_up(struct driver *driver);

/* A signal has come: the first stops, the second kills. */
void driver_signal(struct driver *driver, int number);

/* Tell the caller how a job ended, once for each. */
void driver_done(struct driver *driver, size_t job,
		 const struct pool_result *result);

/* Tell the caller that this was all that has ended so far. */
void driver_settle(struct driver *driver);

#endif
