/* SPDX-License-Identifier: MIT */
/*
 * listing.h - what of a folder's entries matters to a plan, sorted
 */
#ifndef GM_PLAN_LISTING_H
#define GM_PLAN_LISTING_H

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/ignore.h"
#include "plan/plan.h"
#include "plan/scan.h"

/* Keeps its memory from folder to folder.  A zeroed struct is valid. */
struct listing {
	struct bytes text;
	const char **entries; /* owned; n_entries names, which are in text */
	size_t n_entries;
	size_t capacity;
	struct ignore *ignore; /* the caller's: what is left out */
	const char *below;     /* the caller's: where the folder is, from the
				  PATH on */
	bool is_again; /* the caller's: what is not read here was told of */
	/* Met so far, by kind; the caller sets them back to 0. */
	size_t unread[PLAN_MAX_UNREAD];
	size_t n_unentered; /* sub-folders that are not among the entries */
	bool has_own;       /* something here may be an output of ours */
	bool has_stage;     /* something here has the name of one */
	bool has_other;     /* something here is neither picture nor output, or
			       is left out or not entered; links aside */
	int errnum;         /* not 0 when reading broke off */
};

/*
 * Read a folder to its end: its pictures by name (files, or links whose
 * target is not looked at) in the order of their bytes, then, when
 * options->recursive, its sub-folders in that order.  Files that carry prefix
 * and suffix and stages are left out, so is the sub-folder that is
 * pass_over, and what is to be ignored.  Pictures that nobody can read and
 * sub-folders that are not entered are counted, unless listing->is_again. Fails
 * with GM_ERR_NOMEM.
 */
enum gm_status listing_read(struct listing *listing, DIR *dir,
			    const struct plan_options *options,
			    const struct folder_id *pass_over,
			    struct gm_error *err);

/* Of entry i: true for a sub-folder. */
bool listing_is_folder(const struct listing *listing, size_t i);

bool listing_is_link(const struct listing *listing, size_t i);

void listing_free(struct listing *listing);

#endif
