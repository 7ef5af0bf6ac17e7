/* SPDX-License-Identifier: MIT */
/* Which folder each folder of a plan is, and which one its outputs go to. */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plan/below.h"
#include "plan/scan.h"

/*
 * Go from the number of an output folder, *place, to that of name in it, n
 * bytes; path is that of the latter.
 */
static enum gm_status
enter(struct scan *scan, const char *path, const char *name, size_t n,
      uint32_t *place, struct gm_error *err)
{
	struct stat info;

	if (places_exists(&scan->places, *place) && stat(path, &info) == 0)
		return places_existing(&scan->places, path, &info, place, err);
	return places_missing(&scan->places, *place, name, n, place, err);
}

/* Number the mirror of a folder that was met, below that of its parent. */
static enum gm_status
place_mirror(struct scan *scan, struct plan_folder *folder,
	     struct gm_error *err)
{
	const char *name =
		strrchr(plan_list_folder_path(scan->plan, folder), '/') + 1;
	enum gm_status st =
		plan_list_out_folder(scan->plan, folder, &scan->path, err);

	if (st != GM_OK)
		return st;
	folder->out_place = scan->plan->folders[folder->parent_i].out_place;
	return enter(scan, (const char *)scan->path.data, name, strlen(name),
		     &folder->out_place, err);
}

/* Number the folder for the outputs of one that was named. */
static enum gm_status
place_path(struct scan *scan, struct plan_folder *folder, struct gm_error *err)
{
	const char *path = plan_list_folder_path(scan->plan, folder);
	size_t at = folder->below_at, n;
	enum gm_status st;
	char *name;

	folder->out_place = scan->output_place;
	if (scan->plan->options.base == NULL)
		return GM_OK;
	folder->is_outside =
		!below_find((const char *)scan->base.data, path, &at);
	folder->below_at = (uint32_t)at;
	st = plan_list_out_folder(scan->plan, folder, &scan->path, err);
	if (st != GM_OK)
		return st;
	name = (char *)scan->path.data + scan->plan->output_dir_n;
	for (name += strspn(name, "/"); st == GM_OK && *name != '\0';
	     name += n + strspn(name + n, "/")) {
		char kept;

		n = strcspn(name, "/");
		kept = name[n];
		name[n] = '\0';
		st = enter(scan, (const char *)scan->path.data, name, n,
			   &folder->out_place, err);
		name[n] = kept;
	}
	return st;
}

/* How long a name may be in the folder, or in the next above it that exists. */
static long
ask_name_max(char *path)
{
	long most = pathconf(plan_list_here(path), _PC_NAME_MAX);

	while (most < 0 && errno == ENOENT && path[0] != '\0' &&
	       strcmp(path, "/") != 0) {
		char *slash = strrchr(path, '/');

		if (slash == path)
			path[1] = '\0';
		else
			*(slash == NULL ? path : slash) = '\0';
		most = pathconf(plan_list_here(path), _PC_NAME_MAX);
	}
	return most;
}

/* How long a name may be where the outputs of the folder go. */
static enum gm_status
measure_names(struct scan *scan, struct plan_folder *folder,
	      struct gm_error *err)
{
	enum gm_status st;
	long most;

	folder->name_max = NAME_MAX;
	folder->may_need_sweep =
		places_exists(&scan->places, folder->out_place);
	if (!folder->may_need_sweep && folder->parent_i != PLAN_NO_FOLDER) {
		folder->name_max =
			scan->plan->folders[folder->parent_i].name_max;
		return GM_OK;
	}
	st = plan_list_out_folder(scan->plan, folder, &scan->path, err);
	if (st != GM_OK)
		return st;
	most = ask_name_max((char *)scan->path.data);
	if (most > 0 && most < NAME_MAX)
		folder->name_max = (uint32_t)most;
	return GM_OK;
}

enum gm_status
scan_place_folder(struct scan *scan, uint32_t folder_i, const struct stat *info,
		  struct gm_error *err)
{
	struct plan_folder *folder = &scan->plan->folders[folder_i];
	const char *path =
		plan_list_here(plan_list_folder_path(scan->plan, folder));
	enum gm_status st;

	if (info != NULL)
		st = places_existing(&scan->places, path, info,
				     &folder->in_place, err);
	else
		st = places_missing(&scan->places, PLACES_NONE, path,
				    strlen(path), &folder->in_place, err);
	if (st != GM_OK)
		return st;
	if (scan->plan->options.output_dir == NULL)
		folder->out_place = folder->in_place;
	else if (folder->parent_i != PLAN_NO_FOLDER)
		st = place_mirror(scan, folder, err);
	else
		st = place_path(scan, folder, err);
	if (st == GM_OK)
		st = measure_names(scan, folder, err);
	return st;
}
