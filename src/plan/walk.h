/* SPDX-License-Identifier: MIT */
/*
 * walk.h - the pictures of a folder and, if asked, of those below it
 *
 * The folders still to be read stand on a list, so neither the stack nor the
 * number of open descriptors (two) depends on the depth of the tree.
 */
#ifndef GM_PLAN_WALK_H
#define GM_PLAN_WALK_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/ignore.h"
#include "plan/listing.h"
#include "plan/scan.h"

/* A zeroed struct is valid. */
struct walk {
	uint32_t *pending; /* owned; the folders still to be read */
	size_t n_pending;
	size_t capacity;
	struct listing listing;
	struct ignore ignore;
};

/*
 * Make *walk, which is empty, of the rules that the options have.  Fails as
 * ignore_add() does.
 */
enum gm_status walk_begin(struct walk *walk, const struct plan_options *options,
			  struct gm_error *err);

/*
 * Add what the folder at path holds.  What cannot be read becomes a
 * PLAN_FAULT.  Fails with GM_ERR_NOMEM.
 */
enum gm_status walk_folder(struct walk *walk, struct scan *scan,
			   const char *path, struct gm_error *err);

void walk_free(struct walk *walk);

#endif
