/* SPDX-License-Identifier: MIT */
/*
 * feed.h - which job goes next, and how many travel together
 *
 * Holds every job that is not with a worker and has no result yet: those
 * never handed out, those that came back from a dead worker, and those that
 * wait for a second try: they ran out of memory, or lack something.  Knows
 * nothing of processes.
 */
#ifndef GM_POOL_FEED_H
#define GM_POOL_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "pool/batch.h"
#include "pool/pool.h"
#include "pool/wire.h"

/* A job that is here. */
struct feed_job {
	size_t job;
	unsigned n_strikes; /* see struct batch, */
	unsigned n_tries;   /* and there, too */
};

/* Jobs that wait for a second try, in the order in which they came. */
struct feed_queue {
	struct feed_job *jobs; /* owned; n of them */
	size_t n, capacity;
	size_t at; /* from here on they are waiting */
};

struct feed {
	const struct pool_config *config;
	size_t next;           /* jobs from here on were never handed out */
	struct feed_job *back; /* came back without having been started;
				  owned; handed out from the end */
	size_t n_back, back_capacity;
	struct feed_queue retry;   /* jobs that ran out of memory */
	struct feed_queue lacking; /* and that need what equip() may get */
	bool is_alone;             /* the second tries: one job at a time */
	bool is_equipped;     /* second tries of those that lacked something */
	struct bytes request; /* kept from job to job */
};

/* Make a feed for the jobs of config, which must outlive it. */
void feed_open(struct feed *feed, const struct pool_config *config);

/* Release what it holds. */
void feed_close(struct feed *feed);

/* How many jobs could be handed out now. */
size_t feed_n_ready(const struct feed *feed);

/*
 * Move the next jobs, at least one of those that are ready, to the empty
 * *batch and their requests to *outgoing.  n_workers is how many share what is
 * left.  Fails as the request callback does, or with GM_ERR_SYSTEM when a
 * request is over the limit.
 */
enum gm_status feed_fill(struct feed *feed, unsigned n_workers,
			 struct batch *batch, struct wire_batch *outgoing,
			 struct gm_error *err);

/* Take back a job that was not started.  Fails with GM_ERR_NOMEM. */
enum gm_status feed_return(struct feed *feed, const struct feed_job *job,
			   struct gm_error *err);

/*
 * Keep a job, after n_tries, for another one, alone.  Fails with GM_ERR_NOMEM.
 */
enum gm_status feed_retry(struct feed *feed, size_t job, unsigned n_tries,
			  struct gm_error *err);

/* True when jobs wait for that. */
bool feed_has_retries(const struct feed *feed);

/* Remove the next of them; there must be one. */
struct feed_job feed_take_retry(struct feed *feed);

/*
 * Keep a job that lacks something, after n_tries, until is_equipped.  Fails
 * with GM_ERR_NOMEM.
 */
enum gm_status feed_lack(struct feed *feed, size_t job, unsigned n_tries,
			 struct gm_error *err);

/* True when jobs wait for what they lack. */
bool feed_has_lacking(const struct feed *feed);

#endif
