/* SPDX-License-Identifier: MIT */
/*
 * dispatch.h - the jobs of a plan through the pool into the report
 *
 * Turns inputs of the plan into requests, runs the job in the worker, and
 * turns what comes back into results.  Prints nothing.
 */
#ifndef GM_RUN_DISPATCH_H
#define GM_RUN_DISPATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "cli/options.h"
#include "guard/sandbox.h"
#include "plan/plan.h"
#include "pool/pool.h"
#include "report/report.h"
#include "run/rehearsal.h"
#include "run/stages.h"
#include "run/weights.h"

struct dispatch {
	const struct options *options;
	const struct plan *plan;
	const uint32_t *order; /* n_jobs inputs, in the order to start them */
	size_t n_jobs;
	struct weights weights;      /* of the jobs */
	const struct stages *stages; /* where the outputs are made */
	const struct sandbox *sandbox;
	const struct rehearsal *rehearsal; /* in the sandbox; or NULL */
	uint64_t max_nbytes;               /* of memory for all workers */
	struct tokens *tokens;             /* see pool.h for this and: */
	uint64_t deadline_ms;
	unsigned n_workers;
	unsigned tick_ms; /* of the progress display; 0 is none */
	struct report *report;
};

/*
 * Run the jobs; blocks.  *outcome is the pool's.  Fails when the run cannot
 * go on: GM_ERR_FULL (no output can be written), GM_ERR_NOMEM or
 * GM_ERR_SYSTEM; what has ended until then is in the report.
 */
enum gm_status dispatch_jobs(const struct dispatch *dispatch,
			     struct pool_outcome *outcome,
			     struct gm_error *err);

#endif
