/* SPDX-License-Identifier: MIT */
/*
 * convert.h - the inputs of a plan, converted
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
#include "run/recording.h"
#include "run/resume.h"

/* When a run began, and when it is to stop, by clock_now_ms(). */
struct convert_times {
	uint64_t began_ms;
	uint64_t deadline_ms; /* 0: never */
};

/* What came of the inputs. */
struct convert_counts {
	size_t n_converted;
	size_t n_read;    /* converted, or their output exists, or looked at */
	size_t n_failed;  /* or not gray, where that is asked */
	size_t n_untried; /* the run was stopped before */
	size_t n_warned;  /* converted, and a warning said what is wrong */
	bool is_late;     /* --time-limit has stopped it */
};

/*
 * Convert what is planned and say what came of it; blocks.  *recording is open
 * where there is one, *outcome, zeroed, becomes the pool's.  Fails as
 * dispatch_jobs() and report_end() do; *counts, zeroed, is filled either way.
 */
enum gm_status
convert_inputs(const struct options *options, struct plan *plan,
	       const struct resume *resume, const struct convert_times *times,
	       struct recording *recording, struct pool_outcome *outcome,
	       struct convert_counts *counts, struct gm_error *err);

#endif
