/* SPDX-License-Identifier: MIT */
#include "run/convert.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/cpu.h"
#include "pool/tokens.h"
#include "report/line.h"
#include "report/report.h"
#include "report/screen.h"
#include "run/budget.h"
#include "run/confine.h"
#include "run/dispatch.h"
#include "run/equip.h"
#include "run/order.h"
#include "run/pass_over.h"
#include "run/stages.h"
#include "run/stretch.h"

/* How often progress is brought up to date. */
#define LIVE_TICK_MS  100u
#define PLAIN_TICK_MS 1000u

/* The work that pays for one more worker. */
#define WORKER_MIN_WEIGHT 65536u

/* The memory that makes one more worker worth it; see OPTIONS_MIN_MEMORY. */
#define WORKER_MIN_NBYTES OPTIONS_MIN_MEMORY

static enum gm_status
paths_of(void *ctx, size_t input_i, struct bytes *in, struct bytes *out,
	 struct gm_error *err)
{
	return plan_paths(ctx, input_i, in, out, err);
}

/* The inputs that need no worker: skipped by the plan, or at fault. */
static enum gm_status
report_settled(const struct options *options, const struct plan *plan,
	       const struct resume *resume, struct report *report,
	       struct gm_error *err)
{
	enum gm_status st = GM_OK;

	for (size_t i = 0; st == GM_OK && i < plan_n_inputs(plan); i++) {
		const struct plan_input input = plan_input(plan, i);
		struct report_result result = {.warning = "", .format = ""};
		struct gm_error why;
		char skipped[PASS_OVER_BYTES];

		if (input.fate == PLAN_CONVERT)
			continue;
		result.state = REPORT_SKIPPED;
		result.text = options->update ? "no newer than its output"
					      : "output exists";
		result.code = options->update ? "current" : "exists";
		if (input.fate == PLAN_SKIP)
			resume_tells(resume, plan, i, &result);
		if (input.fate == PLAN_FAULT) {
			plan_fault(plan, i, &why);
			result.text = why.text;
			result.code = gm_status_code(why.status);
			pass_over_warn(skipped, why.text);
			if (pass_over_is(options, &input, why.status))
				result.warning = skipped;
			else
				result.state = REPORT_FAILED;
		}
		st = report_result(report, i, &result, err);
	}
	return st;
}

static struct report_options
report_options_of(const struct options *options, struct plan *plan)
{
	bool is_auto = options->progress == WHEN_AUTO && !options->quiet;

	return (struct report_options){
		.n_inputs = plan_n_inputs(plan),
		.quiet = options->quiet,
		.strict = options->strict,
		.verbose = options->verbose,
		.checks = options->conversion.check != CHECK_NOT,
		.leaves_stdout = recording_takes_stdout(options),
		.escape_stdout = screen_is_terminal(stdout),
		.escape_stderr = screen_is_terminal(stderr),
		.color_stderr = options->color == WHEN_ALWAYS ||
				(options->color == WHEN_AUTO &&
				 screen_wants_color(stderr)),
		.live_progress = options->progress == WHEN_ALWAYS ||
				 (is_auto && screen_can_redraw(stderr)),
		.plain_progress = options->progress == WHEN_PLAIN ||
				  (is_auto && !screen_can_redraw(stderr)),
		.paths = paths_of,
		.paths_ctx = plan,
	};
}

/*
 * Workers that the options and the processors call for, at least 1: where make
 * was to say, and does not, no more than it would be without -j.
 */
static unsigned
n_asked_for(const struct options *options, const struct tokens *tokens)
{
	unsigned n;

	if (options->jobserver && tokens == NULL && options->jobs == 0)
		return 1;
	if (options->jobs > 0 && !options->jobs_percent)
		return options->jobs;
	n = cpu_usable("");
	if (options->jobs_percent)
		n = n * options->jobs / 100;
	if (n > POOL_MAX_WORKERS)
		n = POOL_MAX_WORKERS;
	return n > 0 ? n : 1;
}

/*
 * Workers that the options, the memory, the processors and the work call for:
 * 1 for a handful of small pictures, which would not pay for the fork of
 * another.
 */
static unsigned
workers_for(const struct dispatch *dispatch)
{
	uint64_t n_fit = dispatch->max_nbytes / WORKER_MIN_NBYTES;
	unsigned n_most = n_asked_for(dispatch->options, dispatch->tokens);
	size_t n_jobs = dispatch->n_jobs;
	uint64_t sum = 0;
	unsigned n = 1;

	if (n_most > n_fit)
		n_most = (unsigned)n_fit;
	if (n_most > n_jobs)
		n_most = n_jobs > 0 ? (unsigned)n_jobs : 1;
	for (size_t i = 0; i < n_jobs && n < n_most; i++) {
		sum += weights_of(&dispatch->weights, dispatch->plan,
				  dispatch->order[i]);
		while (n < n_most && sum / WORKER_MIN_WEIGHT >= n)
			n++;
	}
	return n;
}

static struct left_work
work_of(void *ctx, size_t input_i)
{
	const struct dispatch *dispatch = ctx;
	const struct plan_input input = plan_input(dispatch->plan, input_i);
	struct left_work work = {.nbytes = input.nbytes};

	if (input.fate != PLAN_CONVERT)
		return work;
	work.format = weights_format(&dispatch->weights, input_i);
	work.weight = weights_of(&dispatch->weights, dispatch->plan, input_i);
	return work;
}

static uint64_t
weight_of(void *ctx, size_t input_i)
{
	const struct dispatch *dispatch = ctx;

	return weights_of(&dispatch->weights, dispatch->plan, input_i);
}

/* The jobserver, where one is asked for and is there. */
static struct tokens *
find_tokens(const struct options *options, struct tokens *tokens)
{
	struct gm_error err;
	char text[sizeof(err.text) + 80];

	if (!options->jobserver)
		return NULL;
	if (tokens_find(tokens, getenv("MAKEFLAGS"), &err) == GM_OK)
		return tokens;
	snprintf(text, sizeof(text), "--jobserver: %s; %s", err.text,
		 options->jobs == 0 ? "going on with one worker"
				    : "going on as -j says");
	if (!options->quiet)
		line_put_notice("", text);
	return NULL;
}

/*
 * Which jobs there are, how heavy, for how many workers, in which order; the
 * caller frees *order.
 */
static enum gm_status
prepare(struct dispatch *dispatch, uint32_t **order, struct gm_error *err)
{
	enum gm_status st;

	st = order_inputs(dispatch->plan, order, &dispatch->n_jobs, err);
	if (st != GM_OK)
		return st;
	dispatch->order = *order;
	st = weights_learn(&dispatch->weights, dispatch->plan, *order,
			   dispatch->n_jobs, err);
	if (st != GM_OK)
		return st;
	dispatch->max_nbytes = budget_nbytes(dispatch->options->max_memory);
	dispatch->n_workers = workers_for(dispatch);
	return GM_OK;
}

static enum gm_status
dispatch_in(void *ctx, const struct sandbox *sandbox,
	    const struct rehearsal *rehearsal, struct pool_outcome *outcome,
	    struct gm_error *err)
{
	struct dispatch *dispatch = ctx;

	dispatch->sandbox = sandbox;
	dispatch->rehearsal = rehearsal;
	return dispatch_jobs(dispatch, outcome, err);
}

/* Have the jobs of a stretch done by workers that are locked in. */
static enum gm_status
dispatch_stretch(struct confinement *confinement, struct dispatch *dispatch,
		 const struct stretch *stretch, struct pool_outcome *outcome,
		 struct gm_error *err)
{
	struct stages stages = {0};
	enum gm_status st = stages_open(&stages, stretch, err);
	int number;

	confinement->stretch = stretch;
	confinement->stages = &stages;
	confinement->files =
		plan_has_outputs(stretch->plan) ? NULL : stages.files;
	dispatch->stages = &stages;
	if (st == GM_OK) {
		st = confine_open(confinement, err);
		if (st == GM_OK)
			st = confine_run(confinement, dispatch_in, dispatch,
					 outcome, err);
		confine_close(confinement);
	}
	confinement->stages = NULL;
	confinement->files = NULL;
	dispatch->stages = NULL;
	number = stages_close(&stages);
	if (outcome->signal == 0)
		outcome->signal = number;
	return st;
}

static void
add_outcome(struct pool_outcome *sum, const struct pool_outcome *outcome)
{
	if (outcome->n_workers > sum->n_workers)
		sum->n_workers = outcome->n_workers;
	sum->stopped = outcome->stopped;
	sum->is_late = outcome->is_late;
	sum->signal = outcome->signal;
}

/* Stretch by stretch, unless one is stopped. */
static enum gm_status
dispatch_all(struct dispatch *dispatch, uint32_t *order,
	     struct pool_outcome *outcome, struct gm_error *err)
{
	struct confinement confinement = {.options = dispatch->options};
	size_t most = stages_most(), n_left = dispatch->n_jobs;
	enum gm_status st = GM_OK;

	while (st == GM_OK && n_left > 0 && !outcome->stopped &&
	       outcome->signal == 0) {
		struct stretch stretch = {.plan = dispatch->plan,
					  .inputs = order,
					  .n_inputs = n_left};
		struct pool_outcome part = {0};

		st = stretch_cut(&stretch, most, err);
		if (st == GM_OK)
			st = order_pull(order, stretch.n_inputs,
					dispatch->n_workers, weight_of,
					dispatch, err);
		if (st != GM_OK)
			break;
		dispatch->order = order;
		dispatch->n_jobs = stretch.n_inputs;
		st = dispatch_stretch(&confinement, dispatch, &stretch, &part,
				      err);
		add_outcome(outcome, &part);
		order += stretch.n_inputs;
		n_left -= stretch.n_inputs;
	}
	dispatch->sandbox = NULL;
	if (outcome->signal != 0 && n_left > 0)
		outcome->stopped = true;
	return st;
}

static void
count(const struct plan *plan, const struct report *report,
      struct convert_counts *counts)
{
	counts->n_converted = report_n(report, REPORT_CONVERTED);
	counts->n_untried = report_n(report, REPORT_UNTRIED);
	counts->n_read = counts->n_converted + report_n(report, REPORT_GRAY) +
			 report_n(report, REPORT_COLOR);
	counts->n_failed = report_n_bad(report);
	counts->n_warned = report_n_warned(report);
	for (size_t i = 0; i < plan_n_inputs(plan); i++)
		counts->n_read += plan_input(plan, i).fate == PLAN_SKIP;
}

enum gm_status
convert_inputs(const struct options *options, struct plan *plan,
	       const struct resume *resume, const struct convert_times *times,
	       struct recording *recording, struct pool_outcome *outcome,
	       struct convert_counts *counts, struct gm_error *err)
{
	struct report_options shown = report_options_of(options, plan);
	struct dispatch dispatch = {.options = options, .plan = plan};
	struct report *report = NULL;
	struct tokens tokens = {0};
	struct gm_error end_err;
	uint32_t *order = NULL;
	enum gm_status st, end_st;

	dispatch.tokens = find_tokens(options, &tokens);
	st = prepare(&dispatch, &order, err);
	if (st == GM_OK && dispatch.tokens != NULL)
		st = tokens_open(&tokens, err);
	if (st != GM_OK)
		goto done;
	shown.n_settled = shown.n_inputs - dispatch.n_jobs;
	shown.began_ms = times->began_ms;
	dispatch.deadline_ms = times->deadline_ms;
	shown.n_workers = dispatch.n_workers;
	shown.work = work_of;
	shown.work_ctx = &dispatch;
	if (recording->journal.is_open)
		shown.journal = &recording->journal;
	shown.head = &recording->head;
	if (recording->trace.journal.is_open)
		shown.trace = &recording->trace;
	recording->head.n_inputs = shown.n_inputs;
	recording->head.n_workers = dispatch.n_workers;
	st = report_begin(&shown, &report, err);
	if (st != GM_OK)
		goto done;
	dispatch.report = report;
	dispatch.tick_ms = shown.live_progress    ? LIVE_TICK_MS
			   : shown.plain_progress ? PLAIN_TICK_MS
						  : 0;
	st = report_settled(options, plan, resume, report, err);
	if (st == GM_OK)
		st = report_flush(report, err);
	if (options->fail_fast && report_n_bad(report) > 0)
		dispatch.n_jobs = 0;
	equip_for_inputs(options, plan, order, dispatch.n_jobs);
	if (st == GM_OK && dispatch.n_jobs > 0)
		st = dispatch_all(&dispatch, order, outcome, err);
	end_st = report_end(report, outcome->n_workers, &end_err);
	if (st == GM_OK && end_st != GM_OK) {
		*err = end_err;
		st = end_st;
	}
	count(plan, report, counts);
done:
	tokens_close(&tokens);
	report_free(report);
	weights_free(&dispatch.weights);
	free(order);
	return st;
}
