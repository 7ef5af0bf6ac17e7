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
#include "run/rehearsal.h"
#include "run/stages.h"
#include "run/stretch.h"

struct confinement {
	const struct options *options;
	const struct stretch *stretch;
	const struct stages *stages;
	struct sandbox sandbox;
	unsigned locks;             /* once settled: those of enum
				       sandbox_locks that are kept */
	int signal;                 /* that came meanwhile, or 0 */
	bool is_settled;            /* no worker has to rehearse */
	struct rehearsal rehearsal; /* of the first job */
};

/*
 * Open the sandbox in which workers read the inputs of the stretch and write in
 * its stages, which are open.  *confinement has the options and these, and is
 * settled where an earlier stretch has shown that nothing can be done without
 * what it has; it must be closed either way.
 * Fails with GM_ERR_NOMEM, or GM_ERR_SYSTEM where the options require what
 * cannot be had.
 */
enum gm_status confine_open(struct confinement *confinement,
			    struct gm_error *err);

/*
 * The rehearsal has failed in the first worker: keep those locks only in which
 * as much can be done as without any, and give notice of it.  A signal that
 * comes is in confinement->signal: the run must end.  Fails as confine_open()
 * does.
 */
enum gm_status confine_less(struct confinement *confinement,
			    struct gm_error *err);

/* What is settled stays, for the next stretch. */
void confine_close(struct confinement *confinement);

#endif
