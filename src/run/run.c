/* SPDX-License-Identifier: MIT */
#include "run/run.h"

#include <signal.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/file_attributes.h"
#include "base/text.h"
#include "plan/file_list.h"
#include "plan/plan.h"
#include "report/line.h"
#include "report/screen.h"
#include "run/convert.h"
#include "run/equip.h"
#include "run/naming.h"
#include "run/pass_over.h"
#include "run/piped.h"
#include "run/recording.h"
#include "run/summarize.h"
#include "run/unread_notes.h"

static void
note_unentered(void *ctx, const char *folder, size_t n)
{
	char text[80];

	(void)ctx;
	snprintf(text, sizeof(text), "%zu sub-folder%s not entered (use -r)", n,
		 n == 1 ? "" : "s");
	line_put_notice(folder, text);
}

static void
note_own(void *ctx, const char *folder, size_t n)
{
	char text[80];

	(void)ctx;
	snprintf(text, sizeof(text), "%zu cop%s of an earlier run passed over",
		 n, n == 1 ? "y" : "ies");
	line_put_notice(folder, text);
}

/* Say why an input cannot be converted, and count it. */
static void
list_fault(const struct options *options, const struct plan *plan,
	   size_t input_i, const char *path, struct convert_counts *counts)
{
	const struct plan_input input = plan_input(plan, input_i);
	char skipped[PASS_OVER_BYTES], text[PASS_OVER_BYTES + 16];
	struct gm_error why;

	plan_fault(plan, input_i, &why);
	if (!pass_over_is(options, &input, why.status)) {
		counts->n_failed++;
		line_put_notice(path, why.text);
	} else if (!options->quiet) {
		pass_over_warn(skipped, why.text);
		snprintf(text, sizeof(text), "warning: %s", skipped);
		line_put_notice(path, text);
	}
}

/* Write "IN<TAB>OUT", or to standard error why there can be none. */
static enum gm_status
list_input(const struct options *options, const struct plan *plan,
	   size_t input_i, struct bytes *in, struct bytes *out,
	   struct convert_counts *counts, struct gm_error *err)
{
	const struct plan_input input = plan_input(plan, input_i);
	bool escape = screen_is_terminal(stdout);
	enum gm_status st = plan_paths(plan, input_i, in, out, err);

	counts->n_read += input.fate != PLAN_FAULT;
	if (st != GM_OK || input.fate == PLAN_SKIP)
		return st;
	if (input.fate == PLAN_FAULT) {
		list_fault(options, plan, input_i, (const char *)in->data,
			   counts);
		return GM_OK;
	}
	text_put_name(stdout, (const char *)in->data, escape);
	putchar('\t');
	text_put_name(stdout, (const char *)out->data, escape);
	return putchar('\n') == EOF ? line_flush(err) : GM_OK;
}

/* Say what a run would do, and count what it would read and what it cannot. */
static enum gm_status
dry_run(const struct options *options, const struct plan *plan,
	struct convert_counts *counts, struct gm_error *err)
{
	struct bytes in = {0}, out = {0};
	enum gm_status st = GM_OK;

	for (size_t i = 0; st == GM_OK && i < plan_n_inputs(plan); i++)
		st = list_input(options, plan, i, &in, &out, counts, err);
	if (st == GM_OK)
		st = line_flush(err);
	bytes_free(&in);
	bytes_free(&out);
	return st;
}

/* Which part of the inputs this is, where nobody has typed it. */
static void
note_shard(const struct options *options)
{
	char text[SHARD_ENV_BYTES + 40];

	snprintf(text, sizeof(text), "--shard=auto: this is %s",
		 options->shard_told);
	if (options->shard_told[0] != '\0' && !options->quiet)
		line_put_notice("", text);
}

/* What is said of the folders before anything is done. */
static size_t
note_folders(const struct options *options, const struct plan *plan)
{
	size_t n_unread;

	if (!options->quiet)
		plan_each_unentered(plan, note_unentered, NULL);
	if (!options->quiet)
		plan_each_own(plan, note_own, NULL);
	n_unread = unread_notes(plan, !options->quiet || options->strict);
	if (plan_n_inputs(plan) + plan_n_elsewhere(plan) == 0 &&
	    n_unread == 0 && !options->quiet && !options->require_input)
		line_put_notice("", "no picture found");
	return n_unread;
}

/* Sweep, make folders, convert, and tell of it where that is asked for. */
static enum gm_status
do_jobs(const struct options *options, struct plan *plan,
	const struct convert_times *times, struct pool_outcome *pool,
	struct convert_counts *counts, struct gm_error *err)
{
	struct recording recording = {0};
	struct resume resume;
	struct gm_error close_err;
	enum gm_status st = resume_apply(&resume, options, plan, err), close_st;

	if (st == GM_OK)
		st = recording_open(&recording, options, err);
	if (st == GM_OK && plan_has_outputs(plan))
		st = plan_sweep(plan, err);
	if (st == GM_OK && plan_has_outputs(plan))
		st = plan_make_folders(plan, err);
	if (st == GM_OK)
		st = convert_inputs(options, plan, &resume, times, &recording,
				    pool, counts, err);
	resume_free(&resume);
	close_st = recording_close(&recording, &close_err);
	if (st != GM_OK || close_st == GM_OK)
		return st;
	*err = close_err;
	return close_st;
}

/* Say what --strict does not let pass: each has been named before. */
static void
tell_strict(size_t n_unread, size_t n_warned)
{
	const char *mark = n_warned > 0 && n_unread > 0 ? ", " : "";
	char warned[40] = "", unread[60] = "", text[120];

	if (n_warned > 0)
		snprintf(warned, sizeof(warned), "%zu warning%s", n_warned,
			 n_warned == 1 ? "" : "s");
	if (n_unread > 0)
		snprintf(unread, sizeof(unread), "%zu picture%s not read",
			 n_unread, n_unread == 1 ? "" : "s");
	snprintf(text, sizeof(text), "--strict: %s%s%s", warned, mark, unread);
	line_put_notice("", text);
}

/* The verdict on a run that has come to its end, and why it is no better. */
static enum run_status
judge(const struct options *options, const struct plan *plan,
      const struct convert_counts *counts, size_t n_unread)
{
	bool is_strictly_bad =
		options->strict && n_unread + counts->n_warned > 0;

	if (is_strictly_bad)
		tell_strict(n_unread, counts->n_warned);
	if (counts->is_late || (options->fail_fast && counts->n_failed > 0))
		return RUN_STOPPED;
	if (counts->n_failed > 0 || is_strictly_bad)
		return RUN_FAILED;
	/* A shard may be empty: what others do, they answer for. */
	if (!options->require_input || counts->n_read > 0 ||
	    plan_n_elsewhere(plan) > 0)
		return RUN_OK;
	line_put_notice("", "no picture was read");
	return RUN_NO_INPUT;
}

/* What is left to do once the plan stands. */
static enum gm_status
follow_plan(const struct options *options, struct plan *plan,
	    const struct convert_times *times, struct convert_counts *counts,
	    struct run_outcome *outcome, struct gm_error *err)
{
	struct pool_outcome pool_outcome = {0};
	size_t n_unread = note_folders(options, plan);
	enum gm_status st = GM_OK;

	note_shard(options);
	if (options->dry_run)
		st = dry_run(options, plan, counts, err);
	else if (plan_n_inputs(plan) + plan_n_elsewhere(plan) > 0 ||
		 !options->require_input)
		st = do_jobs(options, plan, times, &pool_outcome, counts, err);
	outcome->signal = pool_outcome.signal;
	counts->is_late = pool_outcome.is_late;
	if (st == GM_OK && outcome->signal == 0)
		outcome->status = judge(options, plan, counts, n_unread);
	return st;
}

/* How to go on after a run that was stopped before it was at its end. */
static void
advise(const struct options *options, const struct convert_counts *counts,
       const struct run_outcome *outcome)
{
	bool is_stopped =
		outcome->signal != 0 || outcome->status == RUN_STOPPED;
	bool is_short =
		counts->n_untried > 0 || (is_stopped && counts->n_failed > 0);
	bool begins_again =
		options->in_place || options->conversion.check != CHECK_NOT;
	const char *how = begins_again || options->update
				  ? "run it again"
				  : "to go on, run it again with "
				    "--skip-existing";
	char text[120];

	if (options->quiet || !is_short ||
	    (counts->n_converted == 0 && !counts->is_late))
		return;
	snprintf(text, sizeof(text), "stopped early%s: %s",
		 counts->is_late ? ", by --time-limit" : "", how);
	line_put_notice("", text);
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

/* The only picture: there is nothing to plan. */
static struct run_outcome
run_piped(const struct options *options)
{
	struct run_outcome outcome = {.status = RUN_USAGE};
	struct gm_error err;

	if (equip_for_output(options, &err) == GM_OK)
		return piped_run(options);
	line_put_notice("", err.text);
	return outcome;
}

static struct plan_options
plan_options_of(const struct options *options, struct file_list *list)
{
	return (struct plan_options){
		.paths = options->paths,
		.n_paths = options->n_paths,
		.list = list,
		.recursive = options->recursive,
		.follow = options->follow,
		.skips_hidden = options->skips_hidden,
		.excludes = options->excludes,
		.n_excludes = options->n_excludes,
		.output_dir = options->output_dir,
		.base = options->base,
		.prefix = options->prefix,
		.suffix = options->suffix,
		.in_place = options->in_place,
		.skip_existing = options->skip_existing,
		.update = options->update,
		.keeps_times = (options->preserve & FILE_TIMES) != 0,
		.no_outputs = options->conversion.check != CHECK_NOT,
		.writes_nothing = options->dry_run ||
				  options->conversion.check != CHECK_NOT,
		.n_shards = (uint32_t)options->n_shards,
		.shard = (uint32_t)options->shard,
		.shards_by_size = options->shards_by_size,
		.naming = naming_of,
		.naming_ctx = options,
	};
}

static struct run_outcome
run_planned(const struct options *options)
{
	struct file_list list = {0};
	const struct plan_options planned = plan_options_of(options, &list);
	struct run_outcome outcome = {.status = RUN_OK};
	struct convert_counts counts = {0};
	struct plan *plan = NULL;
	struct gm_error err = {0};
	struct convert_times times;
	enum gm_status st;

	times.deadline_ms = options->time_limit_ms == 0
				    ? 0
				    : clock_now_ms() + options->time_limit_ms;
	st = equip_for_output(options, &err);
	if (st == GM_OK)
		st = read_list(options, &list, &err);
	/* How long others took to make the list is not our time. */
	times.began_ms = clock_now_ms();
	if (st == GM_OK)
		st = plan_build(&planned, &plan, &err);
	if (st == GM_OK)
		st = follow_plan(options, plan, &times, &counts, &outcome,
				 &err);
	if (st == GM_ERR_GONE) {
		/* That is how others end: without a word. */
		if (outcome.signal == 0)
			outcome.signal = SIGPIPE;
	} else if (st != GM_OK) {
		line_put_notice(culprit(options, plan), err.text);
		outcome.status = st == GM_ERR_USAGE ? RUN_USAGE : RUN_STOPPED;
	}
	if (st != GM_ERR_GONE)
		advise(options, &counts, &outcome);
	plan_free(plan);
	file_list_free(&list);
	return outcome;
}

struct run_outcome
run(const struct options *options)
{
	if (options->summarize)
		return summarize(options);
	return options->is_piped ? run_piped(options) : run_planned(options);
}
