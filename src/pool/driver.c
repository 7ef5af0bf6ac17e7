/* SPDX-License-Identifier: MIT */
#include "pool/driver.h"

#include "base/clock.h"

/* Hand out and begin no more; what runs is let finish. */
static void
stop(struct driver *driver)
{
	uint64_t now_ns = clock_now_ns();

	driver->is_stopping = true;
	for (unsigned i = 0; i < driver->crew.n_members; i++) {
		struct crew_member *member = &driver->crew.members[i];

		if (member->pid == 0)
			continue;
		atomic_store(&member->slot->stop, true);
		crew_retire(member, now_ns);
	}
}

void
driver_fail(struct driver *driver, const struct gm_error *why)
{
	if (driver->failure.status == GM_OK)
		driver->failure = *why;
	stop(driver);
}

void
driver_signal(struct driver *driver, int number)
{
	if (driver->outcome->signal == 0) {
		driver->outcome->signal = number;
		stop(driver);
		return;
	}
	for (unsigned i = 0; i < driver->crew.n_members; i++) {
		if (driver->crew.members[i].pid != 0)
			crew_kill(&driver->crew.members[i], CREW_KILLED_STOP);
	}
}

void
driver_done(struct driver *driver, size_t job, const struct pool_result *result)
{
	driver->outcome->n_done++;
	if (!driver->config->done(driver->config->ctx, job, result) &&
	    !driver->is_stopping)
		stop(driver);
}
