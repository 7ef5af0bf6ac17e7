/* SPDX-License-Identifier: MIT */
/*
 * linux_calls.h - calls of Linux for which not every C library has a function
 *
 * Where there is one it is called, for libraries that are preloaded put theirs
 * in its place.
 */
#ifndef GM_BASE_LINUX_CALLS_H
#define GM_BASE_LINUX_CALLS_H

/* As close_range(2). */
int linux_close_range(unsigned first, unsigned last, int flags);

/* As renameat2(2) with RENAME_NOREPLACE. */
int linux_rename_to_new(int from_fd, const char *from, int to_fd,
			const char *to);

#endif
