/* SPDX-License-Identifier: MIT */
/*
 * convert.h - the inputs of plans, converted
 *
 * Decides how many workers a run has and how much memory, and what they may
 * reach.
 */
#ifndef GM_RUN_CONVERT_H
#define GM_RUN_CONVERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "cli/options.h"
#include "plan/plan.h"
#include "pool/pool.h"
#include "pool/tokens.h"
#include "report/report.h"
#include "run/confine.h"
#include "run/recording.h"
#include "run/resume.h"

/* What came of the inputs. */
struct convert_counts {
	size_t n_converted;
	size_t n_read;    /* converted, or their output exists, or looked at */
	size_t n_failed;  /* or not gray, where that is asked */
	size_t n_untried; /* the run was stopped before */
	size_t n_warned;  /* converted, and a warning said what is wrong */
};

/*
 * A run, of which each part has a plan: there is one, unless it streams.
 * Zeroed but for the first three, it has not begun; not to be moved then.
 */
struct convert {
	const struct options *options;
	uint64_t deadline_ms; /* of clock_now_ms(); 0: none */
	uint64_t began_ms;
	struct recording recording;
	struct resume resume;
	struct report *report;
	struct tokens tokens;
	struct tokens *found; /* those, or NULL */
	struct confinement confinement;
	struct pool_outcome outcome; /* of all pools */
	struct convert_counts counts;
	size_t n_skipped; /* by a rule, so that they need not be read */
};

/*
 * Read what is gone on from, if anything, and open the recording, with the
 * first part planned.  Fails with GM_ERR_USAGE, or GM_ERR_NOMEM.
 */
enum gm_status convert_begin(struct convert *convert, struct gm_error *err);

/*
 * Convert what is planned and say what came of it; blocks.  Fails as
 * plan_sweep(), plan_make_folders(), dispatch_jobs() and report_begin() do.
 */
enum gm_status convert_part(struct convert *convert, struct plan *plan,
			    struct gm_error *err);

/* Has it been stopped, by the options, a signal or a deadline? */
bool convert_is_stopped(const struct convert *convert);

/*
 * Say what came of it all, and release what it has but for its counts; in any
 * case, once.  is_whole says that no part is missing, and none has failed.
 * Fails as report_end() and recording_close() do.
 */
enum gm_status convert_end(struct convert *convert, bool is_whole,
			   struct gm_error *err);

#endif
