/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <stdlib.h>

#include "base/file_temp.h"
#include "plan/plan_list.h"

static void
sweep_folder(const char *path)
{
	DIR *dir = opendir(path);
	const struct dirent *entry;

	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL) {
		if (file_temp_is_name(entry->d_name))
			file_temp_sweep(dirfd(dir), entry->d_name);
	}
	closedir(dir);
}

/* Room to mark each place that outputs go to. */
static bool *
make_marks(const struct plan *plan)
{
	uint32_t n_places = 0;

	for (size_t i = 0; i < plan->n_folders; i++) {
		if (plan->folders[i].out_place >= n_places)
			n_places = plan->folders[i].out_place + 1;
	}
	return calloc(n_places + 1, sizeof(bool));
}

enum gm_status
plan_sweep(const struct plan *plan, struct gm_error *err)
{
	bool *is_swept = make_marks(plan);
	struct bytes path = {0};
	enum gm_status st = GM_OK;

	if (is_swept == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory");
	for (size_t i = 0; st == GM_OK && i < plan->n_folders; i++) {
		const struct plan_folder *folder = &plan->folders[i];

		if (!folder->may_need_sweep || is_swept[folder->out_place])
			continue;
		is_swept[folder->out_place] = true;
		st = plan_list_out_folder(plan, folder, &path, err);
		if (st == GM_OK)
			sweep_folder(plan_list_here((const char *)path.data));
	}
	bytes_free(&path);
	free(is_swept);
	return st;
}
