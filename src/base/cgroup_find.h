/* SPDX-License-Identifier: MIT */
/*
 * cgroup_find.h - the folders where the control groups of this process stand
 *
 * Knows how cgroup v1 and v2 are mounted, and nothing of what is in a group.
 */
#ifndef GM_BASE_CGROUP_FIND_H
#define GM_BASE_CGROUP_FIND_H

#include <stdbool.h>

/* Longest path of a folder, with its end; a longer one is not found. */
#define CGROUP_FOLDER_BYTES 4608

/* Told of one folder, which is valid during the call. */
typedef void (*cgroup_find_fn)(void *ctx, const char *folder, bool is_v2);

/*
 * Call take for the group of v2, for that of v1 which the controller is in,
 * and for all above them, as far as they are mounted; for none where that
 * cannot be told.  root is that of cgroup_cpus().
 */
void cgroup_find(const char *root, const char *controller, cgroup_find_fn take,
		 void *ctx);

#endif
