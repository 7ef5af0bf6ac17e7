/* SPDX-License-Identifier: MIT */
#include "pool/driver.h"

/* Hand out and begin no more; what runs is let finish. */
static void
stop(struct driver *driver)
{
	struct crew_member *member = NULL;

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

void
driver_signal(struct driver *driver, int number)
{
	struct crew_member *member = NULL;

	if (driver->outcome->signal == 0) {
		driver->outcome->signal = number;
		stop(driver);
		watch_tell(driver);
		if (!driver->config->is_brittle)
			return;
	}
	while ((member = crew_next(&driver->crew, member)) != NULL)
		crew_kill(member, CREW_KILLED_STOP);
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
