/* SPDX-License-Identifier: MIT */
/*
 * ignore.h - which of what is below a folder is left out, by rules
 *
 * The rules are those of gitignore(5): the last one that matches decides, "!"
 * before it takes back what others leave out, "/" after it has it match folders
 * alone, and one with a "/" before its last byte is for a path from the folder
 * on, any other one for a name, wherever it is.  But for "!" each byte means
 * what it does in a line of such a file; "#" and blanks at the end are no
 * different from others.
 *
 * What is below a folder that is left out is not to be asked about.
 */
#ifndef GM_BASE_IGNORE_H
#define GM_BASE_IGNORE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "base/err.h"

struct ignore_rule;

/* A zeroed struct leaves nothing out. */
struct ignore {
	struct ignore_rule *rules; /* owned; n_rules of them */
	size_t n_rules;
	size_t capacity;
	bool has_paths;    /* some rule is for one */
	struct bytes path; /* scratch */
};

/* Add a rule.  Fails with GM_ERR_NOMEM, or as glob_make() does. */
enum gm_status ignore_add(struct ignore *ignore, const char *rule,
			  struct gm_error *err);

/*
 * Is name left out, which is in a folder below the first one, by its path,
 * which is "" for that one, or ends with '/' or not?  Fails with GM_ERR_NOMEM.
 */
enum gm_status ignore_ask(struct ignore *ignore, const char *folder,
			  const char *name, bool is_folder, bool *is_left_out,
			  struct gm_error *err);

void ignore_free(struct ignore *ignore);

#endif
