/* SPDX-License-Identifier: MIT */
/*
 * rehearsal.h - what a job does with its files, done once without a picture
 *
 * Reads a file that the driver has made in the stage of a job, and makes and
 * removes one there; or does so with files that are open.  Files that others
 * may change have no say.
 */
#ifndef GM_RUN_REHEARSAL_H
#define GM_RUN_REHEARSAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/file.h"
#include "guard/sandbox.h"
#include "run/stages.h"

struct rehearsal {
	const struct stages *stages; /* or NULL: */
	const int *files; /* the caller's: one to read, one to write, at any
			     place and from the start */
	int stage_fd;
	bool syncs;
};

#define REHEARSAL_N_FILES STAGES_N_FILES

/* The file in the stage that is there to be read. */
#define REHEARSAL_READ "r"

/* What rehearsal_do() returns when all can be done. */
#define REHEARSAL_DONE 7

/*
 * Prepare that of input_i of the plan, whose stage is open: workers must be let
 * read REHEARSAL_READ there, with no other rule.
 */
void rehearsal_open(struct rehearsal *rehearsal, const struct stages *stages,
		    size_t input_i, bool syncs);

/* Prepare it with files that are open, which workers keep. */
void rehearsal_open_files(struct rehearsal *rehearsal,
			  const int files[REHEARSAL_N_FILES]);

/* Once nobody rehearses any more.  Safe on a zeroed struct. */
void rehearsal_close(struct rehearsal *rehearsal);

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

#endif
