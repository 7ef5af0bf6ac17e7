/* SPDX-License-Identifier: MIT */
/* O_TMPFILE is Linux's. */
#define _GNU_SOURCE
#include "base/file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Bytes gathered for one write(2). */
#define OUT_BUFFER_BYTES 262144u

/* "/proc/self/fd/", a number, and a NUL. */
#define PROC_PATH_BYTES 32u

/* The name of an open file under /proc, which linkat(2) can take. */
static void
proc_path(int fd, char path[PROC_PATH_BYTES])
{
	snprintf(path, PROC_PATH_BYTES, "/proc/self/fd/%d", fd);
}

/*
 * A file without a name in the folder of temp_path; -1 when there can be none
 * there, for whatever reason: creating one with a name says which.
 */
static int
open_nameless(struct file_out *out, mode_t mode)
{
	char *path = (char *)out->temp_path.data, *slash = strrchr(path, '/');
	char proc[PROC_PATH_BYTES];
	int fd;

	if (slash != NULL)
		*slash = '\0';
	/* "/x" is in "/", which is then empty. */
	fd = open(slash == NULL   ? "."
		  : *path == '\0' ? "/"
				  : path,
		  O_WRONLY | O_TMPFILE | O_CLOEXEC, mode);
	if (slash != NULL)
		*slash = '/';
	if (fd < 0) {
		out->wants_names = errno == EOPNOTSUPP || errno == EISDIR ||
				   errno == EINVAL;
		return -1;
	}
	proc_path(fd, proc);
	/* Once it is there it stays, for as long as the process has files. */
	out->has_proc = out->has_proc || access(proc, F_OK) == 0;
	if (out->has_proc)
		return fd;
	out->wants_names = true;
	close(fd);
	return -1;
}

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

static enum gm_status
open_named(struct file_out *out, mode_t mode, struct gm_error *err)
{
	const char *path = (const char *)out->temp_path.data;

	for (;;) {
		out->fd = create(path, mode);
		if (out->fd < 0)
			return gm_fail(err, gm_write_status(errno), errno,
				       "create output");
		file_temp_lock(out->fd);
		if (file_temp_is_there(out->fd))
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
	if (!out->wants_names && !out->has_met_old)
		out->fd = open_nameless(out, mode);
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
 * Give the open file a name: by its descriptor, which the privileged may do,
 * and all from Linux 6.10 on; else by /proc.  0, or -1 with errno.
 */
static int
link_file(struct file_out *out, const char *path)
{
	char proc[PROC_PATH_BYTES];
	int result;

	if (!out->needs_proc) {
		if (linkat(out->fd, "", AT_FDCWD, path, AT_EMPTY_PATH) == 0)
			return 0;
		/* Said of what is not allowed, and of a folder that is gone. */
		if (errno != ENOENT)
			return -1;
	}
	proc_path(out->fd, proc);
	result = linkat(AT_FDCWD, proc, AT_FDCWD, path, AT_SYMLINK_FOLLOW);
	if (result == 0)
		out->needs_proc = true;
	return result;
}

/*
 * Give a file without a name its final one; when something has that name, the
 * temporary one.
 */
static enum gm_status
name_file(struct file_out *out, const char *final_path, struct gm_error *err)
{
	if (link_file(out, final_path) == 0)
		return GM_OK;
	if (errno == EEXIST) {
		out->has_met_old = true;
		file_temp_lock(out->fd);
		out->has_name =
			link_file(out, (const char *)out->temp_path.data) == 0;
		if (out->has_name)
			return GM_OK;
	}
	/* Whatever forbids it, forbids it for the next file too. */
	out->wants_names = true;
	return gm_fail(err, gm_write_status(errno), errno, "name output");
}

enum gm_status
file_out_commit(struct file_out *out, const char *final_path,
		struct gm_error *err)
{
	const char *temp_path = (const char *)out->temp_path.data;
	enum gm_status st = flush(out, err);

	if (st == GM_OK)
		st = check_written(out, err);
	if (st == GM_OK && out->syncs)
		st = sync_data(out, err);
	if (st == GM_OK && !out->has_name)
		st = name_file(out, final_path, err);
	if (st == GM_OK && out->has_name) {
		if (rename(temp_path, final_path) == 0)
			out->has_name = false;
		else
			st = gm_fail(err, gm_write_status(errno), errno,
				     "rename output");
	}
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
