/* SPDX-License-Identifier: MIT */
#include "base/file_place.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/file_stamp.h"
#include "base/link.h"
#include "base/linux_calls.h"

/* Room for a name in the folder of the stage. */
#define ABOVE      "../"
#define PATH_BYTES (sizeof(ABOVE) + NAME_MAX)

/* Whether the file system takes the stage's name in capitals for the same. */
static bool
folds_case(const struct stage *stage)
{
	char path[PATH_BYTES];

	snprintf(path, sizeof(path), ABOVE "%s", stage->name);
	for (char *at = path; *at != '\0'; at++)
		*at = (char)toupper((unsigned char)*at);
	return faccessat(stage->fd, path, F_OK, 0) == 0;
}

/*
 * As rename(2), but to a name that nothing has, or EEXIST.  Where the system
 * cannot do both at once, it looks first.
 */
static int
rename_to_new(int fd, const char *path, const char *final_path)
{
	struct stat info;

	if (linux_rename_to_new(fd, path, fd, final_path) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	if (fstatat(fd, final_path, &info, AT_SYMLINK_NOFOLLOW) == 0) {
		errno = EEXIST;
		return -1;
	}
	return renameat(fd, path, fd, final_path);
}

/*
 * Where a server's answer was lost and it was asked again, it says that there
 * is nothing to rename, or that the name is taken: by this very file.
 */
static bool
has_moved(int fd, const char *final_path, const struct file_stamp *staged)
{
	int errnum = errno;
	struct file_stamp now = {0};
	struct stat info;

	if ((errnum == ENOENT || errnum == EEXIST) &&
	    fstatat(fd, final_path, &info, AT_SYMLINK_NOFOLLOW) == 0)
		now = file_stamp_of(&info);
	errno = errnum;
	return now.inode != 0 && file_stamp_is_same(&now, staged);
}

/* As rename(2); replaces unless is_new, where it fails with EEXIST. */
static int
give_name(int fd, const char *path, const char *final_path, bool is_new)
{
	struct stat info;
	struct file_stamp staged = {0};
	int result;

	if (fstatat(fd, path, &info, AT_SYMLINK_NOFOLLOW) == 0)
		staged = file_stamp_of(&info);
	result = is_new ? rename_to_new(fd, path, final_path)
			: renameat(fd, path, fd, final_path);
	return result != 0 && has_moved(fd, final_path, &staged) ? 0 : result;
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
	int fd = place->stage->fd, result = -1;
	size_t n = strlen(place->final_name);
	char final_path[PATH_BYTES] = ABOVE;

	if (n > NAME_MAX)
		return gm_fail(err, GM_ERR_WRITE, ENAMETOOLONG,
			       "rename output");
	memcpy(final_path + strlen(ABOVE), place->final_name, n + 1);
	errno = EEXIST;
	if (place->is_new)
		result = give_name(fd, path, final_path, true);
	if (result != 0 && errno == EEXIST) {
		if (place->is_new && folds_case(place->stage))
			return gm_fail(err, GM_ERR_WRITE, 0,
				       "output: something that was not there "
				       "when the run began has its name; upper "
				       "and lower case are one there");
		result = give_name(fd, path, final_path, false);
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

/*
 * An ACL that the folder gives its files lets nobody in who could not read the
 * staged one: only the owner, until it is gone.
 */
static int
open_copy(int fd, const char *to, mode_t mode)
{
	int to_fd, errnum;

	do
		to_fd = openat(fd, to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
			       mode & 0700);
	while (to_fd < 0 && errno == EINTR);
	if (to_fd < 0)
		return -1;
	if ((fremovexattr(to_fd, "system.posix_acl_access") == 0 ||
	     errno == ENODATA || errno == EOPNOTSUPP || errno == ENOSYS) &&
	    fchmod(to_fd, mode & 0777) == 0)
		return to_fd;
	errnum = errno;
	close(to_fd);
	errno = errnum;
	return -1;
}

/* A new file of the same bytes and mode; 0, or an errno. */
static int
copy(int fd, const char *from, const char *to, bool syncs)
{
	int from_fd = link_open(fd, from, O_RDONLY | O_CLOEXEC, LINK_NONE);
	struct stat info = {0};
	int to_fd = -1, errnum = 0;

	if (from_fd < 0 || fstat(from_fd, &info) != 0)
		errnum = errno;
	if (errnum == 0) {
		to_fd = open_copy(fd, to, info.st_mode);
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
 * Give the file what the other one has.  Under its name may be anything that
 * whoever has made it could make there.
 */
static enum gm_status
give_attributes(const struct file_place *place, const char *path,
		struct gm_error *err)
{
	enum gm_status st = GM_OK;
	struct stat info;
	int fd;

	if (place->attributes == 0)
		return GM_OK;
	fd = link_open(place->stage->fd, path,
		       O_RDONLY | O_NONBLOCK | O_CLOEXEC, LINK_NONE);
	if (fd < 0 || fstat(fd, &info) != 0)
		st = gm_fail(err, gm_write_status(errno), errno, "open output");
	else if (!S_ISREG(info.st_mode) || info.st_nlink != 1)
		st = gm_fail(err, GM_ERR_WRITE, 0,
			     "output: no file, or one of several names");
	if (st == GM_OK)
		st = file_attributes_copy(place->like_fd, fd, place->attributes,
					  err);
	if (st == GM_OK && place->syncs && fsync(fd) != 0)
		st = gm_fail(err, gm_write_status(errno), errno, "sync output");
	if (fd >= 0)
		close(fd);
	return st;
}

/*
 * Where nothing can be moved out of a folder (below a sandbox that does not
 * know of us, say), a copy is made beside the stage, under its name and more.
 */
static enum gm_status
copy_and_move(const struct file_place *place, struct gm_error *err)
{
	char path[PATH_BYTES];
	int fd = place->stage->fd, errnum;
	enum gm_status st = GM_OK;
	bool is_apart;

	snprintf(path, sizeof(path), ABOVE "%s-%s", place->stage->name,
		 place->staged_name);
	errnum = copy(fd, place->staged_name, path, place->syncs);
	if (errnum != 0)
		st = gm_fail(err, gm_write_status(errnum), errnum,
			     "copy output");
	if (st == GM_OK)
		st = give_attributes(place, path, err);
	if (st == GM_OK)
		st = move(path, place, &is_apart, err);
	unlinkat(fd, st != GM_OK ? path : place->staged_name, 0);
	return st;
}

enum gm_status
file_place_sync(const struct stage *stage, struct gm_error *err)
{
	int fd = link_open(stage->fd, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC,
			   LINK_NONE);
	int errnum = fd < 0 || fsync(fd) != 0 ? errno : 0;

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
	enum gm_status st = give_attributes(place, place->staged_name, err);
	bool is_apart = false;

	if (st == GM_OK)
		st = move(place->staged_name, place, &is_apart, err);
	if (is_apart)
		st = copy_and_move(place, err);
	return st;
}
