/* SPDX-License-Identifier: MIT */
/* O_TMPFILE is Linux's. */
#define _GNU_SOURCE
#include "base/file_nameless.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* "/proc/self/fd/", a number, and a NUL. */
#define PROC_PATH_BYTES 32u

/* The name of an open file under /proc, which linkat(2) can take. */
static void
proc_path(int fd, char path[PROC_PATH_BYTES])
{
	snprintf(path, PROC_PATH_BYTES, "/proc/self/fd/%d", fd);
}

static int
open_in_folder_of(char *path, mode_t mode)
{
	char *slash = strrchr(path, '/');
	const char *folder = path;
	int fd;

	/* "/x" is in "/", which is empty when it is cut there. */
	if (slash == NULL)
		folder = ".";
	else if (slash == path)
		folder = "/";
	else
		*slash = '\0';
	fd = open(folder, O_WRONLY | O_TMPFILE | O_CLOEXEC, mode);
	if (slash != NULL)
		*slash = '/';
	return fd;
}

int
file_nameless_open(struct file_nameless *known, char *path, mode_t mode)
{
	char proc[PROC_PATH_BYTES];
	int fd = open_in_folder_of(path, mode);

	if (fd < 0) {
		known->is_refused = errno == EOPNOTSUPP || errno == EISDIR ||
				    errno == EINVAL;
		return -1;
	}
	proc_path(fd, proc);
	/* Once it is there it stays, for as long as the process has files. */
	known->has_proc = known->has_proc || access(proc, F_OK) == 0;
	if (known->has_proc)
		return fd;
	known->is_refused = true;
	close(fd);
	return -1;
}

/*
 * By its descriptor, which the privileged may do, and all from Linux 6.10 on;
 * else by /proc.
 */
int
file_nameless_link(struct file_nameless *known, int fd, const char *path)
{
	char proc[PROC_PATH_BYTES];
	int result;

	if (!known->needs_proc) {
		if (linkat(fd, "", AT_FDCWD, path, AT_EMPTY_PATH) == 0)
			return 0;
		/* Said of what is not allowed, and of a folder that is gone. */
		if (errno != ENOENT)
			return -1;
	}
	proc_path(fd, proc);
	result = linkat(AT_FDCWD, proc, AT_FDCWD, path, AT_SYMLINK_FOLLOW);
	if (result == 0)
		known->needs_proc = true;
	return result;
}
