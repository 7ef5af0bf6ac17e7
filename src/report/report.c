/* SPDX-License-Identifier: MIT */
#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "report/journal.h"
#include "report/json_put.h"
#include "report/line.h"
#include "report/screen.h"
#include "report/trace.h"

#define PLAIN_INTERVAL_MS 30000u

/* Most bytes of a progress line. */
#define PROGRESS_BYTES 160u

struct report {
	struct report_options options;
	struct report_part part;
	size_t n_inputs;                /* of all parts so far */
	size_t n_settled;               /* likewise */
	size_t counts[REPORT_N_STATES]; /* inputs in each */
	size_t n_warned;
	struct left left;
	uint64_t work_began_ms;
	uint64_t plain_due_ms;
	uint64_t nbytes_ended;
	uint64_t nbytes_in; /* of the pictures that were converted */
	uint64_t nbytes_out;
	bool interrupt_is_told;
	bool line_is_drawn; /* a live progress line stands on stderr */
	size_t n_shown;     /* when verbose: inputs before this one are shown */
	/* When verbose, by input, what waits for those before it, or NULL. */
	struct report_result **held;
	/* With a journal, by input: bits of those that are told of. */
	uint8_t *told;
	struct bytes in_path;
	struct bytes out_path;
	struct bytes json; /* a line of the journal */
};

static bool
shows_progress(const struct report *r)
{
	return (r->options.live_progress || r->options.plain_progress) &&
	       r->part.work != NULL;
}

/* No job takes longer than the run, whatever a worker says. */
static void
learn(struct report *r, size_t input_i, uint64_t elapsed_us)
{
	struct left_work work;
	uint64_t most_us;

	if (!shows_progress(r))
		return;
	most_us = (clock_now_ms() - r->work_began_ms + 1) * 1000;
	work = r->part.work(r->part.work_ctx, input_i);
	if (elapsed_us > most_us)
		elapsed_us = most_us;
	if (work.weight > 0)
		left_end(&r->left, &work, (double)elapsed_us / 1000);
}

void
report_running(struct report *r, size_t input_i, uint64_t ms, uint64_t nbytes)
{
	struct left_work work;

	if (!shows_progress(r))
		return;
	work = r->part.work(r->part.work_ctx, input_i);
	left_run(&r->left, &work, (double)ms, nbytes);
}

/* Hand the line over that was made, if it was. */
static enum gm_status
put_json(struct report *r, enum gm_status made, struct gm_error *err)
{
	if (made != GM_OK)
		return made;
	made = journal_put(r->options.journal, &r->json, err);
	r->json.nbytes = 0;
	return made;
}

static enum gm_status
begin_journal(struct report *r, struct gm_error *err)
{
	if (r->options.trace != NULL && trace_begin(r->options.trace, err))
		return err->status;
	if (r->options.journal == NULL)
		return GM_OK;
	return put_json(r, json_put_run(r->options.head, &r->json, err), err);
}

enum gm_status
report_flush(struct report *r, struct gm_error *err)
{
	enum gm_status st = r->options.journal == NULL
				    ? GM_OK
				    : journal_flush(r->options.journal, err);

	if (st != GM_OK || r->options.trace == NULL)
		return st;
	return journal_flush(&r->options.trace->journal, err);
}

enum gm_status
report_begin(const struct report_options *options, struct report **report,
	     struct gm_error *err)
{
	struct report *r = calloc(1, sizeof(*r));
	enum gm_status st;

	if (r == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (report)");
	r->options = *options;
	r->work_began_ms = clock_now_ms();
	r->left.n_workers = options->n_workers > 0 ? options->n_workers : 1;
	r->plain_due_ms = options->began_ms + PLAIN_INTERVAL_MS;
	*report = r;
	st = begin_journal(r, err);
	return st == GM_OK ? report_flush(r, err) : st;
}

enum gm_status
report_part(struct report *r, const struct report_part *part,
	    struct gm_error *err)
{
	size_t n = r->options.verbose ? part->n_inputs + 1 : 1;

	r->held = calloc(n, sizeof(struct report_result *));
	r->told = calloc(part->n_inputs / 8 + 1, 1);
	if (r->held == NULL || r->told == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (report)");
	r->part = *part;
	r->n_shown = 0;
	r->n_inputs += part->n_inputs;
	r->n_settled += part->n_settled;
	r->counts[REPORT_UNTRIED] += part->n_inputs;
	for (size_t i = 0; shows_progress(r) && i < part->n_inputs; i++) {
		const struct left_work work = part->work(part->work_ctx, i);

		left_add(&r->left, &work);
	}
	return GM_OK;
}

/*
 * The cursor is left at the line's start: so the keys that a terminal echoes
 * cannot make the line wrap, and where a window that became narrower has
 * wrapped it, the rest of it is below, where nothing else is.  In the
 * background the place at the cursor is another's.
 */
static void
draw_line(struct report *r, const struct progress *progress)
{
	size_t width = screen_width(stderr);
	char line[PROGRESS_BYTES];

	r->line_is_drawn = screen_is_ours(stderr);
	if (!r->line_is_drawn)
		return;
	/* The last column is left free: some terminals wrap there. */
	line_format_progress(progress, line,
			     width < sizeof(line) ? width : sizeof(line));
	fprintf(stderr, "\r%s\033[J\r", line);
	fflush(stderr);
}

/* The keys of an interrupt may have been echoed where no line is. */
static void
clear_line(struct report *r)
{
	bool is_echoed = r->options.live_progress && r->interrupt_is_told &&
			 screen_is_ours(stderr);

	if (!r->line_is_drawn && !is_echoed)
		return;
	fputs("\r\033[J", stderr);
	fflush(stderr);
	r->line_is_drawn = false;
}

static enum gm_status
load_paths(struct report *r, size_t input_i, struct gm_error *err)
{
	return r->part.paths(r->part.paths_ctx, input_i, &r->in_path,
			     &r->out_path, err);
}

/* The record of an input, as it ends. */
static enum gm_status
tell_journal(struct report *r, size_t input_i,
	     const struct report_result *result, struct gm_error *err)
{
	enum gm_status st;

	if (r->options.journal == NULL)
		return GM_OK;
	st = load_paths(r, input_i, err);
	if (st == GM_OK)
		st = json_put_picture((const char *)r->in_path.data,
				      (const char *)r->out_path.data, result,
				      r->options.began_ms * 1000, &r->json,
				      err);
	r->told[input_i / 8] |= (uint8_t)(1u << input_i % 8);
	return put_json(r, st, err);
}

static enum gm_status
tell_trace(struct report *r, size_t input_i, const struct report_result *result,
	   struct gm_error *err)
{
	enum gm_status st;

	if (r->options.trace == NULL)
		return GM_OK;
	st = load_paths(r, input_i, err);
	return st != GM_OK ? st
			   : trace_put(r->options.trace,
				       (const char *)r->in_path.data, result,
				       r->options.began_ms * 1000, err);
}

/* Trouble is told at once, in whatever order it comes. */
static enum gm_status
tell_trouble(struct report *r, size_t input_i,
	     const struct report_result *result, struct gm_error *err)
{
	enum gm_status st;

	if (!line_has_trouble(&r->options, result))
		return GM_OK;
	st = load_paths(r, input_i, err);
	if (st != GM_OK)
		return st;
	clear_line(r);
	line_put_trouble(&r->options, (const char *)r->in_path.data, result);
	return GM_OK;
}

static enum gm_status
show(struct report *r, size_t input_i, const struct report_result *result,
     struct gm_error *err)
{
	enum gm_status st = load_paths(r, input_i, err);

	if (st != GM_OK)
		return st;
	clear_line(r);
	line_put_result(&r->options, (const char *)r->in_path.data,
			(const char *)r->out_path.data, result);
	fflush(stdout); /* in step with stderr on a terminal */
	return GM_OK;
}

static char *
copy_text(char **at, const char *text)
{
	size_t n = strlen(text) + 1;
	char *copy = memcpy(*at, text, n);

	*at += n;
	return copy;
}

/* A copy of the result, its strings lying after the struct. */
static struct report_result *
hold(const struct report_result *result)
{
	const char *left_out = result->left_out != NULL ? result->left_out : "";
	size_t n = strlen(result->text) + strlen(result->warning) +
		   strlen(result->format) + strlen(left_out) + 4;
	struct report_result *held = malloc(sizeof(*held) + n);
	char *at;

	if (held == NULL)
		return NULL;
	at = (char *)(held + 1);
	*held = *result;
	held->text = copy_text(&at, result->text);
	held->warning = copy_text(&at, result->warning);
	held->format = copy_text(&at, result->format);
	held->left_out = copy_text(&at, left_out);
	return held;
}

/* Show and release the result of input_i, or say that there is none. */
static enum gm_status
release(struct report *r, size_t input_i, struct gm_error *err)
{
	const struct report_result untried = {.state = REPORT_UNTRIED};
	struct report_result *held = r->held[input_i];
	enum gm_status st;

	st = show(r, input_i, held == NULL ? &untried : held, err);
	free(held);
	r->held[input_i] = NULL;
	return st;
}

/* Show the results that wait for no other. */
static enum gm_status
show_in_turn(struct report *r, size_t input_i,
	     const struct report_result *result, struct gm_error *err)
{
	enum gm_status st = GM_OK;

	r->held[input_i] = hold(result);
	if (r->held[input_i] == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (report)");
	while (st == GM_OK && r->held[r->n_shown] != NULL)
		st = release(r, r->n_shown++, err);
	return st;
}

enum gm_status
report_result(struct report *r, size_t input_i,
	      const struct report_result *result, struct gm_error *err)
{
	enum gm_status st;

	r->nbytes_ended += result->nbytes_in;
	r->counts[REPORT_UNTRIED]--;
	r->counts[result->state]++;
	if (result->state == REPORT_CONVERTED || result->state == REPORT_GRAY)
		r->n_warned += result->warning[0] != '\0';
	if (result->state == REPORT_CONVERTED) {
		r->nbytes_in += result->nbytes_in;
		r->nbytes_out += result->nbytes_out;
	}
	learn(r, input_i, result->elapsed_us);
	st = tell_journal(r, input_i, result, err);
	if (st == GM_OK)
		st = tell_trace(r, input_i, result, err);
	if (st == GM_OK)
		st = tell_trouble(r, input_i, result, err);
	if (st == GM_OK && r->options.verbose)
		st = show_in_turn(r, input_i, result, err);
	return st;
}

static void
tell_interrupted(struct report *r, size_t n_running)
{
	r->interrupt_is_told = true;
	clear_line(r);
	fputs("graymill: stopping", stderr);
	if (n_running > 0)
		fprintf(stderr, " when %zu picture%s %s done", n_running,
			n_running == 1 ? "" : "s",
			n_running == 1 ? "is" : "are");
	fputs("; interrupt again to kill\n", stderr);
}

/* No clock is trusted never to go back. */
static uint64_t
elapsed_ms(const struct report *r, uint64_t now_ms)
{
	return now_ms > r->options.began_ms ? now_ms - r->options.began_ms : 0;
}

void
report_tick(struct report *r, size_t n_running, uint64_t nbytes_running,
	    bool is_interrupted)
{
	uint64_t now_ms = clock_now_ms();
	struct progress progress = {
		.n_inputs = r->n_inputs,
		.n_ended = r->n_inputs - r->counts[REPORT_UNTRIED],
		.n_settled = r->n_settled,
		.is_open = r->options.streams,
		.n_failed = report_n_bad(r),
		.nbytes_ended = r->nbytes_ended + nbytes_running,
		.elapsed_ms = elapsed_ms(r, now_ms),
	};
	char line[PROGRESS_BYTES];

	left_foresee(&r->left, (double)(now_ms - r->work_began_ms),
		     progress.n_ended == progress.n_inputs, &progress.percent,
		     &progress.left_ms);
	left_restart(&r->left);
	if (is_interrupted && !r->interrupt_is_told)
		tell_interrupted(r, n_running);
	if (r->options.live_progress) {
		draw_line(r, &progress);
	} else if (r->options.plain_progress && now_ms >= r->plain_due_ms) {
		line_format_progress(&progress, line, sizeof(line));
		fprintf(stderr, "graymill: %s\n", line);
		r->plain_due_ms = now_ms + PLAIN_INTERVAL_MS;
	}
}

size_t
report_n(const struct report *r, enum report_state state)
{
	return r->counts[state];
}

size_t
report_n_bad(const struct report *r)
{
	return r->counts[REPORT_FAILED] + r->counts[REPORT_COLOR];
}

size_t
report_n_warned(const struct report *r)
{
	return r->n_warned;
}

/* Those of the part that have none of their own. */
static enum gm_status
tell_untried(struct report *r, struct gm_error *err)
{
	const struct report_result untried = {.state = REPORT_UNTRIED,
					      .text = "",
					      .warning = "",
					      .format = ""};
	enum gm_status st = GM_OK;

	for (size_t i = 0; st == GM_OK && i < r->part.n_inputs; i++)
		if ((r->told[i / 8] & 1u << i % 8) == 0)
			st = tell_journal(r, i, &untried, err);
	return st;
}

static void
free_part(struct report *r)
{
	for (size_t i = r->n_shown;
	     r->held != NULL && r->options.verbose && i < r->part.n_inputs; i++)
		free(r->held[i]);
	free(r->held);
	free(r->told);
	r->held = NULL;
	r->told = NULL;
	r->part = (struct report_part){0};
}

enum gm_status
report_part_end(struct report *r, struct gm_error *err)
{
	enum gm_status st = GM_OK;

	clear_line(r);
	while (st == GM_OK && r->options.verbose &&
	       r->n_shown < r->part.n_inputs)
		st = release(r, r->n_shown++, err);
	if (st == GM_OK && r->options.journal != NULL)
		st = tell_untried(r, err);
	if (st == GM_OK)
		st = report_flush(r, err);
	free_part(r);
	return st;
}

static enum gm_status
end_journal(struct report *r, const struct summary *summary, bool is_stopped,
	    struct gm_error *err)
{
	struct json_end totals = {.n_warned = r->n_warned,
				  .nbytes_in = summary->nbytes_in,
				  .nbytes_out = summary->nbytes_out,
				  .elapsed_ms = summary->elapsed_ms,
				  .is_stopped = is_stopped};

	if (r->options.journal == NULL)
		return GM_OK;
	memcpy(totals.counts, summary->counts, sizeof(totals.counts));
	return put_json(r, json_put_end(&totals, &r->json, err), err);
}

enum gm_status
report_end(struct report *r, unsigned n_workers, bool is_stopped,
	   struct gm_error *err)
{
	struct summary summary = {.nbytes_in = r->nbytes_in,
				  .nbytes_out = r->nbytes_out,
				  .n_workers = n_workers,
				  .elapsed_ms = elapsed_ms(r, clock_now_ms())};
	enum gm_status st;

	memcpy(summary.counts, r->counts, sizeof(r->counts));
	st = end_journal(r, &summary, is_stopped, err);
	if (st == GM_OK && r->options.trace != NULL)
		st = trace_end(r->options.trace, err);
	if (st == GM_OK)
		st = report_flush(r, err);
	if (!r->options.quiet && !r->options.leaves_stdout)
		line_put_summary(&summary, r->options.checks);
	return st == GM_OK ? line_flush(err) : st;
}

void
report_free(struct report *r)
{
	if (r == NULL)
		return;
	free_part(r);
	bytes_free(&r->in_path);
	bytes_free(&r->out_path);
	bytes_free(&r->json);
	free(r);
}
