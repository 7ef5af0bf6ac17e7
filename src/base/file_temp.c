/* SPDX-License-Identifier: MIT */
/* flock(2) is no POSIX. */
#define _DEFAULT_SOURCE
#include "base/file_temp.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_START ".graymill-"
#define NAME_END   ".tmp"

#define RUN_DIGITS 16u
#define HEX_DIGITS "0123456789abcdef"
#define DIGITS     "0123456789"

enum gm_status
file_temp_path(struct bytes *path, const char *final_path,
	       const struct file_temp *temp, struct gm_error *err)
{
	const char *slash = strrchr(final_path, '/');
	size_t folder_nbytes =
		slash == NULL ? 0 : (size_t)(slash - final_path) + 1;
	char name[64];
	enum gm_status st;

	snprintf(name, sizeof(name), NAME_START "%016" PRIx64 "-%ld" NAME_END,
		 temp->run_id, (long)temp->pid);
	st = bytes_append(path, final_path, folder_nbytes, err);
	if (st != GM_OK)
		return st;
	return bytes_append(path, name, strlen(name) + 1, err);
}

bool
file_temp_is_name(const char *name)
{
	size_t n = sizeof(NAME_START) - 1;

	if (strncmp(name, NAME_START, n) != 0)
		return false;
	name += n;
	if (strspn(name, HEX_DIGITS) != RUN_DIGITS || name[RUN_DIGITS] != '-')
		return false;
	name += RUN_DIGITS + 1;
	n = strspn(name, DIGITS);
	return n > 0 && name[0] != '0' && strcmp(name + n, NAME_END) == 0;
}

void
file_temp_lock(int fd)
{
	/* Of all other errors: then nobody else can lock it either. */
	while (flock(fd, LOCK_EX) != 0 && errno == EINTR)
		continue;
}

bool
file_temp_is_there(const char *path)
{
	struct stat info;

	/* No other run gives a file this name. */
	return lstat(path, &info) == 0 || errno != ENOENT;
}

bool
file_temp_is_left(int fd)
{
	return flock(fd, LOCK_EX | LOCK_NB) == 0;
}

/* Some file systems give all files one number; a new file has a new time. */
static bool
is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
	       a->st_ctim.tv_sec == b->st_ctim.tv_sec &&
	       a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

/*
 * Open the file that *info describes, and no other; -1 if it cannot be.  NFS
 * locks only what is open for writing, which its mode may forbid.
 */
static int
open_same(int folder_fd, const char *name, const struct stat *info)
{
	const int flags = O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	int fd = openat(folder_fd, name, O_WRONLY | flags);
	struct stat opened;

	if (fd < 0 && errno == EACCES)
		fd = openat(folder_fd, name, O_RDONLY | flags);
	if (fd < 0)
		return -1;
	if (fstat(fd, &opened) == 0 && is_same(&opened, info))
		return fd;
	close(fd);
	return -1;
}

static bool
is_file(int folder_fd, const char *name, struct stat *info)
{
	return fstatat(folder_fd, name, info, AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISREG(info->st_mode);
}

void
file_temp_sweep(int folder_fd, const char *name)
{
	struct stat before, now;
	int fd;

	/* To open what is no regular file may wait, or do something. */
	if (!is_file(folder_fd, name, &before))
		return;
	fd = open_same(folder_fd, name, &before);
	if (fd < 0)
		return;
	/*
	 * Before the lock was had, its owner may have given it the final name
	 * and begun another of the same name.  Now nobody may.
	 */
	if (file_temp_is_left(fd) && is_file(folder_fd, name, &now) &&
	    is_same(&now, &before))
		unlinkat(folder_fd, name, 0);
	close(fd);
}
