/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* syscall, close_range, renameat2 */
#include "base/linux_calls.h"

#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef RENAME_NOREPLACE
#define RENAME_NOREPLACE 1u /* as linux/fs.h has it */
#endif

/* NULL where there is none. */
extern int close_range(unsigned first, unsigned last, int flags)
	__attribute__((weak));
extern int renameat2(int from_fd, const char *from, int to_fd, const char *to,
		     unsigned flags) __attribute__((weak));

int
linux_close_range(unsigned first, unsigned last, int flags)
{
	if (close_range != NULL)
		return close_range(first, last, flags);
	return (int)syscall(SYS_close_range, first, last, flags);
}

int
linux_rename_to_new(int from_fd, const char *from, int to_fd, const char *to)
{
	if (renameat2 != NULL)
		return renameat2(from_fd, from, to_fd, to, RENAME_NOREPLACE);
	return (int)syscall(SYS_renameat2, from_fd, from, to_fd, to,
			    RENAME_NOREPLACE);
}
