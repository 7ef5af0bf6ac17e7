/* SPDX-License-Identifier: MIT */
/*
 * worker.h - what runs in a forked child
 *
 * Reads batches of requests, does their jobs one after another, and writes
 * their results.  Knows nothing of its siblings: of all descriptors it has its
 * own pipes alone.
 */
#ifndef GM_POOL_WORKER_H
#define GM_POOL_WORKER_H

#include <stdbool.h>
#include <sys/types.h>

#include "pool/board.h"
#include "pool/pool.h"

/*
 * The exit status of a worker that crashed at a job after it was refused
 * memory, which libraries may do.
 */
#define WORKER_EXIT_NOMEM 12

struct worker_seat {
	struct board_slot *slot;
	int request_fd; /* read end, blocking */
	int result_fd;  /* write end, blocking */
	bool is_first;  /* before it has entered, no other has a job */
	pid_t driver;   /* the process whose death it may not outlive */
};

/*
 * Work until the driver closes the request pipe, then _exit(0); the process
 * also ends when the driver dies or anything at all goes wrong.
 */
_Noreturn void worker_run(const struct pool_config *config,
			  const struct worker_seat *seat);

#endif
