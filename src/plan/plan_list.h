/* SPDX-License-Identifier: MIT */
/*
 * plan_list.h - the plan in memory, for the files of this folder only
 *
 * Made for millions of inputs: a record of 16 bytes each, the names one after
 * another in one block, and the path of a folder once for all that is in it.
 * Output names are never stored: they follow from the input's.
 */
#ifndef GM_PLAN_PLAN_LIST_H
#define GM_PLAN_PLAN_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "plan/outname.h"
#include "plan/plan.h"

/* What the bit fields below can hold. */
#define PLAN_MAX_FOLDERS    ((UINT32_C(1) << 28) - 1)
#define PLAN_MAX_NAME_BYTES ((UINT64_C(1) << 36) - 1)
#define PLAN_MAX_NBYTES     ((UINT64_C(1) << 44) - 1)
#define PLAN_MAX_ERRNUM     ((1u << 8) - 1) /* Linux has 133 of them */

/* The parent of a folder that is a PATH, or that of one. */
#define PLAN_NO_FOLDER UINT32_MAX

/* Besides those of enum plan_fate: an input that stands twice. */
#define PLAN_DROPPED 3u

struct plan_record {
	uint64_t nbytes : 44; /* of the file, at most PLAN_MAX_NBYTES */
	uint64_t errnum : 8;
	uint64_t fate : 2;
	uint64_t is_named : 1;
	uint64_t is_listed : 1; /* by a list alone: need be no picture */
	uint64_t is_new : 1;    /* nothing has the name of its output */
	uint64_t is_link : 1;   /* to a file that may be anywhere */
	uint64_t format : 6;    /* of the output, < PLAN_MAX_FORMATS */
	uint64_t name_at : 36;  /* in plan.names; "" is the folder itself */
	uint64_t folder_i : 28;
};

_Static_assert(sizeof(struct plan_record) == 16, "one record, 16 bytes");

struct plan_folder {
	size_t path_at;       /* in plan.folder_paths, NUL-terminated */
	uint32_t path_n;      /* its length; no '/' at the end but in "/" */
	uint32_t below_at;    /* where the part that is put after -o starts */
	uint32_t parent_i;    /* where it was met, or PLAN_NO_FOLDER */
	uint32_t in_place;    /* the folder as a number, see places.h */
	uint32_t out_place;   /* the same of the folder of its outputs */
	uint32_t n_unentered; /* sub-folders passed by */
	uint32_t n_own;       /* named outputs of an earlier run passed by */
	uint32_t name_max;    /* most bytes of a name where its outputs go */
	uint32_t cover_i;     /* see plan_cover() */
	bool is_whole;        /* all below it is input, or made of one */
	bool is_named;        /* it is a PATH */
	bool is_outside;      /* it is not below options.base */
	bool is_used;         /* an input of it is to run */
	bool may_need_sweep;  /* where its outputs go, see plan_sweep() */
};

/* A folder as it was when it was seen, or made; zeroed: not yet. */
struct plan_place {
	uint64_t device;
	uint64_t inode;
};

/* Files of one kind that nobody can read, below one PATH. */
struct plan_unread {
	uint32_t folder_i;
	unsigned kind;
	size_t n;
};

struct plan {
	struct plan_options options;
	size_t output_dir_n; /* of options.output_dir without '/' at the end */
	struct plan_record *records; /* owned */
	size_t n_records;
	size_t records_capacity;
	struct plan_folder *folders; /* owned; a folder after its parent */
	size_t n_folders;
	size_t folders_capacity;
	struct plan_unread *unread; /* owned; those of a PATH in a row */
	size_t n_unread;
	size_t unread_capacity;
	struct plan_place *places; /* owned; n_places of them, */
	size_t n_places;           /* above all in_place and out_place */
	size_t n_elsewhere;        /* inputs of other shards */
	struct bytes names;
	struct bytes folder_paths;
	struct bytes culprit; /* NUL-terminated when whole */
	/* How outputs of each format are called; zeroed: none is written in
	   it. */
	struct outname_ending endings[PLAN_MAX_FORMATS];
};

/* Length of path without '/' at its end; "/" keeps its one. */
size_t plan_list_trim(const char *path, size_t n);

/* The path of a folder for the system, to which "" is none: the current one. */
const char *plan_list_here(const char *path);

/*
 * Add a folder by its path, n bytes, trimmed; the caller sets the rest of it.
 * Fails with GM_ERR_NOMEM.
 */
enum gm_status plan_list_add_folder(struct plan *plan, const char *path,
				    size_t n, uint32_t *folder_i,
				    struct gm_error *err);

/* Add a record, name_at being set here.  Fails with GM_ERR_NOMEM. */
enum gm_status plan_list_add_record(struct plan *plan,
				    struct plan_record record, const char *name,
				    struct gm_error *err);

/* Add counts by kind, PLAN_MAX_UNREAD of them: GM_ERR_NOMEM. */
enum gm_status plan_list_add_unread(struct plan *plan, uint32_t folder_i,
				    const size_t *counts, struct gm_error *err);

const char *plan_list_name(const struct plan *plan,
			   const struct plan_record *record);

/* Replace *name by the NUL-terminated one of its output: GM_ERR_NOMEM. */
enum gm_status plan_list_out_name(const struct plan *plan,
				  const struct plan_record *record,
				  struct bytes *name, struct gm_error *err);

const char *plan_list_folder_path(const struct plan *plan,
				  const struct plan_folder *folder);

/*
 * Replace *path by the NUL-terminated path of the folder that holds the
 * outputs of folder.  Fails with GM_ERR_NOMEM.
 */
enum gm_status plan_list_out_folder(const struct plan *plan,
				    const struct plan_folder *folder,
				    struct bytes *path, struct gm_error *err);

/*
 * Go from the NUL-terminated path of a folder in *path to that of name in
 * it; the folder "" is the current one.  Fails with GM_ERR_NOMEM.
 */
enum gm_status plan_list_join(struct bytes *path, const char *name,
			      struct gm_error *err);

/*
 * Whether another user can have put something in the place of the folder at
 * path, or of one above it.  Folders are looked at from above: what stands
 * below one that is not theirs to change is as it was.  Links are not looked
 * into: they say yes.
 */
bool plan_list_can_be_exchanged(const char *path);

/*
 * Whether the open folder at path is the one of that number, if that was seen.
 * What has taken its place is as good unless another user could have put it
 * there: some file systems give a folder a new number after a while.
 */
bool plan_list_is_place(const struct plan *plan, uint32_t place,
			const char *path, int fd);

/* Give back the memory that growing took too much of. */
void plan_list_shrink(struct plan *plan);

#endif
