/* SPDX-License-Identifier: MIT */
/*
 * tokens.h - leave from make to have more than one worker
 *
 * The jobserver of GNU make: a pipe with a byte in it for each job that may run
 * besides the first of each program.  Who takes one puts it back.  So that none
 * is lost when the driver is killed, a guardian takes and keeps them, a process
 * that puts all back when its driver is gone.
 */
#ifndef GM_POOL_TOKENS_H
#define GM_POOL_TOKENS_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"

/* A zeroed struct is closed. */
struct tokens {
	bool is_found;
	bool is_open;
	int read_fd;  /* of the jobserver, non-blocking */
	int write_fd; /* likewise */
	int fd;       /* to the guardian, non-blocking: readable when there is
			 something for tokens_receive() */
	pid_t guardian;
	unsigned n_held;
	bool is_wanted; /* one more was asked for, and has not come */
};

/*
 * Find the jobserver by MAKEFLAGS, which may be NULL.  Fails with GM_ERR_SYSTEM
 * and why there is none.
 */
enum gm_status tokens_find(struct tokens *tokens, const char *makeflags,
			   struct gm_error *err);

/* Employ a guardian for what was found.  Fails with GM_ERR_SYSTEM. */
enum gm_status tokens_open(struct tokens *tokens, struct gm_error *err);

/*
 * Whether n are held; else ask for one more.  What is wanted comes later, or
 * never.
 */
bool tokens_have(struct tokens *tokens, unsigned n);

/* Take what has come. */
void tokens_receive(struct tokens *tokens);

/* Put all but n back. */
void tokens_keep(struct tokens *tokens, unsigned n);

/* Put all back; blocks until that is done.  Safe on a closed struct. */
void tokens_close(struct tokens *tokens);

#endif
