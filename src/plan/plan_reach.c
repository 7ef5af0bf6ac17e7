/* SPDX-License-Identifier: MIT */
#include "plan/plan_list.h"

/*
 * A PATH that is a folder stands for all below it, links aside: folders are
 * never entered by one, and where a file is that one leads to, nobody knows.
 */
static enum gm_status
reach_inputs(const struct plan *plan, plan_reach_fn reach, void *ctx,
	     struct bytes *path, struct gm_error *err)
{
	enum gm_status st = GM_OK;

	for (size_t i = 0; st == GM_OK && i < plan->n_folders; i++) {
		const struct plan_folder *folder = &plan->folders[i];

		if (folder->is_named)
			st = reach(ctx, plan_list_folder_path(plan, folder),
				   false, err);
	}
	for (size_t i = 0; st == GM_OK && i < plan->n_records; i++) {
		const struct plan_record *record = &plan->records[i];

		if (record->fate != PLAN_CONVERT ||
		    !(record->is_named || record->is_link))
			continue;
		st = plan_paths(plan, i, path, NULL, err);
		if (st == GM_OK)
			st = reach(ctx, (const char *)path->data, false, err);
	}
	return st;
}

static enum gm_status
reach_outputs(const struct plan *plan, plan_reach_fn reach, void *ctx,
	      struct bytes *path, struct gm_error *err)
{
	bool is_beside = plan->options.output_dir == NULL;
	enum gm_status st = GM_OK;

	for (size_t i = 0; st == GM_OK && i < plan->n_folders; i++) {
		const struct plan_folder *folder = &plan->folders[i];

		/*
		 * What was met is below what was named; but below -o there may
		 * be links to folders elsewhere.
		 */
		if (is_beside ? folder->parent_i != PLAN_NO_FOLDER
			      : !folder->is_used)
			continue;
		st = plan_list_out_folder(plan, folder, path, err);
		if (st == GM_OK)
			st = reach(ctx,
				   plan_list_here((const char *)path->data),
				   true, err);
	}
	return st;
}

enum gm_status
plan_each_reach(const struct plan *plan, plan_reach_fn reach, void *ctx,
		struct gm_error *err)
{
	struct bytes path = {0};
	enum gm_status st = reach_inputs(plan, reach, ctx, &path, err);

	if (st == GM_OK)
		st = reach_outputs(plan, reach, ctx, &path, err);
	bytes_free(&path);
	return st;
}
