/* SPDX-License-Identifier: MIT */
/*
 * scan.h - what is known while a plan is being made, and forgotten after
 *
 * Which file each input is, by device and inode, and which outputs exist
 * already: what the search for collisions needs.
 */
#ifndef GM_PLAN_SCAN_H
#define GM_PLAN_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/file_handle.h"
#include "plan/places.h"
#include "plan/plan_list.h"

/* A file by what it is; inode 0 is none. */
struct file_id {
	uint64_t device;
	uint64_t inode;
};

/* A folder by more than that. */
struct folder_id {
	struct file_id id;
	struct file_handle_of handle;
};

/* An output that exists already. */
struct scan_found {
	struct file_id id;
	uint32_t record_i; /* its input */
};

struct scan {
	struct plan *plan;           /* the caller's */
	struct folder_id output_dir; /* of -o; inode 0 when it is not there */
	uint32_t output_place;       /* of -o */
	struct bytes base;           /* options.base, see below_clean() */
	struct places places;
	struct file_id *ids; /* owned; one for each record of the plan */
	size_t ids_capacity;
	struct scan_found *found; /* owned; n_found of them */
	size_t n_found;
	size_t found_capacity;
	struct bytes name; /* scratch: an output name */
	struct bytes path; /* scratch: a path */
};

/* Says that no output can exist: the folder for it does not. */
#define SCAN_NO_OUTPUT (-1)

struct scan_input {
	uint32_t folder_i;
	const char *name;
	bool is_named;
	bool is_listed; /* by a list */
	bool is_link;   /* met in a folder, and only a link to a file */
	const struct stat *info; /* of the file, or NULL: could not be told */
	int errnum;              /* why, when it cannot be an input, or 0 */
	int out_fd;              /* the folder of its output; AT_FDCWD: by path;
				    SCAN_NO_OUTPUT: there is none */
};

/*
 * Are outputs files of their own?  In place each is its input, and no other
 * one.
 */
static inline bool
scan_seeks_outputs(const struct plan_options *options)
{
	return !options->in_place && !options->no_outputs;
}

/*
 * Begin with an empty plan whose options are set.  Fails with GM_ERR_USAGE (-o
 * cannot be a folder; plan.culprit is set) or GM_ERR_NOMEM.
 */
enum gm_status scan_begin(struct scan *scan, struct plan *plan,
			  struct gm_error *err);

/*
 * Give folder folder_i, whose parent has them, its places.  info describes
 * it, or is NULL when it cannot be told.  Where there is a base, a PATH is
 * clean and is seen to be below it or outside.  Fails with GM_ERR_NOMEM.
 */
enum gm_status scan_place_folder(struct scan *scan, uint32_t folder_i,
				 const struct stat *info, struct gm_error *err);

/* Add an input, and look whether its output exists.  Fails: GM_ERR_NOMEM. */
enum gm_status scan_add_input(struct scan *scan, const struct scan_input *input,
			      struct gm_error *err);

/* Add a folder that cannot be read.  Fails with GM_ERR_NOMEM. */
enum gm_status scan_add_fault(struct scan *scan, uint32_t folder_i, int errnum,
			      struct gm_error *err);

/*
 * Drop inputs that stand twice with the same output (a named one lends its
 * being named to the first), then check that no output destroys an input or
 * another output.  Fails with GM_ERR_USAGE, plan.culprit being set, or
 * GM_ERR_NOMEM.
 */
enum gm_status scan_check(struct scan *scan, struct gm_error *err);

/*
 * Check that no two outputs, whose names differ, are one to their file system.
 * What can be asked of it only by making files is not in a run that writes
 * nothing, or where none can be made.  Spoils the names of places.  Fails with
 * GM_ERR_USAGE, plan.culprit being set, or GM_ERR_NOMEM.
 */
enum gm_status scan_check_alike(struct scan *scan, struct gm_error *err);

/*
 * Fail with GM_ERR_USAGE, blaming input culprit_i.  what says how its output
 * relates to input other_i, whose path is put after it.  Or GM_ERR_NOMEM.
 */
enum gm_status scan_blame(struct scan *scan, size_t culprit_i, const char *what,
			  size_t other_i, struct gm_error *err);

void scan_free(struct scan *scan);

#endif
