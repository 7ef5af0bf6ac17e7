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
#include "pool/pool.h"
#include "run/rehearsal.h"
#include "run/stages.h"
#include "run/stretch.h"

struct confinement {
	const struct options *options;
	const struct stretch *stretch;
	const struct stages *stages;
	const int *files; /* where there are no outputs in stages: see
			     rehearsal_open_files() */
	struct sandbox sandbox;
	unsigned locks;             /* once settled: those of enum
				       sandbox_locks that are kept */
	int signal;                 /* that came meanwhile, or 0 */
	bool is_settled;            /* no worker has to rehearse */
	struct rehearsal rehearsal; /* of the first job */
};

/*
 * Open the sandbox in which workers read the inputs of the stretch and write in
 * its stages, which are open, or reach no file but those that are open.
 * *confinement has the options and these, and is settled where an earlier
 * stretch has shown that nothing can be done without what it has; it must be
 * closed either way. Fails with GM_ERR_NOMEM, or GM_ERR_SYSTEM where the
 * options require what cannot be had.
 */
enum gm_status confine_open(struct confinement *confinement,
			    struct gm_error *err);

/* Runs workers in the sandbox; rehearsal is what the first is to do, or NULL.
 */
typedef enum gm_status (*confine_run_fn)(void *ctx,
					 const struct sandbox *sandbox,
					 const struct rehearsal *rehearsal,
					 struct pool_outcome *outcome,
					 struct gm_error *err);

/*
 * Run them in the open sandbox.  Where the first worker finds that it cannot
 * work there, only those locks are kept in which as much can be done as without
 * any, a notice tells of it, and all begin again.  Fails as fn does, or as
 * confine_open().
 */
enum gm_status confine_run(struct confinement *confinement, confine_run_fn fn,
			   void *ctx, struct pool_outcome *outcome,
			   struct gm_error *err);

/* What is settled stays, for the next stretch. */
void confine_close(struct confinement *confinement);

#endif
