/* SPDX-License-Identifier: MIT */
/*
 * sandbox_files.h - which files a worker can reach: Landlock
 *
 * The kernel's Documentation/userspace-api/landlock.rst is the source.
 */
#ifndef GM_GUARD_SANDBOX_FILES_H
#define GM_GUARD_SANDBOX_FILES_H

#include <stdbool.h>

#include "base/err.h"
#include "guard/sandbox.h"

/*
 * Make an empty set of rules; *fd is -1 when the kernel has no Landlock.  Of
 * everything that is opened the kernel asks whether it may be cut short, all
 * the way up to the root: half of what Landlock costs, and not needed
 * (guards_length false) where sandbox_calls.h refuses all that cuts files
 * short.  Fails with GM_ERR_SYSTEM.
 */
enum gm_status sandbox_files_open(int *fd, bool guards_length,
				  struct gm_error *err);

/* As sandbox_allow(). */
enum gm_status sandbox_files_allow(int fd, const char *path,
				   enum sandbox_reach reach,
				   struct gm_error *err);

/* In a worker: nothing but what the rules allow, from now on. */
enum gm_status sandbox_files_enter(int fd, struct gm_error *err);

#endif
