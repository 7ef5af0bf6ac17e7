/* SPDX-License-Identifier: MIT */
/*
 * stages.h - the folders of a stretch of jobs: those of its inputs, and a stage
 * in each output folder, if there are outputs
 *
 * Workers write there, each output under the number of its job, and nowhere
 * else; the driver gives the names.  All are open for as long as the stretch
 * goes on, and are reached by their descriptors: whoever can rename folders
 * cannot put others in their place.
 */
#ifndef GM_RUN_STAGES_H
#define GM_RUN_STAGES_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/stage.h"
#include "run/stretch.h"

#define STAGES_N_FILES 2u

/* A zeroed struct is closed. */
struct stages {
	const struct plan *plan;
	uint64_t run_id;     /* random */
	struct stage *items; /* owned; n_items of them */
	size_t n_items;
	size_t items_capacity;
	uint32_t *item_nos; /* owned; by plan_out_place(): from 1, or 0 */
	int *in_fds;        /* owned; by plan_in_place(), see stages_in_fd() */
	int files[STAGES_N_FILES]; /* where there are no outputs: in memory, to
				      rehearse with; else -1 */
	int *fds;                  /* owned; n_fds, what workers are to keep */
	size_t n_fds;
	size_t fds_capacity;
	bool has_begun;
	sigset_t signals; /* the mask before */
};

/* How many stages can be open at a time, and as many folders, at least 1. */
size_t stages_most(void);

/*
 * Make those of the stretch, which has been cut to stages_most(), once the
 * output folders are made.  SIGINT, SIGTERM and SIGHUP, which would leave them
 * behind, wait until they are closed; a pool can let them through.  *stages
 * must be closed either way.  Fails with GM_ERR_FOLDER or GM_ERR_FULL, naming
 * the folder, GM_ERR_NOMEM or GM_ERR_SYSTEM.
 */
enum gm_status stages_open(struct stages *stages, const struct stretch *stretch,
			   struct gm_error *err);

/*
 * The folder of an input of the stretch: its descriptor, or an errno with a
 * minus: ESTALE where it is another folder than the one that was seen.
 */
int stages_in_fd(const struct stages *stages, size_t input_i);

/* The one for the output of an input of the stretch, which has one. */
const struct stage *stages_of(const struct stages *stages, size_t input_i);

/* Of a name in a stage, its NUL included. */
#define STAGES_NAME_BYTES 24u

/* The name there of the file that becomes the output of input_i. */
void stages_name(size_t input_i, char name[STAGES_NAME_BYTES]);

/* Fail with st for the folder of out_path, which is named before text. */
enum gm_status stages_blame(enum gm_status st, const char *out_path,
			    const char *text, struct gm_error *err);

/*
 * Remove them, and all that is in them.  Returns one of the signals that has
 * waited and would stop the run, or 0.
 */
int stages_close(struct stages *stages);

#endif
