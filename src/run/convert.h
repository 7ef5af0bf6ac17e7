/* SPDX-License-Identifier: MIT */
/*
 * convert.h - the inputs of a plan, converted
 *
 * Decides how many workers a run has and how much memory, and what they may
 * reach.
 */
#ifndef GM_RUN_CONVERT_H
#define GM_RUN_CONVERT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "cli/options.h"
#include "plan/plan.h"
#include "pool/pool.h"

/*
 * Convert what is planned and say what came of it; blocks.  began_ms is when
 * the run began, *outcome, zeroed, becomes the pool's.  *n_failed is what
 * report_n_failed() says.  Fails as dispatch_jobs() and report_end() do.
 */
enum gm_status convert_inputs(const struct options *options, struct plan *plan,
			      uint64_t began_ms, struct pool_outcome *outcome,
			      size_t *n_failed, struct gm_error *err);

#endif
