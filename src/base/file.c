/* SPDX-License-Identifier: MIT */
#include "base/file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file_mode.h"

static enum gm_status
check_regular(struct file_in *in, struct gm_error *err)
{
	struct stat info;

	if (fstat(in->fd, &info) != 0)
		return gm_fail(err, GM_ERR_OPEN, errno, "stat");
	if (S_ISDIR(info.st_mode))
		return gm_fail(err, GM_ERR_OPEN, 0, "is a folder");
	if (!S_ISREG(info.st_mode))
		return gm_fail(err, GM_ERR_OPEN, 0, "not a regular file");
	in->mode = file_mode(in->fd, info.st_mode & 0777);
	in->group = info.st_gid;
	in->stamp = file_stamp_of(&info);
	in->nbytes = (uint64_t)info.st_size;
	return GM_OK;
}

/*
 * Some file systems say 0 of every file until it has been read: count what
 * there is.
 */
static enum gm_status
measure(struct file_in *in, struct gm_error *err)
{
	ssize_t n;

	for (;;) {
		n = read(in->fd, in->buf.data, in->buf.capacity);
		if (n > 0)
			in->nbytes += (uint64_t)n;
		else if (n == 0 || errno != EINTR)
			break;
	}
	if (n < 0)
		return gm_fail(err, GM_ERR_READ, errno, "read");
	if (in->nbytes > 0 && lseek(in->fd, 0, SEEK_SET) != 0)
		return gm_fail(err, GM_ERR_READ, errno, "seek");
	return GM_OK;
}

static enum gm_status
fail_open(const struct file_in *in, int errnum, struct gm_error *err)
{
	if (in->links == LINK_NONE && errnum == ELOOP)
		return gm_fail(err, GM_ERR_OPEN, 0, "has become a link");
	if (in->links == LINK_TRUSTED && errnum == EPERM)
		return gm_fail(err, GM_ERR_OPEN, 0,
			       "has become a link of another user");
	return gm_fail(err, GM_ERR_OPEN, errnum, "open");
}

/* Nothing was read yet. */
static enum gm_status
begin(struct file_in *in, struct gm_error *err)
{
	assert(!in->is_open);
	in->memory = NULL;
	in->whole_nbytes = 0;
	in->origin = 0;
	in->before = (struct bytes){0};
	in->n_read = 0;
	in->n_metered = 0;
	in->at_end = false;
	in->failed_errno = 0;
	in->buf.nbytes = 0;
	in->buf_at = 0;
	return bytes_reserve(&in->buf, FILE_IN_BUFFER_BYTES, err);
}

enum gm_status
file_in_from_memory(struct file_in *in, const uint8_t *data, size_t nbytes,
		    struct gm_error *err)
{
	enum gm_status st = begin(in, err);

	in->memory = data;
	in->nbytes = nbytes;
	return st;
}

/* What it is, and how much; closed where it is no file. */
static enum gm_status
look_at(struct file_in *in, struct gm_error *err)
{
	enum gm_status st = check_regular(in, err);

	in->is_open = true;
	if (st == GM_OK && in->nbytes == 0)
		st = measure(in, err);
	if (st != GM_OK)
		file_in_close(in);
	return st;
}

enum gm_status
file_in_open_fd(struct file_in *in, int fd, struct gm_error *err)
{
	enum gm_status st = begin(in, err);

	if (st != GM_OK)
		return st;
	in->fd = fd;
	if (lseek(fd, 0, SEEK_SET) < 0)
		return gm_fail(err, GM_ERR_READ, errno, "seek");
	return look_at(in, err);
}

enum gm_status
file_in_open_at(struct file_in *in, int folder_fd, const char *path,
		struct gm_error *err)
{
	enum gm_status st = begin(in, err);

	if (st != GM_OK)
		return st;
	/* O_NONBLOCK: opening a FIFO must not wait for its writer. */
	in->fd = link_open(folder_fd, path,
			   O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
			   in->links);
	return in->fd < 0 ? fail_open(in, errno, err) : look_at(in, err);
}

static void
tell_meter(struct file_in *in)
{
	uint64_t n = in->n_read + in->buf.nbytes;

	if (in->meter == NULL || n <= in->n_metered)
		return;
	in->meter(in->meter_ctx, n - in->n_metered);
	in->n_metered = n;
}

/* Where an offset is in the file, or in memory. */
static uint64_t
place_of(const struct file_in *in, uint64_t offset)
{
	return in->origin + offset - in->before.nbytes;
}

static bool
is_memory(const struct file_in *in, uint64_t offset)
{
	return in->memory != NULL || offset < in->before.nbytes;
}

/* As pread(2) of what is read. */
static ssize_t
read_memory(const struct file_in *in, uint64_t offset, void *dst, size_t n)
{
	bool is_before = offset < in->before.nbytes;
	uint64_t end = is_before ? in->before.nbytes : in->nbytes;
	uint64_t left = offset < end ? end - offset : 0;

	n = n < left ? n : (size_t)left;
	if (n > 0)
		memcpy(dst,
		       is_before ? in->before.data + offset
				 : in->memory + place_of(in, offset),
		       n);
	return (ssize_t)n;
}

/* Of n bytes from offset on, those that are not behind a part. */
static size_t
limit(const struct file_in *in, uint64_t offset, size_t n)
{
	uint64_t left = offset < in->nbytes ? in->nbytes - offset : 0;

	return in->whole_nbytes == 0 || n < left ? n : (size_t)left;
}

/* Read once, to after the bytes that are left. */
static void
fill(struct file_in *in)
{
	uint64_t offset = in->n_read + in->buf.nbytes - in->buf_at;
	size_t room;
	uint8_t *dst;
	ssize_t n;

	if (in->buf_at > 0) {
		in->buf.nbytes -= in->buf_at;
		memmove(in->buf.data, in->buf.data + in->buf_at,
			in->buf.nbytes);
		in->buf_at = 0;
	}
	dst = in->buf.data + in->buf.nbytes;
	room = limit(in, offset, in->buf.capacity - in->buf.nbytes);
	do
		n = is_memory(in, offset) ? read_memory(in, offset, dst, room)
					  : read(in->fd, dst, room);
	while (n < 0 && errno == EINTR);
	if (n > 0)
		in->buf.nbytes += (size_t)n;
	else if (n < 0)
		in->failed_errno = errno;
	tell_meter(in);
	/* What is appended meanwhile is not waited for; some sizes are 0. */
	if (n == 0 || (n > 0 && in->nbytes > 0 &&
		       in->n_read + in->buf.nbytes >= in->nbytes))
		in->at_end = true;
}

size_t
file_in_peek(struct file_in *in, size_t want, const uint8_t **data)
{
	assert(want <= FILE_IN_BUFFER_BYTES);
	while (in->buf.nbytes - in->buf_at < want && !in->at_end &&
	       in->failed_errno == 0)
		fill(in);
	*data = in->buf.data + in->buf_at;
	return in->buf.nbytes - in->buf_at;
}

void
file_in_skip(struct file_in *in, size_t n)
{
	assert(n <= in->buf.nbytes - in->buf_at);
	in->buf_at += n;
	in->n_read += n;
}

size_t
file_in_read(struct file_in *in, void *dst, size_t n)
{
	size_t n_done = 0;

	while (n_done < n) {
		const uint8_t *data;
		size_t part = file_in_peek(in, 1, &data);

		if (part == 0)
			break;
		if (part > n - n_done)
			part = n - n_done;
		memcpy((uint8_t *)dst + n_done, data, part);
		file_in_skip(in, part);
		n_done += part;
	}
	return n_done;
}

size_t
file_in_read_at(struct file_in *in, uint64_t offset, void *dst, size_t n)
{
	uint64_t left =
		in->nbytes > in->n_metered ? in->nbytes - in->n_metered : 0;
	ssize_t n_read;

	if (in->failed_errno != 0 || offset > (uint64_t)INT64_MAX - n)
		return 0;
	n = limit(in, offset, n);
	do
		n_read = is_memory(in, offset)
				 ? read_memory(in, offset, dst, n)
				 : pread(in->fd, dst, n,
					 (off_t)place_of(in, offset));
	while (n_read < 0 && errno == EINTR);
	if (n_read < 0) {
		in->failed_errno = errno;
		return 0;
	}
	/* A byte may be read more than once: the file is the most. */
	left = (uint64_t)n_read < left ? (uint64_t)n_read : left;
	in->n_metered += left;
	if (in->meter != NULL && left > 0)
		in->meter(in->meter_ctx, left);
	return (size_t)n_read;
}

enum gm_status
file_in_rewind(struct file_in *in, struct gm_error *err)
{
	if (in->memory == NULL &&
	    lseek(in->fd, (off_t)in->origin, SEEK_SET) < 0)
		return gm_fail(err, GM_ERR_READ, errno, "seek");
	in->n_read = 0;
	in->at_end = false;
	in->buf.nbytes = 0;
	in->buf_at = 0;
	return GM_OK;
}

enum gm_status
file_in_status(const struct file_in *in, struct gm_error *err)
{
	if (in->failed_errno != 0)
		return gm_fail(err, GM_ERR_READ, in->failed_errno, "read");
	return GM_OK;
}

void
file_in_close(struct file_in *in)
{
	if (in->is_open)
		close(in->fd); /* nothing was written: no error to lose */
	in->is_open = false;
}

void
file_in_free(struct file_in *in)
{
	file_in_close(in);
	bytes_free(&in->buf);
}
