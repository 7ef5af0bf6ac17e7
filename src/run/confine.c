/* SPDX-License-Identifier: MIT */
#include "run/confine.h"

struct confining {
	struct sandbox *sandbox;
	enum sandbox_reach outputs;
};

static enum gm_status
reach(void *ctx, const char *path, bool writes, struct gm_error *err)
{
	const struct confining *confining = ctx;

	return sandbox_allow(confining->sandbox, path,
			     writes ? confining->outputs : SANDBOX_READ, err);
}

enum gm_status
confine_open(const struct options *options, const struct plan *plan,
	     struct sandbox *sandbox, struct gm_error *err)
{
	struct confining confining = {
		.sandbox = sandbox,
		.outputs =
			options->fsync ? SANDBOX_WRITE_DURABLY : SANDBOX_WRITE,
	};
	enum gm_status st;

	*sandbox = SANDBOX_NONE;
	if (options->no_sandbox)
		return GM_OK;
	st = sandbox_open(sandbox, err);
	return st == GM_OK ? plan_each_reach(plan, reach, &confining, err) : st;
}
