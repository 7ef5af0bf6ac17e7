/* SPDX-License-Identifier: MIT */
/*
 * memory.h - how much memory a worker may take
 *
 * The kernel holds it to that (RLIMIT_DATA): an allocation over the limit
 * fails, as any library expects that it may, and takes no other process with
 * it.
 */
#ifndef GM_GUARD_MEMORY_H
#define GM_GUARD_MEMORY_H

#include <stdint.h>

#include "base/err.h"

/* A zeroed struct has no limit. */
struct memory {
	uint64_t base_nbytes; /* what the process had when it began; 0 when
				 that could not be told: no limit is set */
	uint64_t user_nbytes; /* the user's own limit, which stays */
	uint64_t now_nbytes;  /* the limit that is set, 0 is none */
};

/*
 * For all workers, if the user says nothing: half of the memory of the machine
 * or, if that is less, of what the control groups allow.  The other half is
 * for the driver, for what a worker begins with, and for others.  root is that
 * of cgroup_cpus().
 */
uint64_t memory_default(const char *root);

/* In a new worker, before it is locked in: see what it has already. */
void memory_begin(struct memory *memory);

/*
 * Let the worker have nbytes besides what it began with.  Fails with
 * GM_ERR_SYSTEM.
 */
enum gm_status memory_limit(struct memory *memory, uint64_t nbytes,
			    struct gm_error *err);

#endif
