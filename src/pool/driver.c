/* SPDX-License-Identifier: MIT */
#include "pool/driver.h"

#include "base/clock.h"

/* Hand out and begin no more; what runs is let finish. */
static void
stop(struct driver *driver)
{
	struct crew_member *member = NULL;

	if (!driver->is_stopping)
		driver->stopped_ns = clock_now_ns();
	driver->is_stopping = true;
	while ((member = crew_next(&driver->crew, member)) != NULL) {
		atomic_store(&member->slot->stop, true);
		crew_retire(member);
	}
}

void
driver_fail(struct driver *driver, const struct gm_error *why)
{
	if (driver->failure.status == GM_OK)
		driver->failure = *why;
	stop(driver);
}

/* Nor wait for what runs. */
static void
cut(struct driver *driver, enum crew_killed why)
{
	struct crew_member *member = NULL;

	driver->is_cut = true;
	while ((member = crew_next(&driver->crew, member)) != NULL)
		crew_kill(member, why);
}

void
driver_time_up(struct driver *driver)
{
	if (driver->is_stopping) {
		cut(driver, CREW_KILLED_GRACE);
		return;
	}
	driver->is_late = true;
	stop(driver);
}

void
driver_signal(struct driver *driver, int number)
{
	if (driver->outcome->signal == 0) {
		driver->outcome->signal = number;
		stop(driver);
		watch_tell(driver);
		if (!driver->config->is_brittle)
			return;
	}
	cut(driver, CREW_KILLED_STOP);
}

void
driver_done(struct driver *driver, size_t job, const struct pool_result *result)
{
	driver->outcome->n_done++;
	if (!driver->config->done(driver->config->ctx, job, result) &&
	    !driver->is_stopping)
		stop(driver);
}

void
driver_settle(struct driver *driver)
{
	if (driver->config->settle != NULL &&
	    !driver->config->settle(driver->config->ctx) &&
	    !driver->is_stopping)
		stop(driver);
}
