/* SPDX-License-Identifier: MIT */
#include "plan/plan_list.h"

#include <assert.h>
#include <string.h>

#include "base/grow.h"
#include "plan/outname.h"

size_t
plan_list_trim(const char *path, size_t n)
{
	while (n > 1 && path[n - 1] == '/')
		n--;
	return n;
}

const char *
plan_list_here(const char *path)
{
	return path[0] == '\0' ? "." : path;
}

enum gm_status
plan_list_add_folder(struct plan *plan, const char *path, size_t n,
		     uint32_t *folder_i, struct gm_error *err)
{
	struct plan_folder *folders;
	enum gm_status st;

	if (plan->n_folders >= PLAN_MAX_FOLDERS || n > UINT32_MAX)
		return gm_fail(err, GM_ERR_NOMEM, 0, "too many folders");
	folders = grow_items(plan->folders, &plan->folders_capacity,
			     plan->n_folders, sizeof(*folders), err);
	if (folders == NULL)
		return err->status;
	plan->folders = folders;
	st = bytes_reserve(&plan->folder_paths, n + 1, err);
	if (st != GM_OK)
		return st;
	*folder_i = (uint32_t)plan->n_folders++;
	plan->folders[*folder_i] = (struct plan_folder){
		.path_at = plan->folder_paths.nbytes,
		.path_n = (uint32_t)n,
		.below_at = (uint32_t)n,
		.parent_i = PLAN_NO_FOLDER,
	};
	(void)bytes_append(&plan->folder_paths, path, n, err);
	return bytes_append(&plan->folder_paths, "", 1, err);
}

enum gm_status
plan_list_add_record(struct plan *plan, struct plan_record record,
		     const char *name, struct gm_error *err)
{
	struct plan_record *records;
	enum gm_status st;

	if (plan->n_records >= PLAN_MAX_INPUTS ||
	    plan->names.nbytes > PLAN_MAX_NAME_BYTES)
		return gm_fail(err, GM_ERR_NOMEM, 0, "too many inputs");
	records = grow_items(plan->records, &plan->records_capacity,
			     plan->n_records, sizeof(*records), err);
	if (records == NULL)
		return err->status;
	plan->records = records;
	record.name_at = plan->names.nbytes & PLAN_MAX_NAME_BYTES;
	st = bytes_append(&plan->names, name, strlen(name) + 1, err);
	if (st == GM_OK)
		plan->records[plan->n_records++] = record;
	return st;
}

const char *
plan_list_name(const struct plan *plan, const struct plan_record *record)
{
	return (const char *)plan->names.data + record->name_at;
}

enum gm_status
plan_list_out_name(const struct plan *plan, const struct plan_record *record,
		   struct bytes *name, struct gm_error *err)
{
	const char *extension = plan->extensions[record->format];

	return outname_append(name, plan->options.prefix, plan->options.suffix,
			      plan_list_name(plan, record),
			      extension == NULL ? "" : extension, err);
}

const char *
plan_list_folder_path(const struct plan *plan, const struct plan_folder *folder)
{
	return (const char *)plan->folder_paths.data + folder->path_at;
}

enum gm_status
plan_list_join(struct bytes *path, const char *name, struct gm_error *err)
{
	enum gm_status st = GM_OK;

	assert(path->nbytes > 0);
	path->nbytes--;
	if (path->nbytes > 0 && path->data[path->nbytes - 1] != '/')
		st = bytes_append(path, "/", 1, err);
	if (st == GM_OK)
		st = bytes_append(path, name, strlen(name) + 1, err);
	return st;
}

enum gm_status
plan_list_out_folder(const struct plan *plan, const struct plan_folder *folder,
		     struct bytes *path, struct gm_error *err)
{
	const char *in_path = plan_list_folder_path(plan, folder);
	enum gm_status st;

	path->nbytes = 0;
	if (plan->options.output_dir == NULL)
		return bytes_append(path, in_path, folder->path_n + 1, err);
	st = bytes_append(path, plan->options.output_dir, plan->output_dir_n,
			  err);
	if (st == GM_OK)
		st = bytes_append(path, "", 1, err);
	if (st == GM_OK && folder->below_at < folder->path_n)
		st = plan_list_join(path, in_path + folder->below_at, err);
	return st;
}

void
plan_list_shrink(struct plan *plan)
{
	plan->records = grow_shrink(plan->records, &plan->records_capacity,
				    plan->n_records, sizeof(*plan->records));
	plan->folders = grow_shrink(plan->folders, &plan->folders_capacity,
				    plan->n_folders, sizeof(*plan->folders));
	plan->names.data = grow_shrink(plan->names.data, &plan->names.capacity,
				       plan->names.nbytes, 1);
	plan->folder_paths.data = grow_shrink(plan->folder_paths.data,
					      &plan->folder_paths.capacity,
					      plan->folder_paths.nbytes, 1);
}
