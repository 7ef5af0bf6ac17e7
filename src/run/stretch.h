/* SPDX-License-Identifier: MIT */
/*
 * stretch.h - the jobs that one set of workers does, and what it must reach
 *
 * The locks of a worker name all that it may read and are closed for good, and
 * what names it is copied into each worker: so a run of very many pictures is
 * done in stretches.  Where a folder has nothing but inputs in it, and what
 * earlier runs made of such, it is named as a whole; else each of its inputs
 * is.
 */
#ifndef GM_RUN_STRETCH_H
#define GM_RUN_STRETCH_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "plan/plan.h"

/* Most paths that the workers of a stretch may read: 8 ms for each worker. */
#define STRETCH_MAX_PATHS 16384u

struct stretch {
	const struct plan *plan;
	const uint32_t *inputs; /* n_inputs of them, that are to run */
	size_t n_inputs;
};

/*
 * Cut the stretch to what can be done at once, one input at least, which are in
 * no more than max_folders folders, and their outputs, too.  Fails with
 * GM_ERR_NOMEM.
 */
enum gm_status stretch_cut(struct stretch *stretch, size_t max_folders,
			   struct gm_error *err);

/*
 * Called with what the jobs have to read: an input, or where cover is not
 * PLAN_NO_COVER, all that is below that folder.
 */
typedef enum gm_status (*stretch_read_fn)(void *ctx, size_t input_i,
					  uint32_t cover, struct gm_error *err);

/*
 * Call fn(ctx, ...) for all that is to be read, and nothing else.  Fails as it
 * does, or with GM_ERR_NOMEM.
 */
enum gm_status stretch_each_read(const struct stretch *stretch,
				 stretch_read_fn fn, void *ctx,
				 struct gm_error *err);

#endif
