/* SPDX-License-Identifier: MIT */
/*
 * sandbox.h - lock a worker in before it opens its first file
 *
 * Decoders read what strangers made.  A worker that was taken over by its input
 * should find nothing to take: Landlock leaves it the files it was told of,
 * seccomp the few system calls that a job makes, its standard streams lead
 * nowhere, its environment is empty, and it leaves no core.  What the kernel
 * lacks of the two locks is left out, and can be asked for.
 *
 * The driver prepares the locks once; each worker locks itself in.
 */
#ifndef GM_GUARD_SANDBOX_H
#define GM_GUARD_SANDBOX_H

#include <stdbool.h>

#include "base/err.h"
#include "base/link.h"

struct sandbox {
	int files_fd; /* Landlock's rules; -1 without */
	bool calls;   /* seccomp's filter is entered */
	bool is_none; /* the process is left as it is */
};

/* One that locks nothing. */
#define SANDBOX_NONE ((struct sandbox){.files_fd = -1, .is_none = true})

enum sandbox_reach {
	SANDBOX_READ, /* a file, or all files below a folder */
	SANDBOX_WRITE /* make, write and remove files below a folder */
};

/* The locks that there are, as bits. */
enum sandbox_locks {
	SANDBOX_FILES = 1, /* Landlock */
	SANDBOX_CALLS = 2, /* seccomp */
	SANDBOX_ALL = 3
};

/*
 * Prepare those of the locks that the kernel has.  Fails with GM_ERR_SYSTEM;
 * *sandbox must be closed either way.
 */
enum gm_status sandbox_open(struct sandbox *sandbox, unsigned locks,
			    struct gm_error *err);

/*
 * Let workers reach path, seen from folder_fd, with such links followed.  Does
 * nothing, and is no failure, when they could not use path anyway: when it
 * cannot be opened, is a pipe without a name, or is to be written below and is
 * no folder.  Fails with GM_ERR_SYSTEM.
 */
enum gm_status sandbox_allow(const struct sandbox *sandbox, int folder_fd,
			     const char *path, enum link_trust links,
			     enum sandbox_reach reach, struct gm_error *err);

/* Names what it has not: Landlock, seccomp or both; NULL: it has both. */
const char *sandbox_lacks(const struct sandbox *sandbox);

/*
 * In a worker, which has one thread: close the locks.  There is no way back.
 * Fails with GM_ERR_SYSTEM.
 */
enum gm_status sandbox_enter(const struct sandbox *sandbox,
			     struct gm_error *err);

/* In the driver.  Safe on SANDBOX_NONE. */
void sandbox_close(struct sandbox *sandbox);

#endif
