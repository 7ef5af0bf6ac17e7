/* SPDX-License-Identifier: MIT */
/* Pictures that nobody here can read: how many of which kind below a PATH. */
#include "base/grow.h"
#include "plan/plan_list.h"

static enum gm_status
add_one(struct plan *plan, struct plan_unread item, struct gm_error *err)
{
	struct plan_unread *unread =
		grow_items(plan->unread, &plan->unread_capacity, plan->n_unread,
			   1, sizeof(*unread), err);

	if (unread == NULL)
		return err->status;
	plan->unread = unread;
	unread[plan->n_unread++] = item;
	return GM_OK;
}

enum gm_status
plan_list_add_unread(struct plan *plan, uint32_t folder_i, const size_t *counts,
		     struct gm_error *err)
{
	enum gm_status st = GM_OK;

	for (unsigned i = 0; st == GM_OK && i < PLAN_MAX_UNREAD; i++) {
		struct plan_unread item = {folder_i, i, counts[i]};

		if (counts[i] > 0)
			st = add_one(plan, item, err);
	}
	return st;
}

void
plan_each_unread(const struct plan *plan,
		 void (*note)(void *ctx, const char *folder,
			      const size_t *counts),
		 void *ctx)
{
	for (size_t i = 0; i < plan->n_unread;) {
		uint32_t folder_i = plan->unread[i].folder_i;
		size_t counts[PLAN_MAX_UNREAD] = {0};

		for (;
		     i < plan->n_unread && plan->unread[i].folder_i == folder_i;
		     i++)
			counts[plan->unread[i].kind] = plan->unread[i].n;
		note(ctx, plan_list_folder_path(plan, &plan->folders[folder_i]),
		     counts);
	}
}
