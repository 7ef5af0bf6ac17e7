/* SPDX-License-Identifier: MIT */
/*
 * rehearsal.h - what a job does with its files, done once without a picture
 *
 * Reads the input of a job and makes, replaces and removes a file beside its
 * output, under the names of temporaries.
 */
#ifndef GM_RUN_REHEARSAL_H
#define GM_RUN_REHEARSAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/file.h"
#include "guard/sandbox.h"
#include "plan/plan.h"

/* A zeroed struct is closed. */
struct rehearsal {
	bool syncs;
	struct file_temp temp;  /* of what stands for the output */
	struct bytes in_path;   /* all are NUL-terminated */
	struct bytes made_path; /* stands for the output */
	struct bytes temp_path;
};

/* What rehearsal_do() returns when all can be done. */
#define REHEARSAL_DONE 7

/*
 * Prepare that of input_i of the plan.  Fails with GM_ERR_NOMEM or
 * GM_ERR_SYSTEM; *rehearsal must be closed either way.
 */
enum gm_status rehearsal_open(struct rehearsal *rehearsal,
			      const struct plan *plan, size_t input_i,
			      bool syncs, struct gm_error *err);

/*
 * Do it here; blocks.  Returns REHEARSAL_DONE or less: the same number
 * whenever the same can be done.
 */
unsigned rehearsal_do(const struct rehearsal *rehearsal);

/*
 * Do it in a worker in the sandbox; the same, or -1 if it died.  *signal is set
 * if one has come.
 */
int rehearsal_do_in(const struct sandbox *sandbox,
		    const struct rehearsal *rehearsal, int *signal);

/* Once nobody is at it: removes what a worker that was killed has left of it.
 */
void rehearsal_close(struct rehearsal *rehearsal);

#endif
