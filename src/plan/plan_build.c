/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "plan/below.h"
#include "plan/own.h"
#include "plan/plan_list.h"
#include "plan/scan.h"
#include "plan/walk.h"

/*
 * The folder of a PATH that is a file, n bytes of it.  Shells name many files
 * of one folder in a row: the last folder is used again.
 */
static enum gm_status
name_folder(struct scan *scan, const char *path, size_t n, uint32_t *last_i,
	    struct gm_error *err)
{
	struct plan *plan = scan->plan;
	struct stat info;
	const char *text;
	enum gm_status st;

	if (*last_i != PLAN_NO_FOLDER) {
		const struct plan_folder *last = &plan->folders[*last_i];

		text = plan_list_folder_path(plan, last);
		if (last->path_n == n && memcmp(text, path, n) == 0)
			return GM_OK;
	}
	st = plan_list_add_folder(plan, path, n, last_i, err);
	if (st != GM_OK)
		return st;
	text = plan_list_folder_path(plan, &plan->folders[*last_i]);
	return scan_place_folder(
		scan, *last_i,
		stat(plan_list_here(text), &info) == 0 ? &info : NULL, err);
}

static bool
is_link(const char *path)
{
	struct stat info;

	return lstat(path, &info) == 0 && S_ISLNK(info.st_mode);
}

/* Add a PATH that is no folder (*info), or not there at all (errnum). */
static enum gm_status
name_file(struct scan *scan, const char *path, const struct stat *info,
	  int errnum, bool is_listed, uint32_t *last_i, struct gm_error *err)
{
	const char *slash = strrchr(path, '/');
	size_t folder_n = slash == NULL ? 0 : (size_t)(slash - path) + 1;
	struct scan_input input = {
		.name = path + folder_n,
		.is_named = true,
		.is_listed = is_listed,
		.info = errnum == 0 ? info : NULL,
		.errnum = errnum,
		.out_fd = SCAN_NO_OUTPUT,
	};
	enum gm_status st = name_folder(
		scan, path, plan_list_trim(path, folder_n), last_i, err);

	if (st != GM_OK)
		return st;
	input.folder_i = *last_i;
	if (errnum == 0 && S_ISREG(info->st_mode) &&
	    own_has_original(&scan->plan->options, path)) {
		scan->plan->folders[*last_i].n_own++;
		return GM_OK;
	}
	if (errnum == 0 && scan->plan->options.in_place && is_link(path)) {
		input.is_link = true;
		input.errnum = ELOOP;
	} else if (errnum == 0 && scan->plan->folders[*last_i].is_outside)
		input.errnum = EXDEV;
	else if (errnum == 0 && !S_ISREG(info->st_mode))
		input.errnum = ESPIPE;
	if (places_exists(&scan->places,
			  scan->plan->folders[*last_i].out_place))
		input.out_fd = AT_FDCWD;
	return scan_add_input(scan, &input, err);
}

/* What is kept from path to path. */
struct reading {
	struct scan *scan;
	struct walk walk;
	uint32_t last_i;   /* see name_folder() */
	struct bytes path; /* scratch: a clean one */
};

static enum gm_status
read_path(struct reading *reading, const char *path, bool is_listed,
	  struct gm_error *err)
{
	struct stat info;
	int errnum = stat(path, &info) == 0 ? 0 : errno;
	enum gm_status st;

	if (reading->scan->plan->options.base != NULL) {
		st = below_clean(&reading->path, path, err);
		if (st != GM_OK)
			return st;
		path = (const char *)reading->path.data;
	}
	if (errnum == 0 && S_ISDIR(info.st_mode))
		return walk_folder(&reading->walk, reading->scan, path, err);
	return name_file(reading->scan, path, &info, errnum, is_listed,
			 &reading->last_i, err);
}

static enum gm_status
read_paths(struct scan *scan, struct gm_error *err)
{
	const struct plan_options *options = &scan->plan->options;
	struct reading reading = {.scan = scan, .last_i = PLAN_NO_FOLDER};
	enum gm_status st = walk_begin(&reading.walk, options, err);
	const char *path;
	size_t at = 0;

	for (size_t i = 0; st == GM_OK && i < options->n_paths; i++)
		st = read_path(&reading, options->paths[i], false, err);
	while (st == GM_OK && options->list != NULL &&
	       (path = file_list_next(options->list, &at)) != NULL)
		st = read_path(&reading, path, true, err);
	if (options->list != NULL)
		file_list_free(options->list);
	walk_free(&reading.walk);
	bytes_free(&reading.path);
	return st;
}

/*
 * Of the folders that are whole with all above them, down to the first that is
 * not: a folder stands after its parent.
 */
static void
find_covers(struct plan *plan)
{
	for (size_t i = plan->n_folders; i-- > 0;) {
		const struct plan_folder *folder = &plan->folders[i];

		if (!folder->is_whole && folder->parent_i != PLAN_NO_FOLDER)
			plan->folders[folder->parent_i].is_whole = false;
	}
	for (size_t i = 0; i < plan->n_folders; i++) {
		struct plan_folder *folder = &plan->folders[i];

		folder->cover_i =
			folder->is_whole ? (uint32_t)i : PLAN_NO_FOLDER;
		if (folder->is_whole && folder->parent_i != PLAN_NO_FOLDER &&
		    plan->folders[folder->parent_i].is_whole)
			folder->cover_i =
				plan->folders[folder->parent_i].cover_i;
	}
}

/* What is known of the folders when they have been seen. */
static enum gm_status
keep_places(const struct scan *scan, struct gm_error *err)
{
	const struct places *places = &scan->places;
	struct plan *plan = scan->plan;

	plan->places = calloc(places->n_items + 1, sizeof(*plan->places));
	if (plan->places == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory");
	plan->n_places = places->n_items;
	for (uint32_t i = 0; i < plan->n_places; i++)
		if (places_exists(places, i))
			plan->places[i] = (struct plan_place){
				places->items[i].major, places->items[i].inode};
	return GM_OK;
}

enum gm_status
plan_build(const struct plan_options *options, struct plan **plan,
	   struct gm_error *err)
{
	struct scan scan;
	enum gm_status st;

	*plan = calloc(1, sizeof(**plan));
	if (*plan == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory");
	(*plan)->options = *options;
	st = scan_begin(&scan, *plan, err);
	if (st == GM_OK)
		st = read_paths(&scan, err);
	if (st == GM_OK)
		st = keep_places(&scan, err);
	if (st == GM_OK) {
		find_covers(*plan);
		plan_list_shrink(*plan);
		st = scan_check(&scan, err);
	}
	scan_free(&scan);
	return st;
}
