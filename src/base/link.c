/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* O_PATH */
#include "base/link.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Links in a row that the system follows (path_resolution(7)). */
#define MAX_LINKS 40u

/* A row of links on the way to a file. */
struct row {
	int folder_fd;
	char path[PATH_MAX]; /* of what is next */
	uid_t owner;         /* of those that have to own the file */
	bool has_owner;
};

static int
close_and_fail(int fd, int errnum)
{
	close(fd);
	errno = errnum;
	return -1;
}

static int
open_again(int folder_fd, const char *path, int flags)
{
	int fd;

	do
		fd = openat(folder_fd, path, flags);
	while (fd < 0 && errno == EINTR);
	return fd;
}

/* Of a strange link the file must be its owner's; false where two differ. */
static bool
take_owner(struct row *row, uid_t owner)
{
	if (owner == 0 || owner == geteuid())
		return true;
	if (row->has_owner && row->owner != owner)
		return false;
	row->has_owner = true;
	row->owner = owner;
	return true;
}

/* Put what the link says, n bytes, for the last part of the path. */
static bool
go_on(struct row *row, const char *target, size_t n)
{
	char *slash = strrchr(row->path, '/');
	size_t at = slash == NULL || target[0] == '/'
			    ? 0
			    : (size_t)(slash + 1 - row->path);

	if (n >= sizeof(row->path) - at)
		return false;
	memcpy(row->path + at, target, n);
	row->path[at + n] = '\0';
	return true;
}

/* One link further; false with errno.  *is_link: there was one. */
static bool
step(struct row *row, bool *is_link)
{
	char target[PATH_MAX];
	struct stat info = {0};
	ssize_t n = -1;
	int fd = open_again(row->folder_fd, row->path,
			    O_PATH | O_NOFOLLOW | O_CLOEXEC);
	int errnum;

	if (fd < 0)
		return false;
	if (fstat(fd, &info) == 0 && S_ISLNK(info.st_mode))
		n = readlinkat(fd, "", target, sizeof(target));
	errnum = errno;
	close(fd);
	*is_link = S_ISLNK(info.st_mode);
	errno = errnum;
	if (!*is_link)
		return true;
	errno = n < 0 ? errnum : EPERM;
	if (n < 0 || !take_owner(row, info.st_uid))
		return false;
	errno = ENAMETOOLONG;
	return go_on(row, target, (size_t)n);
}

static int
open_trusted(int folder_fd, const char *path, int flags)
{
	struct row row = {.folder_fd = folder_fd};
	struct stat info;
	bool is_link = true;
	int fd;

	if (!go_on(&row, path, strlen(path))) {
		errno = ENAMETOOLONG;
		return -1;
	}
	for (unsigned i = 0; is_link; i++) {
		if (i > MAX_LINKS) {
			errno = ELOOP;
			return -1;
		}
		if (!step(&row, &is_link))
			return -1;
	}
	fd = open_again(folder_fd, row.path, flags | O_NOFOLLOW);
	if (fd < 0 || !row.has_owner)
		return fd;
	if (fstat(fd, &info) != 0)
		return close_and_fail(fd, errno);
	return info.st_uid == row.owner ? fd : close_and_fail(fd, EPERM);
}

int
link_open(int folder_fd, const char *path, int flags, enum link_trust trust)
{
	if (trust == LINK_TRUSTED)
		return open_trusted(folder_fd, path, flags);
	return open_again(folder_fd, path,
			  trust == LINK_NONE ? flags | O_NOFOLLOW : flags);
}
