/* SPDX-License-Identifier: MIT */
/*
 * file_list.h - the names in a list of files
 *
 * A list is bytes in which a newline, or else a NUL, ends each name.  They are
 * taken as they come, in pieces of any size, so that what cannot be a list is
 * refused where that shows and not at its end, which may never come.  What a
 * name stands for is not looked at.
 */
#ifndef GM_PLAN_FILE_LIST_H
#define GM_PLAN_FILE_LIST_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

/* Most bytes of a list: 1 GiB. */
#define FILE_LIST_MAX_BYTES (UINT64_C(1) << 30)

/* Most bytes of a name, which are those that Linux allows an argument. */
#define FILE_LIST_MAX_NAME 131071u

/* Zeroed but for end, it is valid and empty. */
struct file_list {
	char end;           /* of a name: '\n' or '\0' */
	struct bytes names; /* each with a NUL, one after another */
	size_t part_nbytes; /* of the last one, as long as it has no end */
	uint64_t nbytes;    /* taken, at most FILE_LIST_MAX_BYTES */
	uint64_t n_ended;   /* names that had an end, and empty lines */
};

/*
 * Take the next n bytes of the list.  Empty lines are passed over.  Fails with
 * GM_ERR_USAGE for a NUL in a line, an empty name between NULs, and what is
 * longer than the limits, or GM_ERR_NOMEM; the list is then to be freed.
 */
enum gm_status file_list_take(struct file_list *list, const void *data,
			      size_t n, struct gm_error *err);

/* All is taken; the last name needs no end.  Fails with GM_ERR_NOMEM. */
enum gm_status file_list_end(struct file_list *list, struct gm_error *err);

/*
 * Move the names that have their end to *whole, which is empty, and has ended;
 * the limit of bytes counts from there on.  Fails with GM_ERR_NOMEM.
 */
enum gm_status file_list_split(struct file_list *list, struct file_list *whole,
			       struct gm_error *err);

/*
 * The name at *at, which is 0 for the first one, of a list that has ended;
 * moves *at to the next one.  NULL when there is none.
 */
const char *file_list_next(const struct file_list *list, size_t *at);

/* Release the names and empty the list.  Safe on an empty one. */
void file_list_free(struct file_list *list);

#endif
