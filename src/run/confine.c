/* SPDX-License-Identifier: MIT */
#include "run/confine.h"

static enum gm_status
reach(void *ctx, const char *path, bool writes, struct gm_error *err)
{
	return sandbox_allow(ctx, path, writes ? SANDBOX_WRITE : SANDBOX_READ,
			     err);
}

enum gm_status
confine_open(const struct options *options, const struct plan *plan,
	     struct sandbox *sandbox, struct gm_error *err)
{
	enum gm_status st;

	*sandbox = SANDBOX_NONE;
	if (options->no_sandbox)
		return GM_OK;
	st = sandbox_open(sandbox, err);
	return st == GM_OK ? plan_each_reach(plan, reach, sandbox, err) : st;
}
