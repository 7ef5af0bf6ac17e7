/* SPDX-License-Identifier: MIT */
/*
 * list_in.h - a list of files, as it comes
 *
 * From a file of whatever kind or from standard input, as a whole or in parts
 * of what has come.
 */
#ifndef GM_PLAN_LIST_IN_H
#define GM_PLAN_LIST_IN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "plan/file_list.h"

/*
 * A part ends with this many names or bytes, when no more has come for a while,
 * or this long after its first name.
 */
#define LIST_IN_PART_NAMES 65536u
#define LIST_IN_PART_BYTES (UINT32_C(1) << 24)
#define LIST_IN_PAUSE_MS   50u
#define LIST_IN_MOST_MS    1000u

/* A zeroed struct is closed. */
struct list_in {
	struct file_list taken; /* names that are in no part yet */
	int fd;
	bool is_open;
	bool is_stdin;
	bool is_over; /* its end has come */
};

/*
 * Open the list at path, of names that end with end; "-" is standard input.
 * Fails with GM_ERR_USAGE.
 */
enum gm_status list_in_open(struct list_in *in, const char *path, char end,
			    struct gm_error *err);

/*
 * Wait for all of it, and fill *list.  Fails like file_list_take(), and with
 * GM_ERR_USAGE when it cannot be read.
 */
enum gm_status list_in_all(struct list_in *in, struct file_list *list,
			   struct gm_error *err);

/*
 * Wait for the next part and fill *list; it has no name when the end has come,
 * or, of clock_now_ms(), the deadline, which is none when 0.  Fails as
 * list_in_all() does.
 */
enum gm_status list_in_part(struct list_in *in, uint64_t deadline_ms,
			    struct file_list *list, struct gm_error *err);

/* Safe on what is closed. */
void list_in_close(struct list_in *in);

/* What messages call the list at path. */
const char *list_in_shown(const char *path);

#endif
