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

/* One that is open. */
struct stages_item {
	int fd;
	uint32_t input_i; /* the first of its folder */
};

/* A zeroed struct is closed. */
struct stages {
	const struct plan *plan;
	uint64_t run_id;           /* random */
	struct stages_item *items; /* owned; n_items of them */
	size_t n_items;
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

/* Call fn(ctx, path, ...) for each of them; fails as it does, or: GM_ERR_NOMEM.
 */
enum gm_status stages_each(const struct stages *stages, stretch_path_fn fn,
			   void *ctx, struct gm_error *err);

/*
 * Replace *path by the NUL-terminated one of the file in the stage that becomes
 * the output of input_i, at out_path.  Fails with GM_ERR_NOMEM.
 */
enum gm_status stages_path(const struct stages *stages, const char *out_path,
			   size_t input_i, struct bytes *path,
			   struct gm_error *err);

/* Fail with st for the folder of out_path, which is named before text. */
enum gm_status stages_blame(enum gm_status st, const char *out_path,
			    const char *text, struct gm_error *err);

/*
 * Remove them, and all that is in them.  Returns one of the signals that has
 * waited and would stop the run, or 0.
 */
int stages_close(struct stages *stages);

#endif
