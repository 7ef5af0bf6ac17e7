/* SPDX-License-Identifier: MIT */
#include "pool/watch.h"

#include "base/clock.h"
#include "pool/driver.h"

#define NS_PER_MS UINT64_C(1000000)

/*
 * How often to look for dead workers whose result pipe is held open by a
 * process that they left behind, for retired ones that do not go, and at what
 * workers have used of the processors.
 */
#define LOOK_EVERY_NS (1000 * NS_PER_MS)

/* How long a worker without a job may take to end. */
#define RETIRE_GRACE_NS (2000 * NS_PER_MS)

/*
 * When the driver sleeps this much longer than it meant to, it was stopped
 * (Ctrl-Z), and so were the workers: that time is not held against a job.
 * Shorter absences show only to a driver that means to sleep shortly, which
 * is why it does where there is a timeout.
 */
#define AWAY_NS        (250 * NS_PER_MS)
#define SHORT_SLEEP_NS (250 * NS_PER_MS)

/* Workers read a clock that is up to this much behind. */
#define CLOCK_SLACK_NS (10 * NS_PER_MS)

/* A timeout of more than a century is none; less cannot overflow. */
#define LONGEST_TIMEOUT_MS (UINT64_C(1) << 42)

/* A time on the clock: what no clock reaches is never. */
static uint64_t
later_ns(uint64_t from_ns, uint64_t ms)
{
	return ms < LONGEST_TIMEOUT_MS ? from_ns + ms * NS_PER_MS : UINT64_MAX;
}

/* When the driver is to act on the end of the run: UINT64_MAX is never. */
static uint64_t
end_ns(const struct driver *driver)
{
	const struct pool_config *config = driver->config;

	if (driver->is_stopping && config->grace_ms != 0 && !driver->is_cut)
		return later_ns(driver->stopped_ns, config->grace_ms);
	if (!driver->is_stopping && config->deadline_ms != 0)
		return later_ns(0, config->deadline_ms);
	return UINT64_MAX;
}

bool
watch_is_due(const struct driver *driver)
{
	return clock_now_ns() >= end_ns(driver);
}

void
watch_open(struct driver *driver)
{
	uint64_t now_ns = clock_now_ns(),
		 timeout_ms = driver->config->timeout_ms;

	driver->watch = (struct watch){
		.last_ns = now_ns,
		.next_tick_ns = now_ns + driver->config->tick_ms * NS_PER_MS,
		.next_look_ns = now_ns + LOOK_EVERY_NS,
	};
	if (timeout_ms != 0 && timeout_ms < LONGEST_TIMEOUT_MS)
		driver->watch.most_ns = timeout_ms * NS_PER_MS + CLOCK_SLACK_NS;
	driver->watch.next_late_ns = now_ns + driver->watch.most_ns;
}

/* Since when the worker is at what it is at. */
static void
observe(struct crew_member *member, uint64_t now_ns)
{
	uint64_t at = board_at(member->slot), since_ns;

	if (at == member->seen_at)
		return;
	since_ns = atomic_load_explicit(&member->slot->since_ns,
					memory_order_relaxed);
	if (since_ns < member->sent_ns)
		since_ns = member->sent_ns;
	if (since_ns > now_ns)
		since_ns = now_ns;
	member->seen_at = at;
	member->seen_from_ns = since_ns;
}

/* Move a time that has been, though not past now. */
static void
postpone(uint64_t *when_ns, uint64_t by_ns, uint64_t now_ns)
{
	*when_ns = by_ns > now_ns - *when_ns ? now_ns : *when_ns + by_ns;
}

static void
forgive_absence(struct driver *driver, uint64_t now_ns)
{
	uint64_t away_ns = now_ns - driver->watch.last_ns;
	struct crew_member *member = NULL;

	if (away_ns < driver->watch.asked_ns + AWAY_NS)
		return;
	while ((member = crew_next(&driver->crew, member)) != NULL) {
		if (member->batch.n_open == 0)
			continue;
		observe(member, now_ns);
		postpone(&member->seen_from_ns, away_ns, now_ns);
		postpone(&member->sent_ns, away_ns, now_ns);
	}
}

/*
 * Besides the job, the batch has its limit: no worker gains time by saying
 * again and again that it has just begun.
 */
static void
check_late(struct driver *driver, struct crew_member *member, uint64_t now_ns)
{
	uint64_t most_ns = driver->watch.most_ns;
	bool is_at_job;

	observe(member, now_ns);
	is_at_job = member->seen_at != BOARD_NO_JOB;
	if ((is_at_job && now_ns - member->seen_from_ns > most_ns) ||
	    (now_ns - member->sent_ns) / (member->batch.n_jobs + 1u) >
		    most_ns) {
		member->late_job = member->seen_at;
		crew_kill(member, CREW_KILLED_LATE);
	} else if (is_at_job && member->seen_from_ns + most_ns <
					driver->watch.next_late_ns) {
		driver->watch.next_late_ns = member->seen_from_ns + most_ns;
	}
}

static void
check_all_late(struct driver *driver, uint64_t now_ns)
{
	struct crew_member *member = NULL;

	if (driver->watch.most_ns == 0 || now_ns <= driver->watch.next_late_ns)
		return;
	/* Jobs that begin from now on are not late before that. */
	driver->watch.next_late_ns = now_ns + driver->watch.most_ns;
	while ((member = crew_next(&driver->crew, member)) != NULL)
		if (member->batch.n_open > 0 &&
		    member->killed == CREW_NOT_KILLED)
			check_late(driver, member, now_ns);
}

/* The job that a member is at; returns what it has read. */
static uint64_t
tell_running(const struct driver *driver, const struct crew_member *member)
{
	uint64_t now_ns = clock_now_ns(), at = board_at(member->slot);
	uint64_t since_ns = atomic_load_explicit(&member->slot->since_ns,
						 memory_order_relaxed);
	uint64_t nbytes = atomic_load_explicit(&member->slot->meter.nbytes,
					       memory_order_relaxed);
	uint64_t ms;
	unsigned place;

	/* Its clock is behind, see CLOCK_SLACK_NS, and it may say anything. */
	if (since_ns < member->sent_ns)
		since_ns = member->sent_ns;
	ms = since_ns < now_ns ? (now_ns - since_ns) / NS_PER_MS : 0;
	/* A worker may say that it is at any job. */
	if (driver->config->running != NULL &&
	    batch_find(&member->batch, at, &place))
		driver->config->running(driver->config->ctx, (size_t)at, ms,
					nbytes);
	return nbytes;
}

void
watch_tell(const struct driver *driver)
{
	const struct crew_member *member = NULL;
	struct pool_view view = {0};

	if (driver->config->tick == NULL)
		return;
	while ((member = crew_next(&driver->crew, member)) != NULL) {
		if (board_at(member->slot) == BOARD_NO_JOB)
			continue;
		view.n_running++;
		view.nbytes_running += tell_running(driver, member);
	}
	view.is_interrupted = driver->outcome->signal != 0;
	driver->config->tick(driver->config->ctx, &view);
}

static void
tick(struct driver *driver, uint64_t now_ns)
{
	if (driver->config->tick_ms == 0 || now_ns < driver->watch.next_tick_ns)
		return;
	driver->watch.next_tick_ns =
		now_ns + driver->config->tick_ms * NS_PER_MS;
	watch_tell(driver);
}

/* An open job of the batch: that which the worker says it is at, or another. */
static size_t
job_at(const struct batch *batch, uint64_t at)
{
	unsigned place = 0;

	if (!batch_find(batch, at, &place))
		while (!batch->is_open[place])
			place++;
	return batch->jobs[place];
}

/*
 * Unlike time, what it uses of the processors is its own: no other program, no
 * slow disk and no stop adds to it.  Nothing but a result begins the count
 * again.
 */
static void
check_spending(const struct driver *driver, struct crew_member *member)
{
	struct crew_spending *spending = &member->spending;
	const struct batch *batch = &member->batch;
	uint64_t at = board_at(member->slot), spent_ns, asked;

	if (batch->n_open == 0 || member->killed != CREW_NOT_KILLED ||
	    !crew_spent_ns(member, &spent_ns))
		return;
	if (spending->sent_ns != member->sent_ns ||
	    spending->n_open != batch->n_open) {
		*spending = (struct crew_spending){member->sent_ns,
						   batch->n_open, spent_ns, 0};
		return;
	}
	asked = atomic_load_explicit(&member->slot->meter.asked,
				     memory_order_relaxed);
	spending->most_ns = driver->config->budget(driver->config->ctx,
						   job_at(batch, at), asked);
	if (spent_ns - spending->from_ns <= spending->most_ns)
		return;
	member->late_job = at;
	crew_kill(member, CREW_KILLED_SPENT);
}

static void
look_around(struct driver *driver, uint64_t now_ns)
{
	struct crew_member *member = NULL;

	if (now_ns < driver->watch.next_look_ns)
		return;
	driver->watch.next_look_ns = now_ns + LOOK_EVERY_NS;
	while ((member = crew_next(&driver->crew, member)) != NULL) {
		crew_look(member);
		if (driver->config->budget != NULL)
			check_spending(driver, member);
		if (member->request_fd < 0 && member->batch.n_open == 0 &&
		    now_ns - member->retired_ns > RETIRE_GRACE_NS)
			crew_kill(member, CREW_KILLED_USELESS);
	}
}

int
watch_sleep_ms(struct driver *driver)
{
	const struct watch *watch = &driver->watch;
	uint64_t now_ns = clock_now_ns(), until_ns = watch->next_look_ns;

	if (driver->config->tick_ms != 0 && watch->next_tick_ns < until_ns)
		until_ns = watch->next_tick_ns;
	if (watch->most_ns != 0 && watch->next_late_ns < until_ns)
		until_ns = watch->next_late_ns;
	if (end_ns(driver) < until_ns)
		until_ns = end_ns(driver);
	until_ns = until_ns > now_ns ? until_ns - now_ns : 0;
	if (watch->most_ns != 0 && until_ns > SHORT_SLEEP_NS)
		until_ns = SHORT_SLEEP_NS;
	driver->watch.asked_ns = until_ns;
	/* Rounded up, so that it does not wake before the time, to no end. */
	return (int)(until_ns / NS_PER_MS) + 1;
}

void
watch_act(struct driver *driver)
{
	uint64_t now_ns = clock_now_ns();

	forgive_absence(driver, now_ns);
	driver->watch.last_ns = now_ns;
	check_all_late(driver, now_ns);
	tick(driver, now_ns);
	look_around(driver, now_ns);
}
