/* SPDX-License-Identifier: MIT */
/*
 * watch.h - what the driver does by the clock
 *
 * Kills workers that are at a job for too long, or use too much of the
 * processors for it, draws progress, looks for the dead whose pipes stay open,
 * and says when the run is to stop, or to wait no longer.
 */
#ifndef GM_POOL_WATCH_H
#define GM_POOL_WATCH_H

#include <stdbool.h>
#include <stdint.h>

struct driver;

/* All on CLOCK_MONOTONIC. */
struct watch {
	uint64_t last_ns;      /* when watch_act() last ran */
	uint64_t asked_ns;     /* how long the driver then meant to sleep */
	uint64_t most_ns;      /* for one job; 0 is for ever */
	uint64_t next_late_ns; /* no job is too late before */
	uint64_t next_tick_ns;
	uint64_t next_look_ns;
};

/* Start the clock. */
void watch_open(struct driver *driver);

/* Has the deadline come, or after a stop the end of grace? */
bool watch_is_due(const struct driver *driver);

/* How long the driver may sleep, in milliseconds. */
int watch_sleep_ms(struct driver *driver);

/* Call the caller's tick, if there is one. */
void watch_tell(const struct driver *driver);

/* Do what is due. */
void watch_act(struct driver *driver);

#endif
