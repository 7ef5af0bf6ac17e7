/* SPDX-License-Identifier: MIT */
/*
 * journal.h - the file of --report, and that of --trace
 *
 * Lines are appended whole, as many by one write(2) as a pipe takes at once,
 * and all before the caller waits for more: so a run that is killed has told of
 * all that ended before; it may leave a last line without its end.
 */
#ifndef GM_REPORT_JOURNAL_H
#define GM_REPORT_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "base/err.h"

/* What is written. */
struct journal_kind {
	const char *name;
	const char *beginning; /* of each */
};

/* A zeroed struct has not been opened. */
struct journal {
	int fd;
	bool is_open;
	bool is_gone; /* nobody reads it any more: it is written no further */
	const char *path;   /* the caller's; "standard output" */
	struct bytes lines; /* owned; not written yet */
};

/* Whether these are the first n bytes of such a file, or all there is of one
   that was cut short. */
bool journal_is_begun(const struct journal_kind *kind, const void *head,
		      size_t n);

/*
 * Open the file at path, "-" being standard output.  One that is there is
 * emptied, or with appends kept, where it is of that kind or empty.  Fails with
 * GM_ERR_USAGE when it is anything else or cannot be opened.
 */
enum gm_status journal_open(struct journal *journal, const char *path,
			    const struct journal_kind *kind, bool appends,
			    struct gm_error *err);

/*
 * Append a line, which journal_flush() writes at the latest.  Fails as that, or
 * with GM_ERR_NOMEM.
 */
enum gm_status journal_put(struct journal *journal, const struct bytes *line,
			   struct gm_error *err);

/*
 * Write the lines that are not written yet.  Fails with GM_ERR_FULL or
 * GM_ERR_WRITE, and keeps those that could not be.  That nobody reads any more
 * is no failure before journal_close().
 */
enum gm_status journal_flush(struct journal *journal, struct gm_error *err);

/* Write what is left, and close it.  Fails as journal_flush() does, or with
   GM_ERR_GONE. */
enum gm_status journal_close(struct journal *journal, struct gm_error *err);

#endif
