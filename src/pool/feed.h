/* SPDX-License-Identifier: MIT */
/*
 * feed.h - which job goes next, and how many travel together
 *
 * Holds every job that is not with a worker and has no result yet: those
 * never handed out, those that came back from a dead worker, and those that
 * ran out of memory and wait for a second try.  Knows nothing of processes.
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

/* A job that came back without having been started. */
struct feed_back {
	size_t job;
	unsigned n_strikes; /* see struct batch */
};

struct feed {
	const struct pool_config *config;
	size_t next;            /* jobs from here on were never handed out */
	struct feed_back *back; /* owned; handed out from the end */
	size_t n_back, back_capacity;
	size_t *retry; /* owned; jobs that ran out of memory, in order */
	size_t n_retry, retry_capacity;
	size_t retry_at;      /* retry[retry_at .. n_retry) are waiting */
	bool is_alone;        /* the second tries: one job at a time */
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
enum gm_status feed_return(struct feed *feed, size_t job, unsigned n_strikes,
			   struct gm_error *err);

/* Keep a job for its second try.  Fails with GM_ERR_NOMEM. */
enum gm_status feed_retry(struct feed *feed, size_t job, struct gm_error *err);

/* True when jobs wait for their second try. */
bool feed_has_retries(const struct feed *feed);

/* Remove the next job that waits for its second try; there must be one. */
size_t feed_take_retry(struct feed *feed);

#endif
