/* SPDX-License-Identifier: MIT */
/*
 * sandbox_calls.h - which system calls a worker can make: seccomp
 *
 * What a job calls is allowed; make_call_filter.c says which that are, and what
 * becomes of all others.
 */
#ifndef GM_GUARD_SANDBOX_CALLS_H
#define GM_GUARD_SANDBOX_CALLS_H

#include <stdbool.h>

#include "base/err.h"

/* Whether the kernel has seccomp with all that the filter asks of it. */
bool sandbox_calls_are_known(void);

/*
 * In a worker: no call but what the filter allows, from now on.  Takes no
 * memory.  Fails with GM_ERR_SYSTEM.
 */
enum gm_status sandbox_calls_enter(struct gm_error *err);

#endif
