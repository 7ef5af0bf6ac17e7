/* SPDX-License-Identifier: MIT */
/*
 * dry_run.h - what a run would do
 */
#ifndef GM_RUN_DRY_RUN_H
#define GM_RUN_DRY_RUN_H

#include <stddef.h>

#include "base/err.h"
#include "plan/plan.h"

/*
 * Write "IN<TAB>OUT" for each input to standard output, or to standard error
 * why it cannot be; *n_faults counts those.  Fails with GM_ERR_WRITE or
 * GM_ERR_NOMEM.
 */
enum gm_status dry_run(const struct plan *plan, size_t *n_faults,
		       struct gm_error *err);

#endif
