/* SPDX-License-Identifier: MIT */
/*
 * fake_hostile.h - what a job can do that has taken over its worker
 */
#ifndef GM_TESTS_POOL_FAKE_HOSTILE_H
#define GM_TESTS_POOL_FAKE_HOSTILE_H

#include "fake_job.h"

/* Above all descriptors that a worker has. */
#define FAKE_MAX_FD 64

/* Until somebody kills the worker; the end of its driver does that too. */
_Noreturn void fake_hang(void);
_Noreturn void fake_spin(void);

/* Do one of the hostile deeds; comes back only if the worker is to go on. */
enum gm_status fake_hostile(const struct fake_shared *shared,
			    const struct fake_request *request,
			    struct pool_meter *meter);

#endif
