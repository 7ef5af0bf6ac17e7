/* SPDX-License-Identifier: MIT */
/*
 * Who reads, who writes.  A worker has two pipes and one slot on the board.
 * Down the request pipe the driver writes batches of requests; up the result
 * pipe the worker writes records.  Each pipe has one reader and one writer:
 * after the fork the driver closes the ends that are not its own, and a child
 * whatever else is open, so that the end of a pipe means that the process is
 * gone (or was told to go) and nothing else.  The slot is
 * written by the worker, but for the flag by which the driver stops it: the
 * job that it is at, since when, how far, and results that it has not sent.
 * Small results gather there and go up by one write(2) of at most PIPE_BUF
 * bytes, so the driver is not woken for each; when the worker is killed they
 * are still there to be read.
 *
 * A worker's life.  It takes a seat in the crew: fork, enter(), WIRE_ENTERED,
 * then batch by batch until its request pipe ends; it answers every job of a
 * batch before it reads the next.  The driver keeps in struct batch what it
 * sent, and sends a batch only to a worker that has no open job in the last
 * one.  A record counts only when it answers an open job of that worker: what
 * a worker says is never believed further than that, and a worker that says
 * anything else is killed.  The seat of the dead is free for the next.
 *
 * Where there is something to rehearse, the first worker does it, and the
 * others get no batch before it has entered: until then nothing that a job
 * works on has been looked at, and the run may be begun again in another way.
 *
 * A job's life.  It is in exactly one place: in the feed (never handed out,
 * returned, or waiting for a second try) or open in one batch.  It leaves
 * the batch by a result, by a verdict on its dead worker, or back to the
 * feed; driver_done() is called on the first two only, and for second tries
 * for want of memory that a stopped run does not make.  So done() is called
 * once, and no record of all jobs is needed to know it.
 *
 * What bounds memory.  Per worker one batch of WIRE_BATCH_MAX_JOBS, what of it
 * is unsent, one partial record, one slot.  Returned jobs were all in batches
 * at one time, so they are bounded by those.  Only jobs that ran out of
 * memory, or lack something, are kept by number, 8 bytes each, until their
 * second try.  Nothing else grows with the number of jobs.
 *
 * Why it cannot deadlock.  The driver waits nowhere but in poll(2), for all
 * pipes at once, and all of its ends are non-blocking: what a request pipe
 * does not take stays in memory until it does.  A worker may wait in write(2)
 * for the driver to read, which it always does next, or in read(2) for a
 * batch, which it gets when there is a job for it and else an end of file.
 * waitpid(2) follows a SIGKILL or an end of file.  A worker that is at a job
 * for ever is what the timeout and the budget are for; one whose pipe is held
 * open by a process that it left behind is found by looking for it every
 * second.
 */
#include "pool/pool.h"

#include <assert.h>
#include <stdlib.h>

#include "base/clock.h"
#include "pool/board.h"
#include "pool/driver.h"
#include "pool/tokens.h"
#include "pool/verdict.h"
#include "pool/watch.h"

void
pool_meter_add(struct pool_meter *meter, uint64_t nbytes)
{
	/* Only this worker writes it: no need for a locked addition. */
	uint64_t so_far =
		atomic_load_explicit(&meter->nbytes, memory_order_relaxed);

	atomic_store_explicit(&meter->nbytes, so_far + nbytes,
			      memory_order_relaxed);
}

void
pool_meter_ask(struct pool_meter *meter, uint64_t amount)
{
	atomic_store_explicit(&meter->asked, amount, memory_order_relaxed);
}

/* One worker is what make lets every program have. */
static bool
has_token(const struct driver *driver)
{
	struct tokens *tokens = driver->config->tokens;

	return tokens == NULL || tokens_have(tokens, driver->crew.n_live);
}

/* Fork into an empty seat, if more workers are wanted and can be had. */
static bool
spawn(struct driver *driver, unsigned member_i)
{
	bool is_first = !driver->outcome->has_begun && member_i == 0;
	struct gm_error err;

	if (driver->crew.n_live >= driver->most_live || !has_token(driver))
		return false;
	if (crew_spawn(&driver->crew, member_i, is_first, &err) == GM_OK) {
		if (driver->crew.n_live > driver->outcome->n_workers)
			driver->outcome->n_workers = driver->crew.n_live;
		return true;
	}
	if (driver->crew.n_live == 0)
		driver_fail(driver, &err);
	else
		driver->most_live = driver->crew.n_live;
	return false;
}

static void
send_batch(struct driver *driver, struct crew_member *member)
{
	struct gm_error err;

	batch_clear(&member->batch);
	if (feed_fill(&driver->feed, driver->most_live, &member->batch,
		      &driver->crew.outgoing, &err) != GM_OK) {
		batch_clear(&member->batch);
		driver_fail(driver, &err);
		return;
	}
	member->sent_ns = clock_now_ns();
	if (crew_send(&driver->crew, member, &err) != GM_OK)
		driver_fail(driver, &err);
}

static void
hand_out(struct driver *driver)
{
	for (unsigned i = 0; i < driver->crew.n_members; i++) {
		struct crew_member *member = &driver->crew.members[i];

		if (driver->is_stopping || feed_n_ready(&driver->feed) == 0)
			return;
		if (member->pid == 0 && !spawn(driver, i))
			continue;
		if (!driver->outcome->has_begun && !member->is_first)
			continue;
		if (member->request_fd >= 0 && member->batch.n_open == 0 &&
		    member->killed == CREW_NOT_KILLED)
			send_batch(driver, member);
	}
}

/* Where there is nothing to do for a worker, others can use its token. */
static void
share_tokens(struct driver *driver)
{
	struct tokens *tokens = driver->config->tokens;
	unsigned n_live = driver->crew.n_live;
	struct crew_member *member = NULL;

	if (tokens == NULL)
		return;
	if (feed_n_ready(&driver->feed) > 0 && !driver->is_stopping)
		return;
	while ((member = crew_next(&driver->crew, member)) != NULL)
		if (member->batch.n_open == 0)
			crew_retire(member);
	tokens_keep(tokens, n_live > 1 ? n_live - 1 : 0);
}

static bool
has_open_jobs(const struct driver *driver)
{
	const struct crew_member *member = NULL;

	while ((member = crew_next(&driver->crew, member)) != NULL)
		if (member->batch.n_open > 0)
			return true;
	return false;
}

/*
 * When all else is done, let the workers go.  Jobs that lack something get what
 * there is of it, once a run, and workers that are forked after that.  If there
 * are second tries for want of memory, they get a worker of their own when the
 * memory of the others is free.
 */
static void
retire_idle(struct driver *driver)
{
	struct crew_member *member = NULL;

	if (driver->is_stopping || feed_n_ready(&driver->feed) > 0 ||
	    has_open_jobs(driver))
		return;
	while ((member = crew_next(&driver->crew, member)) != NULL)
		crew_retire(member);
	if (feed_has_lacking(&driver->feed)) {
		driver->config->equip(driver->config->ctx);
		driver->feed.is_equipped = true;
	} else if (feed_has_retries(&driver->feed)) {
		driver->feed.is_alone = true;
		driver->most_live = 1;
	}
}

/* Take what the worker has sent; all of it, when it is dead. */
static void
read_results(struct driver *driver, struct crew_member *member)
{
	size_t nbytes;

	do {
		switch (crew_receive(&driver->crew, member, &nbytes)) {
		case CREW_DATA:
			verdict_on_results(driver, member, nbytes);
			break;
		case CREW_NOTHING:
			if (member->is_reaped)
				verdict_on_death(driver, member);
			return;
		case CREW_END:
			verdict_on_death(driver, member);
			return;
		}
	} while (member->is_reaped);
}

static void
poll_once(struct driver *driver)
{
	bool has_signal = crew_wait(&driver->crew, watch_sleep_ms(driver));
	struct crew_member *member = NULL;
	int number;

	while (has_signal && (number = signals_take(&driver->signals)) != 0)
		driver_signal(driver, number);
	while ((member = crew_next(&driver->crew, member)) != NULL) {
		if (member->is_writable && member->request_fd >= 0)
			crew_send_rest(member);
		if (member->is_readable || member->is_reaped)
			read_results(driver, member);
	}
	watch_act(driver);
	driver_settle(driver);
}

/* Jobs that were to be tried again when the run was stopped have failed. */
static void
end_retries(struct driver *driver)
{
	struct pool_result result = {.status = GM_ERR_NOMEM};

	gm_fail(&result.error, GM_ERR_NOMEM, 0,
		"out of memory; stopped before it was tried again");
	while (feed_has_retries(&driver->feed)) {
		const struct feed_job job = feed_take_retry(&driver->feed);

		result.n_tries = job.n_tries;
		driver_done(driver, job.job, &result);
	}
}

static void
drive(struct driver *driver)
{
	watch_open(driver);
	for (;;) {
		if (watch_is_due(driver))
			driver_time_up(driver);
		retire_idle(driver);
		hand_out(driver);
		share_tokens(driver);
		if (driver->crew.n_live == 0)
			break;
		poll_once(driver);
	}
	end_retries(driver);
	driver_settle(driver);
}

static void
employ_crew(struct driver *driver)
{
	unsigned n_workers = driver->config->n_workers;

	if (n_workers > driver->config->n_jobs)
		n_workers = (unsigned)driver->config->n_jobs;
	driver->most_live = n_workers;
	if (crew_open(&driver->crew, driver->config, &driver->signals,
		      n_workers, &driver->failure) == GM_OK)
		drive(driver);
	crew_close(&driver->crew);
}

enum gm_status
pool_run(const struct pool_config *config, struct pool_outcome *outcome,
	 struct gm_error *err)
{
	enum gm_status st;
	struct driver *driver;
	int number;

	assert(config->n_workers >= 1);
	assert(config->n_workers <= POOL_MAX_WORKERS);
	*outcome = (struct pool_outcome){0};
	if (config->n_jobs == 0)
		return GM_OK;
	driver = calloc(1, sizeof(*driver));
	if (driver == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory");
	driver->config = config;
	driver->outcome = outcome;
	outcome->has_begun = config->rehearse == NULL;
	feed_open(&driver->feed, config);
	if (signals_open(&driver->signals, config->signals, &driver->failure) ==
	    GM_OK)
		employ_crew(driver);
	feed_close(&driver->feed);
	number = signals_close(&driver->signals);
	if (outcome->signal == 0)
		outcome->signal = number;
	st = driver->failure.status;
	outcome->stopped = driver->is_stopping && st == GM_OK &&
			   outcome->n_done < config->n_jobs;
	outcome->is_late =
		driver->is_late && (outcome->stopped || driver->n_cut > 0);
	if (st != GM_OK)
		*err = driver->failure;
	free(driver);
	return st;
}
