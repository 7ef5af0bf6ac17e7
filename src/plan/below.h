/* SPDX-License-Identifier: MIT */
/*
 * below.h - whether a path is below another one, as they are written
 *
 * Nothing is asked of the file system: links are names like all others, and
 * so is "..", for what it leads to only the file system could tell.
 */
#ifndef GM_PLAN_BELOW_H
#define GM_PLAN_BELOW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "base/err.h"

/*
 * Replace *clean by the NUL-terminated path without "." and empty names in it;
 * what has no other names is ".", or "/".  Fails with GM_ERR_NOMEM.
 */
enum gm_status below_clean(struct bytes *clean, const char *path,
			   struct gm_error *err);

/*
 * True when the folder at path is base, or below it without a ".." on the way;
 * *at is then where the part below starts.  Both are clean, or path is "": the
 * current folder.
 */
bool below_find(const char *base, const char *path, size_t *at);

#endif
