/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* renameat2 */
#include "base/file.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes gathered for one write(2). */
#define OUT_BUFFER_BYTES 262144u

static int
create(const char *path, mode_t mode)
{
	int fd;

	do
		fd = open(path,
			  O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY,
			  mode);
	while (fd < 0 && errno == EINTR);
	return fd;
}

/* What the folder says of one name it would say of any. */
static enum gm_status
create_status(int errnum)
{
	switch (errnum) {
	case EACCES:
	case EPERM:
	case EROFS:
	case ENOENT:
	case ENOTDIR:
		return GM_ERR_FOLDER;
	default:
		return gm_write_status(errnum);
	}
}

static enum gm_status
open_named(struct file_out *out, mode_t mode, struct gm_error *err)
{
	const char *path = (const char *)out->temp_path.data;

	for (;;) {
		out->fd = create(path, mode);
		if (out->fd < 0)
			return gm_fail(err, create_status(errno), errno,
				       "create output");
		file_temp_lock(out->fd);
		if (file_temp_is_there(path))
			break;
		close(out->fd);
	}
	out->has_name = true;
	return GM_OK;
}

enum gm_status
file_out_open(struct file_out *out, const char *final_path, mode_t mode,
	      const struct file_temp *temp, struct gm_error *err)
{
	enum gm_status st;

	assert(!out->is_open);
	out->n_written = 0;
	out->failed_errno = 0;
	out->buf.nbytes = 0;
	out->temp_path.nbytes = 0;
	out->has_name = false;
	out->is_worth_another = false;
	st = bytes_reserve(&out->buf, OUT_BUFFER_BYTES, err);
	if (st == GM_OK)
		st = file_temp_path(&out->temp_path, final_path, temp, err);
	if (st != GM_OK)
		return st;
	out->fd = -1;
	/*
	 * What is there can only be replaced by something with a name.  Mostly
	 * nothing is there, as was the last time.
	 */
	if (out->has_met_old)
		out->has_met_old = access(final_path, F_OK) == 0;
	if (!out->nameless.is_refused && !out->has_met_old)
		out->fd = file_nameless_open(&out->nameless,
					     (char *)out->temp_path.data, mode);
	if (out->fd < 0)
		st = open_named(out, mode, err);
	out->is_open = st == GM_OK;
	return st;
}

/* Write everything; a failure stays in out->failed_errno. */
static enum gm_status
write_all(struct file_out *out, const uint8_t *data, size_t n,
	  struct gm_error *err)
{
	while (n > 0 && out->failed_errno == 0) {
		ssize_t part = write(out->fd, data, n);

		if (part >= 0) {
			data += part;
			n -= (size_t)part;
		} else if (errno != EINTR) {
			out->failed_errno = errno;
		}
	}
	if (out->failed_errno != 0)
		return gm_fail(err, gm_write_status(out->failed_errno),
			       out->failed_errno, "write");
	return GM_OK;
}

static enum gm_status
flush(struct file_out *out, struct gm_error *err)
{
	size_t n = out->buf.nbytes;

	out->buf.nbytes = 0;
	return write_all(out, out->buf.data, n, err);
}

enum gm_status
file_out_write(struct file_out *out, const void *data, size_t n,
	       struct gm_error *err)
{
	enum gm_status st;

	out->n_written += n;
	if (n > out->buf.capacity - out->buf.nbytes || out->failed_errno != 0) {
		st = flush(out, err);
		if (st != GM_OK)
			return st;
	}
	if (n >= out->buf.capacity)
		return write_all(out, data, n, err);
	return bytes_append(&out->buf, data, n, err);
}

/*
 * See whether all of it was written.  Closing a second descriptor tells what
 * closing the first would, and keeps the file and its lock.
 */
static enum gm_status
check_written(const struct file_out *out, struct gm_error *err)
{
	int fd = dup(out->fd);

	/*
	 * After EINTR the descriptor is gone on Linux; what the error would
	 * have said of the data is not known, so it counts.
	 */
	if (fd < 0 || close(fd) != 0)
		return gm_fail(err, gm_write_status(errno), errno,
			       "close output");
	return GM_OK;
}

/* What the storage says of the data counts as what write(2) says. */
static enum gm_status
sync_data(const struct file_out *out, struct gm_error *err)
{
	while (fsync(out->fd) != 0)
		if (errno != EINTR)
			return gm_fail(err, gm_write_status(errno), errno,
				       "sync output");
	return GM_OK;
}

/* Make the name durable, which is the folder's. */
static enum gm_status
sync_name(const struct file_out *out, struct gm_error *err)
{
	char *path = (char *)out->temp_path.data, *slash = strrchr(path, '/');
	int fd, errnum = 0;

	if (slash != NULL)
		slash[1] = '\0';
	fd = open(slash == NULL ? "." : path,
		  O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fsync(fd) != 0)
		errnum = errno;
	if (fd >= 0)
		close(fd);
	/* A file system that syncs no folder has nothing more to give. */
	if (errnum == 0 || errnum == EINVAL)
		return GM_OK;
	return gm_fail(err, gm_write_status(errnum), errnum,
		       "sync output folder");
}

/*
 * Give a file without a name its final one; when something has that name, the
 * temporary one.
 */
static enum gm_status
name_file(struct file_out *out, const char *final_path, struct gm_error *err)
{
	const char *temp_path = (const char *)out->temp_path.data;
	enum gm_status st;

	if (file_nameless_link(&out->nameless, out->fd, final_path) == 0)
		return GM_OK;
	if (errno == EEXIST) {
		out->has_met_old = true;
		file_temp_lock(out->fd);
		out->has_name = file_nameless_link(&out->nameless, out->fd,
						   temp_path) == 0;
		if (out->has_name)
			return GM_OK;
	}
	/* Whatever forbids it, forbids it for the next file too. */
	out->nameless.is_refused = true;
	st = gm_write_status(errno);
	out->is_worth_another = st == GM_ERR_WRITE;
	return gm_fail(err, st, errno, "name output");
}

/* Whether the folder of the temporary takes x and X for one name. */
static bool
folder_folds_case(struct file_out *out)
{
	char *name = (char *)out->temp_path.data, *slash = strrchr(name, '/');
	bool folds;

	name = slash == NULL ? name : slash + 1;
	for (char *at = name; *at != '\0'; at++)
		*at = (char)toupper((unsigned char)*at);
	folds = access((char *)out->temp_path.data, F_OK) == 0;
	for (char *at = name; *at != '\0'; at++)
		*at = (char)tolower((unsigned char)*at);
	return folds;
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
 * The final name instead of the temporary one.  What has come to stand there
 * since the run began may be what another run has made of the same picture, or
 * where a file system folds case, what this run has made of another one.
 */
static enum gm_status
rename_file(struct file_out *out, const char *final_path, struct gm_error *err)
{
	const char *temp_path = (const char *)out->temp_path.data;
	int result = -1;

	errno = EEXIST;
	if (out->is_new)
		result = rename_to_new(temp_path, final_path);
	if (result != 0 && errno == EEXIST) {
		if (out->is_new && folder_folds_case(out))
			return gm_fail(err, GM_ERR_WRITE, 0,
				       "output: something that was not there "
				       "when the run began has its name; upper "
				       "and lower case are one there");
		result = rename(temp_path, final_path);
	}
	if (result != 0)
		return gm_fail(err, gm_write_status(errno), errno,
			       "rename output");
	out->has_name = false;
	return GM_OK;
}

enum gm_status
file_out_commit(struct file_out *out, const char *final_path,
		struct gm_error *err)
{
	enum gm_status st = flush(out, err);

	if (st == GM_OK)
		st = check_written(out, err);
	if (st == GM_OK && out->syncs)
		st = sync_data(out, err);
	if (st == GM_OK && !out->has_name)
		st = name_file(out, final_path, err);
	if (st == GM_OK && out->has_name)
		st = rename_file(out, final_path, err);
	if (st == GM_OK && out->syncs)
		st = sync_name(out, err);
	file_out_abandon(out);
	return st;
}

void
file_out_abandon(struct file_out *out)
{
	if (!out->is_open)
		return;
	close(out->fd);
	if (out->has_name)
		unlink((const char *)out->temp_path.data);
	out->is_open = false;
}

void
file_out_free(struct file_out *out)
{
	file_out_abandon(out);
	bytes_free(&out->buf);
	bytes_free(&out->temp_path);
}
