/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* renameat2 */
#include "base/file_place.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/link.h"

/* Whether the file system takes the stage's name in capitals for the same. */
static bool
folds_case(const char *staged_path)
{
	size_t n = strlen(staged_path);
	char path[PATH_MAX], *name, *slash;

	if (n >= sizeof(path))
		return false;
	memcpy(path, staged_path, n + 1);
	slash = strrchr(path, '/');
	if (slash == NULL)
		return false;
	*slash = '\0';
	slash = strrchr(path, '/');
	name = slash == NULL ? path : slash + 1;
	for (char *at = name; *at != '\0'; at++)
		*at = (char)toupper((unsigned char)*at);
	return access(path, F_OK) == 0;
}

/*
 * As rename(2), but to a name that nothing has, or EEXIST.  Where the system
 * cannot do both at once, it looks first.
 */
static int
rename_to_new(const char *path, const char *final_path)
{
	struct stat info;

	if (renameat2(AT_FDCWD, path, AT_FDCWD, final_path, RENAME_NOREPLACE) ==
	    0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	if (lstat(final_path, &info) == 0) {
		errno = EEXIST;
		return -1;
	}
	return rename(path, final_path);
}

/*
 * What has come to stand there since the run began may be what another run has
 * made of the same picture, or where a file system folds case, what this run
 * has made of another one.  *is_apart: nothing can be moved there.
 */
static enum gm_status
move(const char *path, const struct file_place *place, bool *is_apart,
     struct gm_error *err)
{
	int result = -1;

	errno = EEXIST;
	if (place->is_new)
		result = rename_to_new(path, place->final_path);
	if (result != 0 && errno == EEXIST) {
		if (place->is_new && folds_case(place->staged_path))
			return gm_fail(err, GM_ERR_WRITE, 0,
				       "output: something that was not there "
				       "when the run began has its name; upper "
				       "and lower case are one there");
		result = rename(path, place->final_path);
	}
	*is_apart = result != 0 && errno == EXDEV;
	if (result == 0)
		return GM_OK;
	return gm_fail(err, gm_write_status(errno), errno, "rename output");
}

/* All bytes of one to the other; 0, or an errno. */
static int
copy_bytes(int from_fd, int to_fd)
{
	char data[65536];

	for (;;) {
		ssize_t n = read(from_fd, data, sizeof(data)), done = 0;

		if (n == 0)
			return 0;
		while (n > 0 && done < n) {
			ssize_t part =
				write(to_fd, data + done, (size_t)(n - done));

			if (part < 0 && errno != EINTR)
				return errno;
			done += part < 0 ? 0 : part;
		}
		if (n < 0 && errno != EINTR)
			return errno;
	}
}

/* A new file of the same bytes and mode; 0, or an errno. */
static int
copy(const char *from, const char *to, bool syncs)
{
	int from_fd =
		link_open(AT_FDCWD, from, O_RDONLY | O_CLOEXEC, LINK_NONE);
	struct stat info = {0};
	int to_fd = -1, errnum = 0;

	if (from_fd < 0 || fstat(from_fd, &info) != 0)
		errnum = errno;
	if (errnum == 0) {
		do
			to_fd = open(to,
				     O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
				     info.st_mode & 0777);
		while (to_fd < 0 && errno == EINTR);
		errnum = to_fd < 0 ? errno : copy_bytes(from_fd, to_fd);
	}
	if (errnum == 0 && syncs && fsync(to_fd) != 0)
		errnum = errno;
	if (to_fd >= 0 && close(to_fd) != 0 && errnum == 0)
		errnum = errno;
	if (from_fd >= 0)
		close(from_fd);
	return errnum;
}

/*
 * Where nothing can be moved out of a folder (below a sandbox that does not
 * know of us, say), a copy is made beside the stage, under its name and more.
 */
static enum gm_status
copy_and_move(const struct file_place *place, struct gm_error *err)
{
	char path[PATH_MAX], *slash;
	size_t n = strlen(place->staged_path);
	enum gm_status st = GM_OK;
	bool is_apart;
	int errnum;

	if (n >= sizeof(path))
		return gm_fail(err, GM_ERR_WRITE, ENAMETOOLONG, "copy output");
	memcpy(path, place->staged_path, n + 1);
	slash = strrchr(path, '/');
	if (slash != NULL)
		*slash = '-';
	errnum = copy(place->staged_path, path, place->syncs);
	if (errnum != 0)
		st = gm_fail(err, gm_write_status(errnum), errnum,
			     "copy output");
	if (st == GM_OK)
		st = move(path, place, &is_apart, err);
	if (st != GM_OK)
		unlink(path);
	else
		unlink(place->staged_path);
	return st;
}

enum gm_status
file_place_sync(const char *path, struct gm_error *err)
{
	const char *slash = strrchr(path, '/');
	size_t n = slash == NULL ? 0 : (size_t)(slash - path) + 1;
	char folder[PATH_MAX] = ".";
	int fd = -1, errnum = ENAMETOOLONG;

	if (n < sizeof(folder)) {
		if (n > 0) {
			memcpy(folder, path, n);
			folder[n] = '\0';
		}
		fd = link_open(AT_FDCWD, folder,
			       O_RDONLY | O_DIRECTORY | O_CLOEXEC, LINK_ANY);
		errnum = fd < 0 || fsync(fd) != 0 ? errno : 0;
	}
	if (fd >= 0)
		close(fd);
	/* A file system that syncs no folder has nothing more to give. */
	if (errnum == 0 || errnum == EINVAL)
		return GM_OK;
	return gm_fail(err, gm_write_status(errnum), errnum,
		       "sync output folder");
}

enum gm_status
file_place(const struct file_place *place, struct gm_error *err)
{
	bool is_apart = false;
	enum gm_status st = move(place->staged_path, place, &is_apart, err);

	if (is_apart)
		st = copy_and_move(place, err);
	return st;
}
