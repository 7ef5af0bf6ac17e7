/* SPDX-License-Identifier: MIT */
#include "run/dispatch.h"

#include <string.h>
#include <unistd.h>

#include "base/file_place.h"
#include "job/job.h"
#include "job/job_wire.h"
#include "run/budget.h"
#include "run/equip.h"
#include "run/exchange.h"
#include "run/naming.h"
#include "run/original.h"
#include "run/pass_over.h"
#include "run/unsynced.h"

/* What the callbacks of one run share. */
struct shared {
	const struct dispatch *dispatch;
	struct job_options job_options;
	struct job_kit kit;   /* the worker's; empty in the driver */
	struct bytes in_path; /* the driver's */
	struct bytes out_path;
	struct unsynced unsynced;
	uint64_t wanted;       /* formats whose modules second tries need */
	struct gm_error fatal; /* why the run must end, if it must */
};

static size_t
input_of(const struct shared *shared, size_t job_i)
{
	return shared->dispatch->order[job_i];
}

static uint64_t
weight(void *ctx, size_t job_i)
{
	const struct shared *shared = ctx;

	return weights_of(&shared->dispatch->weights, shared->dispatch->plan,
			  input_of(shared, job_i));
}

static uint64_t
budget(void *ctx, size_t job_i, uint64_t n_pixels)
{
	const struct shared *shared = ctx;
	const struct plan_input input =
		plan_input(shared->dispatch->plan, input_of(shared, job_i));

	return budget_ns(input.nbytes, n_pixels,
			 shared->job_options.conversion.max_pixels);
}

static enum gm_status
load_paths(struct shared *shared, size_t job_i, struct gm_error *err)
{
	return plan_paths(shared->dispatch->plan, input_of(shared, job_i),
			  &shared->in_path, &shared->out_path, err);
}

static bool
has_outputs(const struct shared *shared)
{
	return plan_has_outputs(shared->dispatch->plan);
}

/* Where the output of a job is made, and how it is called there. */
static const struct stage *
stage_of(const struct shared *shared, size_t job_i,
	 char name[STAGES_NAME_BYTES])
{
	size_t input_i = input_of(shared, job_i);

	stages_name(input_i, name);
	return stages_of(shared->dispatch->stages, input_i);
}

/* What a job has left that has failed. */
static void
remove_output(const struct shared *shared, size_t job_i)
{
	char name[STAGES_NAME_BYTES];

	if (has_outputs(shared))
		unlinkat(stage_of(shared, job_i, name)->fd, name, 0);
}

static enum gm_status
request(void *ctx, size_t job_i, bool is_alone, struct bytes *message,
	struct gm_error *err)
{
	struct shared *shared = ctx;
	const struct plan *plan = shared->dispatch->plan;
	size_t input_i = input_of(shared, job_i);
	struct plan_input input = plan_input(plan, input_i);
	char name[STAGES_NAME_BYTES] = "";
	const struct job job = {
		.in_fd = stages_in_fd(shared->dispatch->stages, input_i),
		.in_name = plan_name(plan, input_i),
		.out_fd = has_outputs(shared)
				  ? stage_of(shared, job_i, name)->fd
				  : -1,
		.out_name = name,
		.to = naming_format(shared->dispatch->options, input.format),
		.links = plan_links(plan, input_i),
		.is_alone = is_alone,
		.in_place = shared->dispatch->options->in_place,
	};

	/* Which the first try has left, if its worker crashed. */
	if (is_alone)
		remove_output(shared, job_i);
	return job_wire_put(&job, message, err);
}

/* In the worker, first. */
static enum gm_status
enter(void *ctx, struct gm_error *err)
{
	struct shared *shared = ctx;

	memory_begin(&shared->kit.memory);
	return sandbox_enter(shared->dispatch->sandbox, err);
}

/* In the first worker, before any has a picture. */
static enum gm_status
rehearse(void *ctx, struct gm_error *err)
{
	const struct shared *shared = ctx;

	if (rehearsal_do(shared->dispatch->rehearsal) == REHEARSAL_DONE)
		return GM_OK;
	return gm_fail(err, GM_ERR_SYSTEM, 0, "rehearsal");
}

/* In the worker. */
static enum gm_status
answer(void *ctx, const uint8_t *message, size_t nbytes, struct bytes *response,
       struct pool_meter *meter)
{
	struct shared *shared = ctx;
	struct job_result result = {0};
	struct gm_error err;
	struct job job;
	enum gm_status st;

	st = exchange_reserve(response, &err);
	if (st != GM_OK)
		return st;
	result.status = job_wire_get(message, nbytes, &job, &result.error);
	return exchange_answer(&job, &shared->job_options, &shared->kit,
			       &result, response, meter);
}

static enum report_state
state_of(const struct shared *shared, const struct plan_input *input,
	 enum gm_status status)
{
	if (pass_over_is(shared->dispatch->options, input, status))
		return REPORT_SKIPPED;
	if (status == GM_OK)
		return has_outputs(shared) ? REPORT_CONVERTED : REPORT_GRAY;
	return status == GM_ERR_COLOR ? REPORT_COLOR : REPORT_FAILED;
}

static enum gm_status
report_job(struct shared *shared, size_t job_i, const struct plan_input *input,
	   const struct job_result *job, struct gm_error *err)
{
	const struct outcome *outcome = &job->outcome;
	char skipped[PASS_OVER_BYTES], left_out[CONVERSION_LEFT_BYTES];
	enum report_state state = state_of(shared, input, job->status);
	const struct report_result result = {
		.state = state,
		.code = job->status == GM_OK ? NULL
					     : gm_status_code(job->status),
		.text = job->error.text,
		.warning = state == REPORT_SKIPPED ? skipped : outcome->warning,
		.format = job->format != NULL ? job->format->name : "",
		.written = job->written != NULL ? job->written->name : NULL,
		.way = conversion_way_name(outcome->way),
		.method = state == REPORT_CONVERTED
				  ? gray_method_words[shared->job_options
							      .conversion.gray]
					    .text
				  : NULL,
		.left_out = left_out,
		.width = outcome->width,
		.height = outcome->height,
		.depth = outcome->depth,
		.n_frames = outcome->n_frames,
		/* Unread, it is over all the same: for the time left. */
		.nbytes_in =
			job->nbytes_in > 0 ? job->nbytes_in : input->nbytes,
		.nbytes_out = job->nbytes_out,
		.changed_s = job->stamp.changed_s,
		.changed_ns = job->stamp.changed_ns,
		.began_us = job->began_us,
		.elapsed_us = job->elapsed_us,
		.n_tries = job->n_tries,
		.signal = job->signal,
		.worker = job->worker,
	};

	conversion_left_out(outcome, left_out);
	if (state == REPORT_SKIPPED)
		pass_over_warn(skipped, job->error.text);
	return report_result(shared->dispatch->report, input_of(shared, job_i),
			     &result, err);
}

static void
take_result(const struct shared *shared, size_t job_i,
	    const struct pool_result *told, struct job_result *result)
{
	exchange_take(shared->dispatch->options, told, result);
	if (told->error.status != GM_OK)
		remove_output(shared, job_i);
}

/* A picture of another format than its name says may need its module. */
static bool
lacks(void *ctx, size_t job_i, const struct pool_result *told)
{
	struct shared *shared = ctx;
	struct job_result result;

	take_result(shared, job_i, told, &result);
	return result.status == GM_ERR_MODULE &&
	       equip_want(result.format, &shared->wanted);
}

static void
equip(void *ctx)
{
	const struct shared *shared = ctx;

	equip_with(shared->wanted);
}

/* By what the picture has, where that is asked for. */
static enum gm_status
place_output(const struct shared *shared, size_t input_i,
	     const struct file_place *place, const struct file_stamp *stamp,
	     struct gm_error *err)
{
	const struct options *options = shared->dispatch->options;
	const struct original original = {
		.folder_fd = stages_in_fd(shared->dispatch->stages, input_i),
		.name = plan_name(shared->dispatch->plan, input_i),
		.links = plan_links(shared->dispatch->plan, input_i),
		.stamp = *stamp,
	};

	if (options->in_place)
		return original_replace(place, &original, options->preserve,
					err);
	/* What is newer than it was read would be taken for older than that. */
	if (options->preserve != 0 || options->update)
		return original_resemble(place, &original, options->preserve,
					 err);
	return file_place(place, err);
}

/* Give the output its name, which makes it one. */
static enum gm_status
name_output(struct shared *shared, size_t job_i, struct job_result *result,
	    struct gm_error *err)
{
	enum gm_status st = load_paths(shared, job_i, err);
	const struct plan_input input =
		plan_input(shared->dispatch->plan, input_of(shared, job_i));
	const char *path, *slash;
	char name[STAGES_NAME_BYTES];
	struct file_place place = {
		.stage = stage_of(shared, job_i, name),
		.staged_name = name,
		.is_new = input.is_new,
		.syncs = shared->job_options.fsync,
	};
	struct gm_error why;

	if (st != GM_OK)
		return st;
	path = (const char *)shared->out_path.data;
	slash = strrchr(path, '/');
	place.final_name = slash == NULL ? path : slash + 1;
	st = place_output(shared, input_of(shared, job_i), &place,
			  &result->stamp, &why);
	if (st != GM_OK)
		*result = (struct job_result){.status = st, .error = why};
	return GM_OK;
}

/*
 * The folder is what fails, and no picture: one line says so, however many
 * there are.
 */
static enum gm_status
blame_folder(struct shared *shared, size_t job_i,
	     const struct job_result *result)
{
	enum gm_status st = load_paths(shared, job_i, &shared->fatal);

	return st != GM_OK ? st
			   : stages_blame(GM_ERR_FOLDER,
					  (const char *)shared->out_path.data,
					  result->error.text, &shared->fatal);
}

/* How a job has ended, for good.  False when the run must. */
static bool
conclude(struct shared *shared, size_t job_i, const struct job_result *result)
{
	const struct options *options = shared->dispatch->options;
	const struct plan_input input =
		plan_input(shared->dispatch->plan, input_of(shared, job_i));
	enum gm_status st = GM_OK;

	if (result->status == GM_ERR_FOLDER)
		st = blame_folder(shared, job_i, result);
	if (st == GM_OK)
		st = report_job(shared, job_i, &input, result, &shared->fatal);
	if (st != GM_OK)
		return false;
	if (result->status == GM_ERR_FULL) {
		gm_fail(&shared->fatal, GM_ERR_FULL, 0, "stopped: %s",
			result->error.text);
		return false;
	}
	return !options->fail_fast || result->status == GM_OK ||
	       pass_over_is(options, &input, result->status);
}

static bool
done(void *ctx, size_t job_i, const struct pool_result *told)
{
	struct shared *shared = ctx;
	struct job_result result;
	enum gm_status st = GM_OK;

	take_result(shared, job_i, told, &result);
	if (result.status == GM_OK && has_outputs(shared))
		st = name_output(shared, job_i, &result, &shared->fatal);
	if (st != GM_OK)
		return false;
	result.n_tries = told->n_tries;
	result.signal = told->signal;
	result.worker = told->pid;
	if (result.status != GM_OK || !shared->job_options.fsync)
		return conclude(shared, job_i, &result);
	return unsynced_add(&shared->unsynced, job_i,
			    plan_out_place(shared->dispatch->plan,
					   input_of(shared, job_i)),
			    &result, &shared->fatal) == GM_OK;
}

static enum gm_status
sync_folder(void *ctx, size_t job_i, struct gm_error *err)
{
	const struct shared *shared = ctx;
	char name[STAGES_NAME_BYTES];

	return file_place_sync(stage_of(shared, job_i, name), err);
}

/* With --fsync only what is durable has ended. */
static bool
settle_unsynced(struct shared *shared)
{
	struct unsynced *unsynced = &shared->unsynced;
	bool goes_on = true;

	unsynced_sync(unsynced, sync_folder, shared);
	for (size_t i = 0; i < unsynced->n_items; i++)
		if (!conclude(shared, unsynced->items[i].job_i,
			      &unsynced->items[i].result))
			goes_on = false;
	unsynced->n_items = 0;
	return goes_on;
}

static bool
settle(void *ctx)
{
	struct shared *shared = ctx;
	bool goes_on = settle_unsynced(shared);
	struct gm_error err;

	if (report_flush(shared->dispatch->report, &err) == GM_OK)
		return goes_on;
	if (shared->fatal.status == GM_OK)
		shared->fatal = err;
	return false;
}

static void
running(void *ctx, size_t job_i, uint64_t ms, uint64_t nbytes)
{
	const struct shared *shared = ctx;

	report_running(shared->dispatch->report, input_of(shared, job_i), ms,
		       nbytes);
}

static void
tick(void *ctx, const struct pool_view *view)
{
	const struct shared *shared = ctx;

	report_tick(shared->dispatch->report, view->n_running,
		    view->nbytes_running, view->is_interrupted);
}

enum gm_status
dispatch_jobs(const struct dispatch *dispatch, struct pool_outcome *outcome,
	      struct gm_error *err)
{
	const struct options *options = dispatch->options;
	uint64_t max_nbytes = dispatch->max_nbytes;
	bool is_budgeted = options->timeout_ms == OPTIONS_BY_BUDGET;
	struct shared shared = {
		.dispatch = dispatch,
		.job_options = {.conversion = options->conversion,
				.shared_nbytes =
					max_nbytes / dispatch->n_workers,
				.formats = options->formats,
				.keep_smaller = options->keep_smaller,
				.fsync = options->fsync},
	};
	const struct pool_config config = {
		.n_workers = dispatch->n_workers,
		.n_jobs = dispatch->n_jobs,
		.timeout_ms = is_budgeted ? 0 : options->timeout_ms,
		.budget = is_budgeted ? budget : NULL,
		.deadline_ms = dispatch->deadline_ms,
		.grace_ms = options->grace_ms,
		.tick_ms = dispatch->tick_ms,
		.signals = &dispatch->stages->signals,
		.tokens = dispatch->tokens,
		.kept_fd = dispatch->sandbox->files_fd,
		.kept_fds = dispatch->stages->fds,
		.n_kept_fds = dispatch->stages->n_fds,
		.ctx = &shared,
		.enter = enter,
		.rehearse = dispatch->rehearsal != NULL ? rehearse : NULL,
		.job = answer,
		.request = request,
		.weight = weight,
		.done = done,
		.lacks = lacks,
		.equip = equip,
		.settle = settle,
		.running = running,
		.tick = tick,
	};
	enum gm_status st;

	*outcome = (struct pool_outcome){0};
	shared.job_options.conversion.max_nbytes = max_nbytes;
	st = pool_run(&config, outcome, err);
	if (st == GM_OK && shared.fatal.status != GM_OK) {
		*err = shared.fatal;
		st = err->status;
	}
	bytes_free(&shared.in_path);
	bytes_free(&shared.out_path);
	unsynced_free(&shared.unsynced);
	return st;
}
