/* SPDX-License-Identifier: MIT */
#include "plan/scan.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "plan/below.h"
#include "plan/outname.h"

static struct file_id
id_of(const struct stat *info)
{
	return (struct file_id){(uint64_t)info->st_dev, (uint64_t)info->st_ino};
}

enum gm_status
scan_begin(struct scan *scan, struct plan *plan, struct gm_error *err)
{
	const char *dir = plan->options.output_dir;
	enum gm_status st;
	struct stat info;
	int errnum = 0;

	*scan = (struct scan){.plan = plan, .places.key = hash_key_random()};
	if (dir == NULL)
		return GM_OK;
	if (plan->options.base != NULL) {
		st = below_clean(&scan->base, plan->options.base, err);
		if (st != GM_OK)
			return st;
	}
	plan->output_dir_n = plan_list_trim(dir, strlen(dir));
	if (stat(dir, &info) != 0)
		errnum = errno;
	else if (!S_ISDIR(info.st_mode))
		errnum = ENOTDIR;
	if (errnum == ENOENT)
		return places_missing(&scan->places, PLACES_NONE, dir,
				      plan->output_dir_n, &scan->output_place,
				      err);
	if (errnum != 0) {
		st = bytes_append(&plan->culprit, dir, strlen(dir) + 1, err);
		if (st != GM_OK)
			return st;
		/* A folder that may not be reached is none to write to. */
		return gm_fail(err,
			       errnum == EACCES ? gm_write_status(errnum)
						: GM_ERR_USAGE,
			       errnum, "output folder");
	}
	scan->output_dir.id = id_of(&info);
	file_handle_get(&scan->output_dir.handle, AT_FDCWD, dir);
	return places_existing(&scan->places, dir, &info, &scan->output_place,
			       err);
}

/* True when name below a folder of path_n bytes makes a path too long. */
static bool
is_too_long(size_t path_n, size_t name_n)
{
	return path_n >= PATH_MAX || name_n >= PATH_MAX - path_n - 1;
}

/* Bytes of the path of the folder that holds the outputs of folder. */
static size_t
out_folder_length(const struct plan *plan, const struct plan_folder *folder)
{
	if (plan->options.output_dir == NULL)
		return folder->path_n;
	return plan->output_dir_n + 1 + (folder->path_n - folder->below_at);
}

static enum gm_status
add_found(struct scan *scan, const struct stat *info, struct gm_error *err)
{
	struct scan_found *found =
		grow_items(scan->found, &scan->found_capacity, scan->n_found, 1,
			   sizeof(*found), err);

	if (found == NULL)
		return err->status;
	scan->found = found;
	found[scan->n_found++] = (struct scan_found){
		.id = id_of(info),
		.record_i = (uint32_t)scan->plan->n_records,
	};
	return GM_OK;
}

/* The name of an output, as the system is to be asked for it. */
static enum gm_status
output_name(struct scan *scan, const struct scan_input *input,
	    const char **name, struct gm_error *err)
{
	const struct plan *plan = scan->plan;
	enum gm_status st;

	*name = (const char *)scan->name.data;
	if (input->out_fd != AT_FDCWD)
		return GM_OK;
	st = plan_list_out_folder(plan, &plan->folders[input->folder_i],
				  &scan->path, err);
	if (st == GM_OK)
		st = plan_list_join(&scan->path, *name, err);
	*name = (const char *)scan->path.data;
	return st;
}

/*
 * What stands where the output, its name being in scan->name, would go: *found
 * is the file, or the link that leads nowhere, its mode being 0 where there is
 * none.
 */
static enum gm_status
find_output(struct scan *scan, const struct scan_input *input,
	    struct stat *found, struct gm_error *err)
{
	enum gm_status st = GM_OK;
	struct stat info;
	const char *name;

	*found = (struct stat){0};
	if (input->out_fd == SCAN_NO_OUTPUT ||
	    !scan_seeks_outputs(&scan->plan->options))
		return GM_OK;
	st = output_name(scan, input, &name, err);
	if (st != GM_OK ||
	    fstatat(input->out_fd, name, &info, AT_SYMLINK_NOFOLLOW) != 0)
		return st;
	*found = info;
	if (S_ISLNK(info.st_mode) &&
	    fstatat(input->out_fd, name, &info, 0) != 0)
		return GM_OK;
	*found = info;
	return add_found(scan, &info, err);
}

/* Add the record and, beside it, which file it is. */
static enum gm_status
add_record(struct scan *scan, struct plan_record record, const char *name,
	   const struct stat *info, struct gm_error *err)
{
	struct plan *plan = scan->plan;
	struct file_id *ids = grow_items(scan->ids, &scan->ids_capacity,
					 plan->n_records, 1, sizeof(*ids), err);

	if (ids == NULL)
		return err->status;
	scan->ids = ids;
	ids[plan->n_records] = (struct file_id){0};
	if (info != NULL) {
		uint64_t nbytes =
			info->st_size < 0 ? 0 : (uint64_t)info->st_size;

		if (nbytes > PLAN_MAX_NBYTES)
			nbytes = PLAN_MAX_NBYTES;
		record.nbytes = nbytes & PLAN_MAX_NBYTES;
		ids[plan->n_records] = id_of(info);
	}
	return plan_list_add_record(plan, record, name, err);
}

/*
 * Whether what was found is no older than the input.  Where it has got the time
 * of its input, a file system that keeps whole seconds has cut it short.
 */
static bool
is_current(const struct scan *scan, const struct stat *in,
	   const struct stat *found)
{
	const struct timespec *a = &in->st_mtim, *b = &found->st_mtim;

	if (a->tv_sec != b->tv_sec)
		return a->tv_sec < b->tv_sec;
	return a->tv_nsec <= b->tv_nsec ||
	       (b->tv_nsec == 0 && scan->plan->options.keeps_times);
}

/* Whether the options leave an input whose output was found as it is. */
static bool
is_to_skip(const struct scan *scan, const struct scan_input *input,
	   const struct stat *found)
{
	const struct plan_options *options = &scan->plan->options;

	if (found->st_mode == 0)
		return false;
	return options->skip_existing ||
	       (options->update && input->info != NULL &&
		!S_ISLNK(found->st_mode) &&
		is_current(scan, input->info, found));
}

/*
 * Has something else of this run got that name?  What lay there before it began
 * is as old as the clock of file systems said then, at the most.
 */
static bool
is_made_since(const struct scan *scan, const struct stat *found)
{
	const struct timespec *since = &scan->plan->options.made_since;
	const struct timespec *made = &found->st_ctim;

	if (since->tv_sec == 0 || found->st_mode == 0)
		return false;
	return made->tv_sec != since->tv_sec ? made->tv_sec > since->tv_sec
					     : made->tv_nsec > since->tv_nsec;
}

/* Why the input cannot be converted, or 0; sees whether it is done already. */
static enum gm_status
judge(struct scan *scan, const struct scan_input *input,
      struct plan_record *record, struct gm_error *err)
{
	const struct plan *plan = scan->plan;
	const struct plan_folder *folder = &plan->folders[input->folder_i];
	size_t name_n = scan->name.nbytes - 1;
	int errnum = input->errnum;
	enum gm_status st = GM_OK;
	struct stat found = {0};

	if (errnum == 0 &&
	    (name_n > folder->name_max ||
	     is_too_long(folder->path_n, strlen(input->name)) ||
	     is_too_long(out_folder_length(plan, folder), name_n)))
		errnum = ENAMETOOLONG;
	if (errnum == 0)
		st = find_output(scan, input, &found, err);
	if (S_ISDIR(found.st_mode))
		errnum = EISDIR;
	if (errnum == 0 && !is_to_skip(scan, input, &found) &&
	    is_made_since(scan, &found))
		errnum = EEXIST;
	if (errnum != 0) {
		record->fate = PLAN_FAULT;
		record->errnum = (unsigned)errnum & PLAN_MAX_ERRNUM;
	} else if (is_to_skip(scan, input, &found)) {
		record->fate = PLAN_SKIP;
	}
	record->is_new =
		found.st_mode == 0 && scan_seeks_outputs(&plan->options);
	return st;
}

enum gm_status
scan_add_input(struct scan *scan, const struct scan_input *input,
	       struct gm_error *err)
{
	struct plan *plan = scan->plan;
	const struct plan_naming naming =
		plan->options.naming(plan->options.naming_ctx, input->name);
	struct plan_record record = {
		.fate = PLAN_CONVERT,
		.is_named = input->is_named,
		.is_listed = input->is_listed,
		.is_link = input->is_link,
		.format = naming.format % PLAN_MAX_FORMATS,
		.folder_i = input->folder_i & PLAN_MAX_FOLDERS,
	};
	enum gm_status st;

	assert(naming.format < PLAN_MAX_FORMATS);
	plan->endings[naming.format] = (struct outname_ending){
		.extension = naming.extension, .replaces = naming.replaces};
	st = outname_make(&scan->name, plan->options.prefix,
			  plan->options.suffix, input->name,
			  &plan->endings[naming.format], err);
	if (st == GM_OK)
		st = judge(scan, input, &record, err);
	if (st != GM_OK)
		return st;
	return add_record(scan, record, input->name, input->info, err);
}

enum gm_status
scan_add_fault(struct scan *scan, uint32_t folder_i, int errnum,
	       struct gm_error *err)
{
	struct plan_record record = {
		.fate = PLAN_FAULT,
		.is_named = scan->plan->folders[folder_i].is_named,
		.errnum = (unsigned)errnum & PLAN_MAX_ERRNUM,
		.folder_i = folder_i & PLAN_MAX_FOLDERS,
	};

	return add_record(scan, record, "", NULL, err);
}

void
scan_free(struct scan *scan)
{
	places_free(&scan->places);
	bytes_free(&scan->base);
	free(scan->ids);
	free(scan->found);
	bytes_free(&scan->name);
	bytes_free(&scan->path);
	*scan = (struct scan){0};
}
