/* SPDX-License-Identifier: MIT */
/*
 * confine.h - the sandbox of a run: what its workers may reach, and whether
 * they can work in it
 */
#ifndef GM_RUN_CONFINE_H
#define GM_RUN_CONFINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "cli/options.h"
#include "guard/sandbox.h"
#include "plan/plan.h"
#include "run/rehearsal.h"

struct confinement {
	const struct options *options;
	const struct plan *plan;
	struct sandbox sandbox;
	int signal;                 /* that came meanwhile, or 0 */
	bool is_settled;            /* no worker has to rehearse */
	struct rehearsal rehearsal; /* of the first job */
};

/*
 * Open the sandbox in which workers read the inputs of the plan and write where
 * its outputs go, once the output folders are made; input_i is the first.
 * *confinement has the options and the plan, and must be closed either way.
 * Fails with GM_ERR_NOMEM, or GM_ERR_SYSTEM where the options require what
 * cannot be had.
 */
enum gm_status confine_open(struct confinement *confinement, size_t input_i,
			    struct gm_error *err);

/*
 * The rehearsal has failed in the first worker: keep those locks only in which
 * as much can be done as without any, and give notice of it.  A signal that
 * comes is in confinement->signal: the run must end.  Fails as confine_open()
 * does.
 */
enum gm_status confine_less(struct confinement *confinement,
			    struct gm_error *err);

void confine_close(struct confinement *confinement);

#endif
