/* SPDX-License-Identifier: MIT */
/*
 * glob.h - whether a path is as a pattern says
 *
 * In the words of gitignore(5), byte by byte: '*' is any bytes but '/', '?' any
 * one but '/', '[a-z]' one of a set ('[!a-z]', '[^a-z]': of all others; named
 * classes are those of ASCII) but never '/', '\' takes the next byte for
 * itself.  Between slashes, or a slash and an end, two or more '*' are any
 * number of folders, or at the end all that is below; elsewhere they are one.
 *
 * All that may match is followed at once, so that the longest it takes is a
 * step for each byte of the pattern and each of the path.
 */
#ifndef GM_BASE_GLOB_H
#define GM_BASE_GLOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Of the longest pattern. */
#define GLOB_MAX_BYTES 4096u

struct glob_item;

/* A zeroed struct is valid, and matches what is empty. */
struct glob {
	struct glob_item *items; /* owned; n_items of them */
	size_t n_items;
	uint8_t *at; /* owned; while a path is looked at: by item, whether what
			comes next may be it, and that none is left */
};

/*
 * Make *glob, which is empty, of n bytes.  Fails with GM_ERR_NOMEM, or with
 * GM_ERR_USAGE, and says what the pattern is: "ends with a backslash".
 */
enum gm_status glob_make(struct glob *glob, const char *pattern, size_t n,
			 struct gm_error *err);

/* Is it so of all n bytes? */
bool glob_matches(const struct glob *glob, const char *path, size_t n);

void glob_free(struct glob *glob);

#endif
