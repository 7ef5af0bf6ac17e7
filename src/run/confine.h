/* SPDX-License-Identifier: MIT */
/*
 * confine.h - the sandbox that the jobs of a plan fit in
 */
#ifndef GM_RUN_CONFINE_H
#define GM_RUN_CONFINE_H

#include "base/err.h"
#include "cli/options.h"
#include "guard/sandbox.h"
#include "plan/plan.h"

/*
 * Make *sandbox, which lets workers read the inputs of the plan and write
 * where its outputs go; or SANDBOX_NONE where the user wants none.  Fails with
 * GM_ERR_SYSTEM or GM_ERR_NOMEM; *sandbox is to be closed either way.
 */
enum gm_status confine_open(const struct options *options,
			    const struct plan *plan, struct sandbox *sandbox,
			    struct gm_error *err);

#endif
