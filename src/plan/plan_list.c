/* SPDX-License-Identifier: MIT */
#include "plan/plan_list.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

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
			     plan->n_folders, 1, sizeof(*folders), err);
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
	const uint64_t name_at = plan->names.nbytes;
	struct plan_record *records;
	enum gm_status st;

	if (plan->n_records >= PLAN_MAX_INPUTS || name_at > PLAN_MAX_NAME_BYTES)
		return gm_fail(err, GM_ERR_NOMEM, 0, "too many inputs");
	records = grow_items(plan->records, &plan->records_capacity,
			     plan->n_records, 1, sizeof(*records), err);
	if (records == NULL)
		return err->status;
	plan->records = records;
	record.name_at = name_at & PLAN_MAX_NAME_BYTES;
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
	return outname_make(name, plan->options.prefix, plan->options.suffix,
			    plan_list_name(plan, record),
			    &plan->endings[record->format], err);
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

const char *
plan_culprit(const struct plan *plan)
{
	const struct bytes *path;

	if (plan == NULL)
		return "";
	path = &plan->culprit;
	/* Memory may have run out while it was put together. */
	if (path->nbytes == 0 || path->data[path->nbytes - 1] != '\0')
		return "";
	return (const char *)path->data;
}

size_t
plan_n_elsewhere(const struct plan *plan)
{
	return plan->n_elsewhere;
}

size_t
plan_n_inputs(const struct plan *plan)
{
	return plan->n_records;
}

/* The fault of a folder has no name: the folder itself is meant. */
static bool
is_folder_fault(const struct plan *plan, const struct plan_record *record)
{
	return record->fate == PLAN_FAULT &&
	       plan_list_name(plan, record)[0] == '\0';
}

struct plan_input
plan_input(const struct plan *plan, size_t input_i)
{
	const struct plan_record *record = &plan->records[input_i];

	return (struct plan_input){
		.fate = (enum plan_fate)record->fate,
		.is_named = record->is_named && !record->is_listed,
		.is_new = record->is_new,
		.format = (unsigned)record->format,
		.is_folder = is_folder_fault(plan, record),
		.errnum = (int)record->errnum,
		.nbytes = record->nbytes,
	};
}

void
plan_skip(struct plan *plan, size_t input_i)
{
	plan->records[input_i].fate = PLAN_SKIP;
}

static enum gm_status
in_path(const struct plan *plan, const struct plan_record *record,
	struct bytes *in, struct gm_error *err)
{
	const struct plan_folder *folder = &plan->folders[record->folder_i];
	const char *name = plan_list_name(plan, record);
	enum gm_status st;

	in->nbytes = 0;
	st = bytes_append(in, plan_list_folder_path(plan, folder),
			  folder->path_n + 1, err);
	if (st != GM_OK || is_folder_fault(plan, record))
		return st;
	return plan_list_join(in, name, err);
}

static enum gm_status
out_path(const struct plan *plan, const struct plan_record *record,
	 struct bytes *out, struct gm_error *err)
{
	struct bytes name = {0};
	enum gm_status st;

	out->nbytes = 0;
	if (record->fate == PLAN_FAULT || plan->options.no_outputs)
		return bytes_append(out, "", 1, err);
	st = plan_list_out_folder(plan, &plan->folders[record->folder_i], out,
				  err);
	if (st == GM_OK)
		st = plan_list_out_name(plan, record, &name, err);
	if (st == GM_OK)
		st = plan_list_join(out, (const char *)name.data, err);
	bytes_free(&name);
	return st;
}

enum gm_status
plan_paths(const struct plan *plan, size_t input_i, struct bytes *in,
	   struct bytes *out, struct gm_error *err)
{
	const struct plan_record *record = &plan->records[input_i];
	enum gm_status st = in_path(plan, record, in, err);

	if (st == GM_OK && out != NULL)
		st = out_path(plan, record, out, err);
	return st;
}

bool
plan_has_outputs(const struct plan *plan)
{
	return !plan->options.no_outputs;
}

enum link_trust
plan_links(const struct plan *plan, size_t input_i)
{
	const struct plan_record *record = &plan->records[input_i];

	if (plan->options.in_place)
		return LINK_NONE;
	if (record->is_named || plan->options.follow)
		return LINK_ANY;
	return record->is_link ? LINK_TRUSTED : LINK_NONE;
}

uint32_t
plan_out_place(const struct plan *plan, size_t input_i)
{
	return plan->folders[plan->records[input_i].folder_i].out_place;
}

uint32_t
plan_in_place(const struct plan *plan, size_t input_i)
{
	return plan->folders[plan->records[input_i].folder_i].in_place;
}

const char *
plan_name(const struct plan *plan, size_t input_i)
{
	return plan_list_name(plan, &plan->records[input_i]);
}

size_t
plan_n_places(const struct plan *plan)
{
	return plan->n_places;
}

uint32_t
plan_cover(const struct plan *plan, size_t input_i)
{
	const struct plan_record *record = &plan->records[input_i];

	return record->is_link ? PLAN_NO_COVER
			       : plan->folders[record->folder_i].cover_i;
}

size_t
plan_n_folders(const struct plan *plan)
{
	return plan->n_folders;
}

void
plan_each_unentered(const struct plan *plan,
		    void (*note)(void *ctx, const char *folder, size_t n),
		    void *ctx)
{
	for (size_t i = 0; i < plan->n_folders; i++) {
		const struct plan_folder *folder = &plan->folders[i];

		if (folder->n_unentered > 0)
			note(ctx, plan_list_folder_path(plan, folder),
			     folder->n_unentered);
	}
}

void
plan_each_own(const struct plan *plan,
	      void (*note)(void *ctx, const char *folder, size_t n), void *ctx)
{
	for (size_t i = 0; i < plan->n_folders; i++) {
		const struct plan_folder *folder = &plan->folders[i];

		if (folder->n_own > 0)
			note(ctx,
			     plan_list_here(
				     plan_list_folder_path(plan, folder)),
			     folder->n_own);
	}
}

void
plan_free(struct plan *plan)
{
	if (plan == NULL)
		return;
	free(plan->records);
	free(plan->folders);
	free(plan->unread);
	free(plan->places);
	bytes_free(&plan->names);
	bytes_free(&plan->folder_paths);
	bytes_free(&plan->culprit);
	free(plan);
}
