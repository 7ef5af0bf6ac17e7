/* SPDX-License-Identifier: MIT */
#include "run/unsynced.h"

#include <stdlib.h>

#include "base/grow.h"

enum gm_status
unsynced_add(struct unsynced *unsynced, size_t job_i, uint32_t place,
	     const struct job_result *result, struct gm_error *err)
{
	struct unsynced_item *items =
		grow_items(unsynced->items, &unsynced->capacity,
			   unsynced->n_items, 1, sizeof(*items), err);

	if (items == NULL)
		return err->status;
	unsynced->items = items;
	items[unsynced->n_items++] = (struct unsynced_item){
		.job_i = job_i, .place = place, .result = *result};
	return GM_OK;
}

/* The item before that is of the same folder, or item_i itself. */
static size_t
find_same(const struct unsynced *unsynced, size_t item_i)
{
	for (size_t i = item_i; i-- > 0;)
		if (unsynced->items[i].place == unsynced->items[item_i].place)
			return i;
	return item_i;
}

void
unsynced_sync(struct unsynced *unsynced, unsynced_sync_fn sync, void *ctx)
{
	for (size_t i = 0; i < unsynced->n_items; i++) {
		struct unsynced_item *item = &unsynced->items[i];
		size_t same_i = find_same(unsynced, i);
		struct gm_error err;
		enum gm_status st;

		if (same_i < i) {
			if (unsynced->items[same_i].result.status != GM_OK)
				item->result = unsynced->items[same_i].result;
			continue;
		}
		st = sync(ctx, item->job_i, &err);
		if (st != GM_OK)
			item->result =
				(struct job_result){.status = st, .error = err};
	}
}

void
unsynced_free(struct unsynced *unsynced)
{
	free(unsynced->items);
	*unsynced = (struct unsynced){0};
}
