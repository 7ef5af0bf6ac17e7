/* SPDX-License-Identifier: MIT */
/*
 * dry_run.h - what a run would do, see --dry-run
 */
#ifndef GM_RUN_DRY_RUN_H
#define GM_RUN_DRY_RUN_H

#include "base/err.h"
#include "cli/options.h"
#include "plan/plan.h"
#include "run/convert.h"

/*
 * Write "IN<TAB>OUT" to standard output for each input, or to standard error
 * why there can be none, and count what would be read and what cannot.  Fails
 * with GM_ERR_NOMEM, or as line_flush().
 */
enum gm_status dry_run(const struct options *options, const struct plan *plan,
		       struct convert_counts *counts, struct gm_error *err);

#endif
