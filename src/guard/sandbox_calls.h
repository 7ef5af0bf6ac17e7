/* SPDX-License-Identifier: MIT */
/*
 * sandbox_calls.h - which system calls a worker can make: seccomp
 *
 * What a job calls is allowed, nothing that cuts a file short among it.  What
 * only an attacker calls ends the worker at once; all else fails with ENOSYS,
 * for which libraries know what to do.
 */
#ifndef GM_GUARD_SANDBOX_CALLS_H
#define GM_GUARD_SANDBOX_CALLS_H

#include "base/err.h"
#include "base/library.h"

struct sandbox_calls;

/*
 * Make the filter; *calls is for free(), and NULL when the kernel has no
 * seccomp.  Fails with GM_ERR_NOMEM or GM_ERR_SYSTEM; *calls is then NULL.
 */
enum gm_status sandbox_calls_open(struct sandbox_calls **calls,
				  struct gm_error *err);

/*
 * In a worker: no call but what the filter allows, from now on.  Takes no
 * memory.
 */
enum gm_status sandbox_calls_enter(const struct sandbox_calls *calls,
				   struct gm_error *err);

/* libseccomp. */
extern const struct library sandbox_calls_library;

#endif
