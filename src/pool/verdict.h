/* SPDX-License-Identifier: MIT */
/*
 * verdict.h - what the results and the death of a worker mean for its jobs
 *
 * Every job that was handed out leaves its batch here, in exactly one way:
 * done, kept for a second try, or returned to the feed.
 */
#ifndef GM_POOL_VERDICT_H
#define GM_POOL_VERDICT_H

#include <stddef.h>

#include "pool/driver.h"

/*
 * Take the nbytes of records in driver->crew.buffer that the worker has sent;
 * keep a partial one.  A worker that sends anything but results of jobs that
 * it has is killed.
 */
void verdict_on_results(struct driver *driver, struct crew_member *member,
			size_t nbytes);

/*
 * The worker is dead, or its pipe is closed, and all that it sent was heard:
 * take what it left on the board, judge the job that it was at, return the
 * others, and empty the seat.
 */
void verdict_on_death(struct driver *driver, struct crew_member *member);

#endif
