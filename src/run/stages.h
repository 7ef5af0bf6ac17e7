/* SPDX-License-Identifier: MIT */
/*
 * stages.h - the stages of a stretch of jobs, one in each output folder
 *
 * Workers write there, each output under the number of its job, and nowhere
 * else; the driver gives the names.
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

/* A zeroed struct is closed. */
struct stages {
	const struct plan *plan;
	uint64_t run_id;     /* random */
	struct stage *items; /* owned; n_items of them */
	int *fds;            /* owned; of each item, its fd */
	size_t n_items;
	uint32_t *item_nos; /* owned; by plan_out_place(): from 1, or 0 */
	bool has_begun;
	sigset_t signals; /* the mask before */
};

/* How many stages can be open at a time, at least 1. */
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

/* The one for the output of an input of the stretch. */
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
