/* SPDX-License-Identifier: MIT */
/* flock(2) is no POSIX. */
#define _DEFAULT_SOURCE
#include "base/stage.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/link.h"

#define NAME_START ".graymill-"
#define NAME_END   ".tmp"

#define RUN_DIGITS 16u
/* So often is a lock tried for that another process has: a second or more. */
#define LOCK_TRIES 20000u

#define HEX_DIGITS "0123456789abcdef"
#define DIGITS     "0123456789"

void
stage_name(uint64_t run_id, char name[STAGE_NAME_BYTES])
{
	snprintf(name, STAGE_NAME_BYTES, NAME_START "%016" PRIx64 NAME_END,
		 run_id);
}

bool
stage_is_name(const char *name)
{
	size_t n = sizeof(NAME_START) - 1;

	return strncmp(name, NAME_START, n) == 0 &&
	       strspn(name + n, HEX_DIGITS) == RUN_DIGITS &&
	       strcmp(name + n + RUN_DIGITS, NAME_END) == 0;
}

/* Whatever the umask says, the owner can enter it, and nobody else. */
static int
make_folder(const char *path)
{
	mode_t before = umask(0);
	int result = mkdir(path, 0700);

	umask(before);
	return result;
}

static int
open_folder(int folder_fd, const char *name)
{
	return link_open(folder_fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC,
			 LINK_NONE);
}

static bool
is_same(int folder_fd, const char *name, int fd)
{
	struct stat named, opened;

	return fstatat(folder_fd, name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
	       fstat(fd, &opened) == 0 && named.st_dev == opened.st_dev &&
	       named.st_ino == opened.st_ino;
}

/*
 * Whether it is the one that was made, and not what another user has put there
 * since; there are file systems on which all is of one owner.
 */
static bool
is_of_ours(int fd)
{
	struct stat info, parent;

	return fstat(fd, &info) == 0 && (info.st_uid == geteuid() ||
					 (fstatat(fd, "..", &parent, 0) == 0 &&
					  info.st_uid == parent.st_uid));
}

/*
 * 0, ENOENT when it was swept meanwhile, or EWOULDBLOCK when another process
 * keeps it locked: who sweeps is done at once.  Where nobody can lock it, it
 * is as good as locked.
 */
static int
lock(const char *path, int fd)
{
	const struct timespec pause = {.tv_nsec = 20000};

	for (unsigned i = 0; i < LOCK_TRIES; i++) {
		bool is_held = flock(fd, LOCK_EX | LOCK_NB) != 0 &&
			       errno == EWOULDBLOCK;

		if (!is_same(AT_FDCWD, path, fd))
			return ENOENT;
		if (!is_held)
			return 0;
		nanosleep(&pause, NULL);
	}
	return EWOULDBLOCK;
}

/* Open and lock the one that was made; -1 with errno. */
static int
enter(const char *path)
{
	int fd = open_folder(AT_FDCWD, path), errnum;

	if (fd < 0)
		return -1;
	errnum = is_of_ours(fd) ? lock(path, fd) : EPERM;
	if (errnum == 0)
		return fd;
	close(fd);
	errno = errnum;
	return -1;
}

int
stage_open(const char *path)
{
	int fd, errnum;

	do {
		if (make_folder(path) != 0)
			return -1;
		fd = enter(path);
	} while (fd < 0 && errno == ENOENT);
	if (fd < 0) {
		errnum = errno;
		rmdir(path);
		errno = errnum;
	}
	return fd;
}

/*
 * Outputs in the making have numbers for names; what asks a file system about
 * names makes files of a number's size, in folders, too.
 */
static bool
is_ours(int fd, const char *name)
{
	struct stat info;

	return strspn(name, DIGITS) == strlen(name) ||
	       (fstatat(fd, name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
		S_ISREG(info.st_mode) &&
		info.st_size <= (off_t)sizeof(uint32_t));
}

/*
 * Remove what is in a folder, or only what is ours.  It is no deeper than a
 * path is long.
 */
static void
empty(int fd, bool is_all_ours)
{
	int own_fd = open_folder(fd, ".");
	DIR *dir = own_fd < 0 ? NULL : fdopendir(own_fd);
	const struct dirent *entry;

	if (dir == NULL && own_fd >= 0)
		close(own_fd);
	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		const char *name = entry->d_name;
		int sub_fd;

		if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
			continue;
		sub_fd = open_folder(fd, name);
		if (sub_fd >= 0) {
			empty(sub_fd, is_all_ours);
			close(sub_fd);
			unlinkat(fd, name, AT_REMOVEDIR);
		} else if (is_all_ours || is_ours(fd, name)) {
			unlinkat(fd, name, 0);
		}
	}
	if (dir != NULL)
		closedir(dir);
}

void
stage_close(const char *path, int fd)
{
	if (rmdir(path) != 0) {
		empty(fd, true);
		rmdir(path);
	}
	close(fd);
}

void
stage_sweep(int folder_fd, const char *name)
{
	int fd = open_folder(folder_fd, name);
	struct stat info;

	if (fd < 0)
		return;
	/* Before the lock was had, its owner may have removed it. */
	if (fstat(fd, &info) == 0 && info.st_uid == geteuid() &&
	    flock(fd, LOCK_EX | LOCK_NB) == 0 && is_same(folder_fd, name, fd)) {
		empty(fd, false);
		unlinkat(folder_fd, name, AT_REMOVEDIR);
	}
	close(fd);
}
