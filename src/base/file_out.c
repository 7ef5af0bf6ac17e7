/* SPDX-License-Identifier: MIT */
#include "base/file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file_mode.h"

/* Bytes gathered for one write(2). */
#define OUT_BUFFER_BYTES 262144u

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
	case ESTALE:
		return GM_ERR_FOLDER;
	default:
		return gm_write_status(errnum);
	}
}

/* What has the name is in the way: a worker that died left it. */
static int
create(int folder_fd, const char *path, mode_t mode)
{
	bool has_removed = false;
	int fd;

	do
		fd = openat(folder_fd, path,
			    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY,
			    mode);
	while (fd < 0 && (errno == EINTR ||
			  (errno == EEXIST && !has_removed &&
			   (has_removed = unlinkat(folder_fd, path, 0) == 0))));
	return fd;
}

/* Whether what mode lets the group do is meant for another. */
static bool
is_for_others(int fd, mode_t mode, gid_t group)
{
	struct stat info;

	return file_mode_for_others(mode) != mode &&
	       (fstat(fd, &info) != 0 || info.st_gid != group);
}

/* Which group it is of is seen once it is there: then it is made anew. */
static int
create_for(const struct file_out *out, const char *path, mode_t mode)
{
	int fd = create(out->folder_fd, path, mode);

	if (fd < 0 || !is_for_others(fd, mode, out->group))
		return fd;
	close(fd);
	return create(out->folder_fd, path, file_mode_for_others(mode));
}

/* Nothing was written yet. */
static enum gm_status
begin(struct file_out *out, size_t buffer_nbytes, struct gm_error *err)
{
	assert(!out->is_open);
	out->is_lent = false;
	out->n_written = 0;
	out->failed_errno = 0;
	out->buf.nbytes = 0;
	out->path.nbytes = 0;
	return bytes_reserve(&out->buf, buffer_nbytes, err);
}

enum gm_status
file_out_to_memory(struct file_out *out, size_t max_nbytes,
		   struct gm_error *err)
{
	/* What fills a buffer would be written past it. */
	return begin(out, max_nbytes + 1, err);
}

enum gm_status
file_out_open_at(struct file_out *out, int folder_fd, const char *path,
		 mode_t mode, struct gm_error *err)
{
	enum gm_status st = begin(out, OUT_BUFFER_BYTES, err);

	if (st == GM_OK)
		st = bytes_append(&out->path, path, strlen(path) + 1, err);
	if (st != GM_OK)
		return st;
	out->folder_fd = folder_fd;
	out->fd = create_for(out, path, mode);
	if (out->fd < 0)
		return gm_fail(err, create_status(errno), errno,
			       "create output");
	out->is_open = true;
	return GM_OK;
}

enum gm_status
file_out_open_fd(struct file_out *out, int fd, struct gm_error *err)
{
	enum gm_status st = begin(out, OUT_BUFFER_BYTES, err);

	if (st != GM_OK)
		return st;
	if (lseek(fd, 0, SEEK_SET) < 0)
		return gm_fail(err, gm_write_status(errno), errno, "write");
	out->fd = fd;
	out->is_lent = true;
	out->is_open = true;
	return GM_OK;
}

/* Write everything; a failure stays in out->failed_errno. */
static enum gm_status
write_all(struct file_out *out, const uint8_t *data, size_t n,
	  struct gm_error *err)
{
	if (!out->is_open) /* in memory */
		out->failed_errno = ENOSPC;
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

/* Go to an offset in the file. */
static enum gm_status
seek(struct file_out *out, uint64_t offset, struct gm_error *err)
{
	if (lseek(out->fd, (off_t)offset, SEEK_SET) >= 0)
		return GM_OK;
	out->failed_errno = errno;
	return gm_fail(err, gm_write_status(errno), errno, "write");
}

enum gm_status
file_out_patch(struct file_out *out, uint64_t offset, const void *data,
	       size_t n, struct gm_error *err)
{
	uint64_t n_flushed = out->n_written - out->buf.nbytes;
	size_t n_first = 0;
	enum gm_status st = GM_OK;

	assert(offset <= out->n_written && n <= out->n_written - offset);
	if (offset < n_flushed) {
		n_first = n_flushed - offset < n ? (size_t)(n_flushed - offset)
						 : n;
		st = seek(out, offset, err);
		if (st == GM_OK)
			st = write_all(out, data, n_first, err);
		if (st == GM_OK)
			st = seek(out, n_flushed, err);
	}
	if (st == GM_OK && n_first < n)
		memcpy(out->buf.data + (offset + n_first - n_flushed),
		       (const uint8_t *)data + n_first, n - n_first);
	return st;
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

/*
 * After EINTR the descriptor is gone on Linux; what the error would have said
 * of the data is not known, so it counts.
 */
static enum gm_status
close_output(struct file_out *out, struct gm_error *err)
{
	int fd = out->fd;

	out->fd = -1;
	if (close(fd) != 0)
		return gm_fail(err, gm_write_status(errno), errno,
			       "close output");
	return GM_OK;
}

enum gm_status
file_out_commit(struct file_out *out, struct gm_error *err)
{
	enum gm_status st = flush(out, err);

	if (st == GM_OK && out->syncs)
		st = sync_data(out, err);
	if (st == GM_OK && !out->is_lent)
		st = close_output(out, err);
	if (st == GM_OK)
		out->is_open = false;
	else
		file_out_abandon(out);
	return st;
}

void
file_out_abandon(struct file_out *out)
{
	if (!out->is_open)
		return;
	out->is_open = false;
	if (out->is_lent)
		return;
	if (out->fd >= 0)
		close(out->fd);
	unlinkat(out->folder_fd, (const char *)out->path.data, 0);
}

void
file_out_free(struct file_out *out)
{
	file_out_abandon(out);
	bytes_free(&out->buf);
	bytes_free(&out->path);
}
