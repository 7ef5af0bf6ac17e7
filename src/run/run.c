/* SPDX-License-Identifier: MIT */
#include "run/run.h"

#include <signal.h>
#include <stdio.h>

#include "base/clock.h"
#include "report/line.h"
#include "run/course.h"
#include "run/equip.h"
#include "run/piped.h"
#include "run/summarize.h"

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
judge(const struct course *course)
{
	const struct options *options = course->options;
	const struct convert_counts *counts = &course->convert.counts;
	bool is_strictly_bad =
		options->strict && course->n_unread + counts->n_warned > 0;

	if (is_strictly_bad)
		tell_strict(course->n_unread, counts->n_warned);
	if (course->convert.outcome.is_late ||
	    (options->fail_fast && counts->n_failed > 0))
		return RUN_STOPPED;
	if (counts->n_failed > 0 || is_strictly_bad)
		return RUN_FAILED;
	/* A shard may be empty: what others do, they answer for. */
	if (!options->require_input || counts->n_read > 0 ||
	    course->n_elsewhere > 0)
		return RUN_OK;
	line_put_notice("", "no picture was read");
	return RUN_NO_INPUT;
}

/* How to go on after a run that was stopped before it was at its end. */
static void
advise(const struct options *options, const struct convert *convert,
       const struct run_outcome *outcome)
{
	const struct convert_counts *counts = &convert->counts;
	bool is_late = convert->outcome.is_late;
	bool is_stopped =
		outcome->signal != 0 || outcome->status == RUN_STOPPED;
	bool is_short = is_late || counts->n_untried > 0 ||
			(is_stopped && counts->n_failed > 0);
	bool begins_again = options->in_place || options->n_resumes > 0 ||
			    options->conversion.check != CHECK_NOT;
	const char *how = begins_again || options->update
				  ? "run it again"
				  : "to go on, run it again with "
				    "--skip-existing";
	char text[120];

	if (options->quiet || !is_short ||
	    (counts->n_converted == 0 && !is_late))
		return;
	snprintf(text, sizeof(text), "stopped early%s: %s",
		 is_late ? ", by --time-limit" : "", how);
	line_put_notice("", text);
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

static struct run_outcome
run_planned(const struct options *options)
{
	struct course course = {.options = options,
				.convert = {.options = options}};
	struct run_outcome outcome = {.status = RUN_OK};
	struct gm_error err = {0};
	enum gm_status st;

	if (options->time_limit_ms != 0)
		course.convert.deadline_ms =
			clock_now_ms() + options->time_limit_ms;
	st = course_follow(&course, &err);
	outcome.signal = course.convert.outcome.signal;
	if (st == GM_OK && outcome.signal == 0)
		outcome.status = judge(&course);
	if (st == GM_ERR_GONE) {
		/* That is how others end: without a word. */
		if (outcome.signal == 0)
			outcome.signal = SIGPIPE;
	} else if (st != GM_OK) {
		/* What parts before have made is there. */
		line_put_notice(course_culprit(&course), err.text);
		outcome.status = st == GM_ERR_USAGE && !course.has_parts
					 ? RUN_USAGE
					 : RUN_STOPPED;
	}
	if (st != GM_ERR_GONE)
		advise(options, &course.convert, &outcome);
	course_free(&course);
	return outcome;
}

struct run_outcome
run(const struct options *options)
{
	if (options->summarize)
		return summarize(options);
	return options->is_piped ? run_piped(options) : run_planned(options);
}
