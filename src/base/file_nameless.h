/* SPDX-License-Identifier: MIT */
/*
 * file_nameless.h - files that have no name until they are whole
 *
 * What is left of one when its process is killed is nothing (open(2),
 * O_TMPFILE).
 */
#ifndef GM_BASE_FILE_NAMELESS_H
#define GM_BASE_FILE_NAMELESS_H

#include <stdbool.h>
#include <sys/types.h>

/* What was learned of the system; zeroed is nothing yet. */
struct file_nameless {
	bool is_refused; /* it has no such files; the caller may set it */
	bool has_proc;   /* it has /proc, to name such files by */
	bool needs_proc; /* and no other way is open to us */
};

/*
 * Open one for writing, with mode & ~umask, in the folder of path, which is
 * changed meanwhile.  The descriptor, or -1 when there can be none there, for
 * whatever reason: creating one with a name says which.
 */
int file_nameless_open(struct file_nameless *known, char *path, mode_t mode);

/* Give it a name, which nothing may have.  0, or -1 with errno. */
int file_nameless_link(struct file_nameless *known, int fd, const char *path);

#endif
