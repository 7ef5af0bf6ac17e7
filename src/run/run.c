/* SPDX-License-Identifier: MIT */
#include "run/run.h"

#include <errno.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/text.h"
#include "codec/codec.h"
#include "formats/formats.h"
#include "plan/file_list.h"
#include "plan/plan.h"
#include "report/line.h"
#include "report/screen.h"
#include "run/convert.h"

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

/* Write "IN<TAB>OUT", or to standard error why there can be none. */
static enum gm_status
list_input(const struct plan *plan, size_t input_i, struct bytes *in,
	   struct bytes *out, size_t *n_faults, struct gm_error *err)
{
	const struct plan_input input = plan_input(plan, input_i);
	bool escape = screen_is_terminal(stdout);
	enum gm_status st = plan_paths(plan, input_i, in, out, err);
	struct gm_error why;

	if (st != GM_OK || input.fate == PLAN_SKIP)
		return st;
	if (input.fate == PLAN_FAULT) {
		(*n_faults)++;
		plan_fault(&input, &why);
		line_put_notice((const char *)in->data, why.text);
		return GM_OK;
	}
	text_put_name(stdout, (const char *)in->data, escape);
	putchar('\t');
	text_put_name(stdout, (const char *)out->data, escape);
	if (putchar('\n') == EOF)
		return gm_fail(err, GM_ERR_WRITE, errno,
			       "write standard output");
	return GM_OK;
}

/* Say what a run would do, and count in *n_faults what it could not. */
static enum gm_status
dry_run(const struct plan *plan, size_t *n_faults, struct gm_error *err)
{
	struct bytes in = {0}, out = {0};
	enum gm_status st = GM_OK;

	for (size_t i = 0; st == GM_OK && i < plan_n_inputs(plan); i++)
		st = list_input(plan, i, &in, &out, n_faults, err);
	if (st == GM_OK && fflush(stdout) != 0)
		st = gm_fail(err, GM_ERR_WRITE, errno, "write standard output");
	bytes_free(&in);
	bytes_free(&out);
	return st;
}

/* What is left to do once the plan stands. */
static enum gm_status
follow_plan(const struct options *options, struct plan *plan, uint64_t began_ms,
	    struct run_outcome *outcome, struct gm_error *err)
{
	struct pool_outcome pool_outcome = {0};
	size_t n_failed = 0;
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
		st = dry_run(plan, &n_failed, err);
	} else {
		st = plan_sweep(plan, err);
		if (st == GM_OK)
			st = plan_make_folders(plan, err);
		if (st == GM_OK)
			st = convert_inputs(options, plan, began_ms,
					    &pool_outcome, &n_failed, err);
	}
	outcome->signal = pool_outcome.signal;
	if (options->fail_fast && n_failed > 0)
		outcome->status = RUN_STOPPED;
	else if (n_failed > 0)
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
