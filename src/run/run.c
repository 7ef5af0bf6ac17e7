/* SPDX-License-Identifier: MIT */
#include "run/run.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "codec/codec.h"
#include "formats/formats.h"
#include "plan/file_list.h"
#include "plan/plan.h"
#include "report/line.h"
#include "report/report.h"
#include "report/screen.h"
#include "run/capacity.h"
#include "run/confine.h"
#include "run/dispatch.h"
#include "run/dry_run.h"

/* How often progress is brought up to date. */
#define LIVE_TICK_MS  100u
#define PLAIN_TICK_MS 1000u

/*
 * A name whose format is not written says in which one its output is, whatever
 * the file holds.
 */
static struct plan_naming
naming(const char *name)
{
	const struct codec *codec = formats_by_name(name);
	struct plan_naming said = {.is_picture = codec != NULL,
				   .extension = ""};
	const struct codec *to;

	if (codec == NULL)
		return said;
	to = formats_written_as(codec);
	if (to != codec) {
		said.format = formats_number(to);
		said.extension = to->extensions[0];
	}
	return said;
}

static void
note_unentered(void *ctx, const char *folder, size_t n)
{
	char text[80];

	(void)ctx;
	snprintf(text, sizeof(text), "%zu sub-folder%s not entered (use -r)", n,
		 n == 1 ? "" : "s");
	line_put_notice(folder, text);
}

static enum gm_status
paths_of(void *ctx, size_t input_i, struct bytes *in, struct bytes *out,
	 struct gm_error *err)
{
	return plan_paths(ctx, input_i, in, out, err);
}

/* The inputs that need no worker: skipped by the plan, or at fault. */
static enum gm_status
report_settled(const struct plan *plan, struct report *report,
	       struct gm_error *err)
{
	enum gm_status st = GM_OK;

	for (size_t i = 0; st == GM_OK && i < plan_n_inputs(plan); i++) {
		const struct plan_input input = plan_input(plan, i);
		struct report_result result = {.warning = "", .format = ""};
		struct gm_error why;

		if (input.fate == PLAN_CONVERT)
			continue;
		result.state = input.fate == PLAN_SKIP ? REPORT_SKIPPED
						       : REPORT_FAILED;
		result.text = "output exists";
		if (input.fate == PLAN_FAULT) {
			plan_fault(&input, &why);
			result.text = why.text;
		}
		st = report_result(report, i, &result, err);
	}
	return st;
}

/* What there is to read, but for the inputs that are skipped or at fault. */
static uint64_t
sum_nbytes(const struct plan *plan)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < plan_n_inputs(plan); i++) {
		const struct plan_input input = plan_input(plan, i);

		if (input.fate == PLAN_CONVERT)
			sum += input.nbytes;
	}
	return sum;
}

static struct report_options
report_options_of(const struct options *options, struct plan *plan)
{
	bool is_auto = options->progress == WHEN_AUTO && !options->quiet;

	return (struct report_options){
		.n_inputs = plan_n_inputs(plan),
		.quiet = options->quiet,
		.verbose = options->verbose,
		.escape_stdout = screen_is_terminal(stdout),
		.escape_stderr = screen_is_terminal(stderr),
		.color_stderr = options->color == WHEN_ALWAYS ||
				(options->color == WHEN_AUTO &&
				 screen_wants_color(stderr)),
		.live_progress = options->progress == WHEN_ALWAYS ||
				 (is_auto && screen_can_redraw(stderr)),
		.plain_progress = options->progress == WHEN_PLAIN,
		.nbytes_total = sum_nbytes(plan),
		.paths = paths_of,
		.paths_ctx = plan,
	};
}

static void
note_sandbox(const struct options *options, const struct sandbox *sandbox)
{
	const char *lacks = sandbox_lacks(sandbox);
	char text[80];

	if (!options->verbose || options->no_sandbox || lacks == NULL)
		return;
	snprintf(text, sizeof(text), "sandbox: this system has no %s", lacks);
	line_put_notice("", text);
}

/* Have the jobs done by workers that are locked in. */
static enum gm_status
dispatch_confined(struct dispatch *dispatch, struct pool_outcome *outcome,
		  struct gm_error *err)
{
	const struct options *options = dispatch->options;
	struct sandbox sandbox;
	enum gm_status st;

	st = confine_open(options, dispatch->plan, &sandbox, err);
	if (st == GM_OK) {
		note_sandbox(options, &sandbox);
		dispatch->sandbox = &sandbox;
		st = dispatch_jobs(dispatch, outcome, err);
	}
	dispatch->sandbox = NULL;
	sandbox_close(&sandbox);
	return st;
}

/* Convert what is planned and say what came of it. */
static enum gm_status
convert_inputs(const struct options *options, struct plan *plan,
	       uint64_t began_ms, struct pool_outcome *outcome,
	       struct report_counts *counts, struct gm_error *err)
{
	struct report_options shown = report_options_of(options, plan);
	struct dispatch dispatch = {.options = options, .plan = plan};
	struct report *report = NULL;
	struct gm_error end_err;
	uint32_t *order = NULL;
	enum gm_status st, end_st;

	st = plan_order(plan, &order, &dispatch.n_jobs, err);
	if (st == GM_OK)
		st = weights_sort(&dispatch.weights, plan, order,
				  dispatch.n_jobs, err);
	if (st != GM_OK)
		goto done;
	dispatch.order = order;
	dispatch.max_nbytes = capacity_nbytes(options);
	dispatch.n_workers = capacity_n_workers(&dispatch);
	shown.n_settled = shown.n_inputs - dispatch.n_jobs;
	shown.began_ms = began_ms;
	st = report_begin(&shown, &report, err);
	if (st != GM_OK)
		goto done;
	dispatch.report = report;
	dispatch.tick_ms = shown.live_progress    ? LIVE_TICK_MS
			   : shown.plain_progress ? PLAIN_TICK_MS
						  : 0;
	st = report_settled(plan, report, err);
	if (options->fail_fast && report_counts(report).n_failed > 0)
		dispatch.n_jobs = 0;
	if (st == GM_OK && dispatch.n_jobs > 0)
		st = dispatch_confined(&dispatch, outcome, err);
	end_st = report_end(report, outcome->n_workers, &end_err);
	if (st == GM_OK && end_st != GM_OK) {
		*err = end_err;
		st = end_st;
	}
	*counts = report_counts(report);
done:
	report_free(report);
	weights_free(&dispatch.weights);
	free(order);
	return st;
}

/* What is left to do once the plan stands. */
static enum gm_status
follow_plan(const struct options *options, struct plan *plan, uint64_t began_ms,
	    struct run_outcome *outcome, struct gm_error *err)
{
	struct pool_outcome pool_outcome = {0};
	struct report_counts counts = {0};
	enum gm_status st;

	if (!options->quiet)
		plan_each_unentered(plan, note_unentered, NULL);
	if (plan_n_inputs(plan) == 0 &&
	    (options->require_input || !options->quiet))
		line_put_notice("", "no picture found");
	if (plan_n_inputs(plan) == 0 && options->require_input) {
		outcome->status = RUN_NO_INPUT;
		return GM_OK;
	}
	if (options->dry_run) {
		st = dry_run(plan, &counts.n_failed, err);
	} else {
		st = plan_sweep(plan, err);
		if (st == GM_OK)
			st = plan_make_folders(plan, err);
		if (st == GM_OK)
			st = convert_inputs(options, plan, began_ms,
					    &pool_outcome, &counts, err);
	}
	outcome->signal = pool_outcome.signal;
	if (options->fail_fast && counts.n_failed > 0)
		outcome->status = RUN_STOPPED;
	else if (counts.n_failed > 0)
		outcome->status = RUN_FAILED;
	return st;
}

/* The list of the command line, if there is one: its end is waited for. */
static enum gm_status
read_list(const struct options *options, struct file_list *list,
	  struct gm_error *err)
{
	*list = (struct file_list){.end = options->list_has_nuls ? '\0' : '\n'};
	return options->list_path == NULL
		       ? GM_OK
		       : file_list_read(list, options->list_path, err);
}

/* What an error is about; as long as there is no plan, the list. */
static const char *
culprit(const struct options *options, const struct plan *plan)
{
	if (plan != NULL)
		return plan_culprit(plan);
	return options->list_path == NULL ? ""
					  : file_list_shown(options->list_path);
}

struct run_outcome
run(const struct options *options)
{
	struct file_list list;
	const struct plan_options planned = {
		.paths = options->paths,
		.n_paths = options->n_paths,
		.list = &list,
		.recursive = options->recursive,
		.output_dir = options->output_dir,
		.prefix = options->prefix,
		.suffix = options->suffix,
		.skip_existing = options->skip_existing,
		.naming = naming,
	};
	struct run_outcome outcome = {.status = RUN_OK};
	struct plan *plan = NULL;
	struct gm_error err = {0};
	uint64_t began_ms;
	enum gm_status st;

	st = read_list(options, &list, &err);
	/* How long others took to make the list is not our time. */
	began_ms = clock_now_ms();
	if (st == GM_OK)
		st = plan_build(&planned, &plan, &err);
	if (st == GM_OK)
		st = follow_plan(options, plan, began_ms, &outcome, &err);
	if (st != GM_OK) {
		line_put_notice(culprit(options, plan), err.text);
		outcome.status = st == GM_ERR_USAGE ? RUN_USAGE : RUN_STOPPED;
	}
	plan_free(plan);
	file_list_free(&list);
	return outcome;
}
