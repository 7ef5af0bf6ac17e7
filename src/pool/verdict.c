/* SPDX-License-Identifier: MIT */
#include "pool/verdict.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "base/text.h"
#include "pool/worker.h"

/*
 * Workers that may die while they have a job, but are at none, before the job
 * is blamed for it.  Someone who kills workers at random hardly ever hits the
 * same job that often; a job that takes over its worker and lies always does.
 */
#define MAX_STRIKES 3u

/*
 * Deaths in a row before the first job, besides one of each worker, after
 * which there is no hope that any worker ever comes to life.
 */
#define MAX_STILLBORN 8u

/* The signal that a worker died of, but for those that the pool sends. */
static int
foreign_signal(const struct crew_member *member)
{
	bool is_foreign = member->killed == CREW_NOT_KILLED &&
			  WIFSIGNALED(member->wait_status);

	return is_foreign ? WTERMSIG(member->wait_status) : 0;
}

static void
judge(struct driver *driver, struct crew_member *member, unsigned place,
      const struct gm_error *why)
{
	struct pool_result result = {
		.status = why->status,
		.error = *why,
		.signal = foreign_signal(member),
		.pid = member->pid,
		.n_tries = member->batch.n_tries[place] + 1u,
	};

	batch_shut(&member->batch, place);
	driver->n_cut += why->status == GM_ERR_STOPPED;
	driver_done(driver, member->batch.jobs[place], &result);
}

/*
 * Does it lack what a worker can be given that is forked later, and is kept for
 * that?  Once equip() was called it is told no second time: whoever asks for
 * ever fails.  Of a run that stops it is a job that was never begun.
 */
static bool
is_lacking(struct driver *driver, size_t job, const struct pool_result *result)
{
	const struct pool_config *config = driver->config;
	struct gm_error err;

	if (result->status != GM_ERR_MODULE || config->lacks == NULL ||
	    driver->feed.is_equipped ||
	    !config->lacks(config->ctx, job, result))
		return false;
	if (!driver->is_stopping &&
	    feed_lack(&driver->feed, job, result->n_tries, &err) != GM_OK)
		driver_fail(driver, &err);
	return true;
}

/*
 * What was refused memory is kept for a second try.  False where that was it,
 * or the run ends.
 */
static bool
is_retried(struct driver *driver, size_t job, unsigned n_tries,
	   enum gm_status status)
{
	struct gm_error err;

	if (status != GM_ERR_NOMEM || driver->feed.is_alone ||
	    driver->is_stopping)
		return false;
	if (feed_retry(&driver->feed, job, n_tries, &err) == GM_OK)
		return true;
	driver_fail(driver, &err);
	return false;
}

/* A job's own verdict, or that its response was too large. */
static void
take_result(struct driver *driver, struct crew_member *member,
	    const struct wire_result *sent)
{
	size_t job = member->batch.jobs[sent->place];
	unsigned n_tries = member->batch.n_tries[sent->place] + 1u;
	struct pool_result *result = &driver->result;
	struct gm_error err;

	driver->n_stillborn = 0;
	if (sent->kind == WIRE_TOO_LARGE) {
		gm_fail(&err, GM_ERR_SYSTEM, 0, "response larger than %u bytes",
			POOL_MESSAGE_MAX_BYTES);
		judge(driver, member, sent->place, &err);
		return;
	}
	batch_shut(&member->batch, sent->place);
	if (is_retried(driver, job, n_tries, sent->status))
		return;
	result->status = sent->status;
	result->response = sent->data;
	result->nbytes = sent->nbytes;
	result->pid = member->pid;
	result->n_tries = n_tries;
	if (!is_lacking(driver, job, result))
		driver_done(driver, job, result);
}

/* The text comes from another process: one line, whatever it holds. */
static void
take_enter_failure(struct driver *driver, const struct wire_result *sent)
{
	struct gm_error err;

	gm_fail(&err, sent->status, 0, "%.*s", (int)sent->nbytes,
		(const char *)sent->data);
	text_scrub(err.text);
	driver_fail(driver, &err);
}

/* False when no honest worker could have sent that now. */
static bool
take_record(struct driver *driver, struct crew_member *member,
	    const struct wire_result *sent)
{
	const struct batch *batch = &member->batch;

	switch (sent->kind) {
	case WIRE_ENTERED:
		if (member->has_entered)
			return false;
		member->has_entered = true;
		driver->outcome->has_begun |= member->is_first;
		return true;
	case WIRE_ENTER_FAILED:
		if (member->has_entered || sent->status == GM_OK)
			return false;
		take_enter_failure(driver, sent);
		return true;
	default:
		if (!member->has_entered || !batch->is_open[sent->place] ||
		    batch->jobs[sent->place] != sent->job)
			return false;
		take_result(driver, member, sent);
		return true;
	}
}

void
verdict_on_results(struct driver *driver, struct crew_member *member,
		   size_t nbytes)
{
	const uint8_t *data = driver->crew.buffer;
	struct gm_error err;
	size_t at = 0;

	if (member->killed == CREW_KILLED_GARBLED)
		return;
	while (at < nbytes) {
		struct wire_result sent;
		size_t used = 0;
		enum wire_found found =
			wire_result_get(data + at, nbytes - at, &sent, &used);

		if (found == WIRE_PARTIAL)
			break;
		if (found == WIRE_GARBLED ||
		    !take_record(driver, member, &sent)) {
			crew_kill(member, CREW_KILLED_GARBLED);
			return;
		}
		at += used;
	}
	if (bytes_append(&member->partial, data + at, nbytes - at, &err) !=
	    GM_OK) {
		crew_kill(member, CREW_KILLED_GARBLED);
		driver_fail(driver, &err);
	}
}

/*
 * Results that never went through the pipe.  Those that did, but were not
 * yet wiped from the board, belong to no open job.
 */
static void
take_from_board(struct driver *driver, struct crew_member *member)
{
	uint8_t data[BOARD_PENDING_BYTES];
	size_t nbytes = atomic_load(&member->slot->n_pending), at = 0;
	struct wire_result sent;
	size_t used;

	if (nbytes > sizeof(data) || member->killed == CREW_KILLED_GARBLED)
		return;
	memcpy(data, member->slot->pending, nbytes);
	while (wire_result_get(data + at, nbytes - at, &sent, &used) ==
	       WIRE_WHOLE) {
		if (sent.kind != WIRE_ENTERED && sent.kind != WIRE_ENTER_FAILED)
			take_record(driver, member, &sent);
		at += used;
	}
}

static void
describe_death(const struct driver *driver, const struct crew_member *member,
	       struct gm_error *why)
{
	int status = member->wait_status;

	if (member->killed == CREW_KILLED_LATE)
		gm_fail(why, GM_ERR_TIMEOUT, 0, "timed out after %g s",
			(double)driver->config->timeout_ms / 1000);
	else if (member->killed == CREW_KILLED_SPENT)
		gm_fail(why, GM_ERR_TIMEOUT, 0,
			"took more than %g s of processor time",
			(double)member->spending.most_ns / 1e9);
	else if (member->killed == CREW_KILLED_GARBLED)
		gm_fail(why, GM_ERR_CRASH, 0,
			"worker sent a garbled result and was killed");
	else if (member->killed == CREW_KILLED_STOP)
		gm_fail(why, GM_ERR_STOPPED, 0,
			"worker killed because of a second signal");
	else if (member->killed == CREW_KILLED_GRACE)
		gm_fail(why, GM_ERR_STOPPED, 0,
			"worker killed %g s after the run was stopped",
			(double)driver->config->grace_ms / 1000);
	else if (WIFSIGNALED(status))
		gm_fail(why, GM_ERR_CRASH, 0, "worker killed by signal %d (%s)",
			WTERMSIG(status), strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status) == WORKER_EXIT_NOMEM)
		gm_fail(why, GM_ERR_NOMEM, 0, "worker ended: out of memory");
	else
		gm_fail(why, GM_ERR_CRASH, 0, "worker exited with status %d",
			WEXITSTATUS(status));
}

static void
count_stillborn(struct driver *driver, const struct crew_member *member,
		const struct gm_error *why)
{
	struct gm_error err;

	if (member->is_first)
		driver_fail(driver, why);
	if (++driver->n_stillborn < driver->crew.n_members + MAX_STILLBORN)
		return;
	gm_fail(&err, GM_ERR_SYSTEM, 0,
		"workers die before they do any job: %s", why->text);
	driver_fail(driver, &err);
}

/* Return, or blame, what is still open; backwards, to keep the order. */
static void
return_rest(struct driver *driver, struct crew_member *member,
	    unsigned n_strikes, const struct gm_error *why)
{
	struct batch *batch = &member->batch;
	struct gm_error err;

	for (unsigned i = batch->n_jobs; i-- > 0 && !driver->is_stopping;) {
		const struct feed_job job = {batch->jobs[i], n_strikes,
					     batch->n_tries[i]};

		if (!batch->is_open[i])
			continue;
		if (n_strikes >= MAX_STRIKES) {
			judge(driver, member, i, why);
			continue;
		}
		batch_shut(batch, i);
		if (feed_return(&driver->feed, &job, &err) != GM_OK)
			driver_fail(driver, &err);
	}
}

void
verdict_on_death(struct driver *driver, struct crew_member *member)
{
	struct batch *batch = &member->batch;
	unsigned n_strikes = batch->n_strikes, place;
	bool is_late = member->killed == CREW_KILLED_LATE ||
		       member->killed == CREW_KILLED_SPENT;
	struct gm_error why;
	uint64_t at;

	crew_reap(member);
	take_from_board(driver, member);
	describe_death(driver, member, &why);
	/* A late worker may have come to its next job: not the late one. */
	at = is_late ? member->late_job : board_at(member->slot);
	if (batch_find(batch, at, &place)) {
		if (is_retried(driver, batch->jobs[place],
			       batch->n_tries[place] + 1u, why.status))
			batch_shut(batch, place);
		else
			judge(driver, member, place, &why);
	} else if (member->has_entered) {
		n_strikes++;
	} else if (!driver->is_stopping) {
		count_stillborn(driver, member, &why);
	}
	return_rest(driver, member, n_strikes, &why);
	crew_bury(&driver->crew, member);
}
