/* SPDX-License-Identifier: MIT */
/* The folders of a plan before its jobs: made where they lack, and swept. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file_temp.h"
#include "plan/plan_list.h"

/* Make one folder; 0, or an errno.  One that is there is as good. */
static int
make_folder(const char *path)
{
	struct stat info;

	if (mkdir(path, 0777) == 0)
		return 0;
	if (errno != EEXIST)
		return errno;
	if (stat(path, &info) != 0)
		return errno;
	return S_ISDIR(info.st_mode) ? 0 : ENOTDIR;
}

/* The same with all that is missing above it; path is restored. */
static int
make_folders(char *path)
{
	int errnum = make_folder(path);

	if (errnum != ENOENT)
		return errnum;
	for (char *at = path + 1; (at = strchr(at, '/')) != NULL; at++) {
		*at = '\0';
		errnum = make_folder(path);
		*at = '/';
		if (errnum != 0)
			return errnum;
	}
	return make_folder(path);
}

enum gm_status
plan_make_folders(struct plan *plan, struct gm_error *err)
{
	enum gm_status st;

	if (plan->options.output_dir == NULL)
		return GM_OK;
	for (size_t i = 0; i < plan->n_folders; i++) {
		int errnum;

		if (!plan->folders[i].is_used)
			continue;
		st = plan_list_out_folder(plan, &plan->folders[i],
					  &plan->culprit, err);
		if (st != GM_OK)
			return st;
		errnum = make_folders((char *)plan->culprit.data);
		if (errnum != 0)
			return gm_fail(err, gm_write_status(errnum), errnum,
				       "make folder");
	}
	plan->culprit.nbytes = 0;
	return GM_OK;
}

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

enum gm_status
plan_sweep(const struct plan *plan, struct gm_error *err)
{
	bool *is_swept = calloc(plan->n_places + 1, sizeof(*is_swept));
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
