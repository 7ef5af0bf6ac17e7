/* SPDX-License-Identifier: MIT */
/*
 * batch.h - which jobs a worker has been given, and which of them are open
 *
 * The driver's own memory of what it sent: what a worker says is held against
 * it.
 */
#ifndef GM_POOL_BATCH_H
#define GM_POOL_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pool/wire.h"

/* A zeroed struct is an empty batch. */
struct batch {
	unsigned n_jobs;
	unsigned n_open;    /* without a result so far */
	unsigned n_strikes; /* workers that these jobs have seen die without
			       being at any of them */
	bool is_open[WIRE_BATCH_MAX_JOBS];    /* by place, as are jobs */
	uint8_t n_tries[WIRE_BATCH_MAX_JOBS]; /* that were made before */
	size_t jobs[WIRE_BATCH_MAX_JOBS];
};

/* Make it empty. */
void batch_clear(struct batch *batch);

/* Add an open job after n_tries, which are few; there must be fewer than
   WIRE_BATCH_MAX_JOBS. */
void batch_add(struct batch *batch, size_t job, unsigned n_tries);

/* Close the open job at that place. */
void batch_shut(struct batch *batch, unsigned place);

/* Find an open job.  False, with *place untouched, when it is not here. */
bool batch_find(const struct batch *batch, uint64_t job, unsigned *place);

#endif
