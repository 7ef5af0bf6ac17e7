/* SPDX-License-Identifier: MIT */
/*
 * settled.h - the inputs that need no worker
 */
#ifndef GM_RUN_SETTLED_H
#define GM_RUN_SETTLED_H

#include "base/err.h"
#include "cli/options.h"
#include "plan/plan.h"
#include "report/report.h"
#include "run/resume.h"

/*
 * Tell of those that the plan skips, or that are at fault.  Fails as
 * report_result().
 */
enum gm_status settled_report(const struct options *options,
			      const struct plan *plan,
			      const struct resume *resume,
			      struct report *report, struct gm_error *err);

#endif
