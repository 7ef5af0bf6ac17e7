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
 * has made of another one.
 */
enum gm_status
file_place(const char *staged_path, const char *final_path, bool is_new,
	   struct gm_error *err)
{
	int result = -1;

	errno = EEXIST;
	if (is_new)
		result = rename_to_new(staged_path, final_path);
	if (result != 0 && errno == EEXIST) {
		if (is_new && folds_case(staged_path))
			return gm_fail(err, GM_ERR_WRITE, 0,
				       "output: something that was not there "
				       "when the run began has its name; upper "
				       "and lower case are one there");
		result = rename(staged_path, final_path);
	}
	if (result == 0)
		return GM_OK;
	return gm_fail(err, gm_write_status(errno), errno, "rename output");
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
		fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
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
