/* SPDX-License-Identifier: MIT */
/*
 * unsynced.h - outputs that have their names, but would not survive a crash
 *
 * Each folder is synced once for all that were named in it meanwhile: that
 * takes as long as for one.
 */
#ifndef GM_RUN_UNSYNCED_H
#define GM_RUN_UNSYNCED_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "job/job.h"

struct unsynced_item {
	size_t job_i;
	uint32_t place; /* the number of the folder, see plan_out_place() */
	struct job_result result;
};

/* A zeroed struct is empty. */
struct unsynced {
	struct unsynced_item *items; /* owned; n_items of them */
	size_t n_items;
	size_t capacity;
};

/* Fails with GM_ERR_NOMEM. */
enum gm_status unsynced_add(struct unsynced *unsynced, size_t job_i,
			    uint32_t place, const struct job_result *result,
			    struct gm_error *err);

/* Sync the folder of the output of a job; in the driver. */
typedef enum gm_status (*unsynced_sync_fn)(void *ctx, size_t job_i,
					   struct gm_error *err);

/*
 * Sync the folders of all items.  Where that fails, so have the items, which
 * say why.
 */
void unsynced_sync(struct unsynced *unsynced, unsynced_sync_fn sync, void *ctx);

void unsynced_free(struct unsynced *unsynced);

#endif
