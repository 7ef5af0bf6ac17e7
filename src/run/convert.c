/* SPDX-License-Identifier: MIT */
#include "run/convert.h"

#include <stdio.h>
#include <stdlib.h>

#include "pool/tokens.h"
#include "report/screen.h"
#include "run/budget.h"
#include "run/dispatch.h"
#include "run/equip.h"
#include "run/order.h"
#include "run/settled.h"
#include "run/staff.h"
#include "run/stages.h"
#include "run/stretch.h"

#define LIVE_TICK_MS  100u
#define PLAIN_TICK_MS 1000u

static enum gm_status
paths_of(void *ctx, size_t input_i, struct bytes *in, struct bytes *out,
	 struct gm_error *err)
{
	return plan_paths(ctx, input_i, in, out, err);
}

static struct report_options
report_options_of(const struct options *options)
{
	bool is_auto = options->progress == WHEN_AUTO && !options->quiet;

	return (struct report_options){
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
		.streams = options->streams,
	};
}

/* How often progress is brought up to date; 0 is never. */
static unsigned
tick_ms_of(const struct options *options)
{
	const struct report_options shown = report_options_of(options);

	if (shown.live_progress)
		return LIVE_TICK_MS;
	return shown.plain_progress ? PLAIN_TICK_MS : 0;
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
	dispatch->n_workers = staff_n_workers(dispatch);
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
dispatch_all(struct convert *convert, struct dispatch *dispatch,
	     uint32_t *order, struct gm_error *err)
{
	struct pool_outcome *outcome = &convert->outcome;
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
		st = dispatch_stretch(&convert->confinement, dispatch, &stretch,
				      &part, err);
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
count(struct convert *convert, const struct plan *plan)
{
	struct convert_counts *counts = &convert->counts;
	const struct report *report = convert->report;

	for (size_t i = 0; i < plan_n_inputs(plan); i++)
		convert->n_skipped += plan_input(plan, i).fate == PLAN_SKIP;
	counts->n_converted = report_n(report, REPORT_CONVERTED);
	counts->n_untried = report_n(report, REPORT_UNTRIED);
	counts->n_failed = report_n_bad(report);
	counts->n_warned = report_n_warned(report);
	counts->n_read = convert->n_skipped + counts->n_converted +
			 report_n(report, REPORT_GRAY) +
			 report_n(report, REPORT_COLOR);
}

/* When the first part is known, so that the report can say what it is of. */
static enum gm_status
begin_report(struct convert *convert, const struct report_part *part,
	     const struct dispatch *dispatch, struct gm_error *err)
{
	struct report_options shown = report_options_of(convert->options);
	struct recording *recording = &convert->recording;

	shown.began_ms = convert->began_ms;
	shown.n_workers = dispatch->n_workers;
	if (recording->journal.is_open)
		shown.journal = &recording->journal;
	shown.head = &recording->head;
	if (recording->trace.journal.is_open)
		shown.trace = &recording->trace;
	recording->head.n_inputs = part->n_inputs;
	recording->head.n_workers = dispatch->n_workers;
	return report_begin(&shown, &convert->report, err);
}

/* Tell of the part, and of what of it needs no worker. */
static enum gm_status
report_plan(struct convert *convert, struct plan *plan,
	    struct dispatch *dispatch, struct gm_error *err)
{
	const struct report_part part = {
		.n_inputs = plan_n_inputs(plan),
		.n_settled = plan_n_inputs(plan) - dispatch->n_jobs,
		.work = work_of,
		.work_ctx = dispatch,
		.paths = paths_of,
		.paths_ctx = plan,
	};
	enum gm_status st = GM_OK;

	if (convert->report == NULL)
		st = begin_report(convert, &part, dispatch, err);
	if (st == GM_OK)
		st = report_part(convert->report, &part, err);
	if (st == GM_OK)
		st = settled_report(convert->options, plan, &convert->resume,
				    convert->report, err);
	if (st == GM_OK)
		st = report_flush(convert->report, err);
	dispatch->report = convert->report;
	return st;
}

static enum gm_status
convert_plan(struct convert *convert, struct plan *plan,
	     struct dispatch *dispatch, uint32_t **order, struct gm_error *err)
{
	const struct options *options = convert->options;
	enum gm_status st = prepare(dispatch, order, err);

	if (st == GM_OK && dispatch->tokens != NULL &&
	    !dispatch->tokens->is_open)
		st = tokens_open(dispatch->tokens, err);
	if (st == GM_OK)
		st = report_plan(convert, plan, dispatch, err);
	if (st != GM_OK)
		return st;
	if (convert_is_stopped(convert))
		dispatch->n_jobs = 0;
	equip_for_inputs(options, plan, *order, dispatch->n_jobs);
	return dispatch->n_jobs == 0
		       ? GM_OK
		       : dispatch_all(convert, dispatch, *order, err);
}

enum gm_status
convert_begin(struct convert *convert, struct gm_error *err)
{
	const struct options *options = convert->options;
	enum gm_status st = resume_read(&convert->resume, options, err);

	convert->confinement.options = options;
	if (st == GM_OK)
		st = recording_open(&convert->recording, options, err);
	if (st == GM_OK)
		convert->found = staff_find_tokens(options, &convert->tokens);
	return st;
}

/* Of what runs that were killed have left, the folders of the first part are
   cleared: to look through others again and again takes too long. */
static enum gm_status
prepare_folders(struct convert *convert, struct plan *plan,
		struct gm_error *err)
{
	enum gm_status st = GM_OK;

	if (!plan_has_outputs(plan))
		return GM_OK;
	if (convert->report == NULL)
		st = plan_sweep(plan, err);
	return st != GM_OK ? st : plan_make_folders(plan, err);
}

enum gm_status
convert_part(struct convert *convert, struct plan *plan, struct gm_error *err)
{
	struct dispatch dispatch = {.options = convert->options,
				    .plan = plan,
				    .deadline_ms = convert->deadline_ms,
				    .tokens = convert->found,
				    .tick_ms = tick_ms_of(convert->options)};
	enum gm_status st = resume_apply(&convert->resume, plan, err), end_st;
	struct gm_error end_err;
	uint32_t *order = NULL;

	if (st == GM_OK)
		st = prepare_folders(convert, plan, err);
	if (st == GM_OK)
		st = convert_plan(convert, plan, &dispatch, &order, err);
	if (convert->report != NULL) {
		end_st = report_part_end(convert->report, &end_err);
		if (st == GM_OK && end_st != GM_OK) {
			*err = end_err;
			st = end_st;
		}
		count(convert, plan);
	}
	weights_free(&dispatch.weights);
	free(order);
	return st;
}

bool
convert_is_stopped(const struct convert *convert)
{
	const struct pool_outcome *outcome = &convert->outcome;

	return outcome->stopped || outcome->is_late || outcome->signal != 0 ||
	       (convert->options->fail_fast && convert->report != NULL &&
		report_n_bad(convert->report) > 0);
}

/* A signal that came when all was done has stopped nothing. */
static bool
is_cut_short(const struct convert *convert)
{
	const struct pool_outcome *outcome = &convert->outcome;

	return outcome->stopped || outcome->is_late ||
	       (convert->options->fail_fast && convert->counts.n_failed > 0);
}

enum gm_status
convert_end(struct convert *convert, bool is_whole, struct gm_error *err)
{
	enum gm_status st = GM_OK, close_st;
	struct gm_error close_err;

	if (convert->report != NULL)
		st = report_end(convert->report, convert->outcome.n_workers,
				!is_whole || is_cut_short(convert), err);
	close_st = recording_close(&convert->recording, &close_err);
	if (st == GM_OK && close_st != GM_OK) {
		*err = close_err;
		st = close_st;
	}
	tokens_close(&convert->tokens);
	resume_free(&convert->resume);
	report_free(convert->report);
	convert->report = NULL;
	return st;
}
