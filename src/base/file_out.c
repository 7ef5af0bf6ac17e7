/* SPDX-License-Identifier: MIT */
#include "base/file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Bytes gathered for one write(2). */
#define OUT_BUFFER_BYTES 262144u

#define TEMP_START ".graymill-"
#define TEMP_END   ".tmp"

enum gm_status
file_temp_path(struct bytes *path, const char *final_path,
	       const struct file_temp *temp, struct gm_error *err)
{
	const char *slash = strrchr(final_path, '/');
	size_t folder_nbytes =
		slash == NULL ? 0 : (size_t)(slash - final_path) + 1;
	char name[64];
	enum gm_status st;

	snprintf(name, sizeof(name), TEMP_START "%016" PRIx64 "-%ld" TEMP_END,
		 temp->run_id, (long)temp->pid);
	st = bytes_append(path, final_path, folder_nbytes, err);
	if (st != GM_OK)
		return st;
	return bytes_append(path, name, strlen(name) + 1, err);
}

bool
file_is_temp_name(const char *name)
{
	size_t n = strlen(name);
	size_t start_n = sizeof(TEMP_START) - 1;
	size_t end_n = sizeof(TEMP_END) - 1;

	return n > start_n + end_n && memcmp(name, TEMP_START, start_n) == 0 &&
	       memcmp(name + n - end_n, TEMP_END, end_n) == 0;
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
	st = bytes_reserve(&out->buf, OUT_BUFFER_BYTES, err);
	if (st == GM_OK)
		st = file_temp_path(&out->temp_path, final_path, temp, err);
	if (st != GM_OK)
		return st;
	do
		out->fd =
			open((const char *)out->temp_path.data,
			     O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY,
			     mode);
	while (out->fd < 0 && errno == EINTR);
	if (out->fd < 0)
		return gm_fail(err, gm_write_status(errno), errno,
			       "create output");
	out->is_open = true;
	return GM_OK;
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

enum gm_status
file_out_commit(struct file_out *out, const char *final_path,
		struct gm_error *err)
{
	const char *temp_path = (const char *)out->temp_path.data;
	enum gm_status st = flush(out, err);

	if (st == GM_OK) {
		out->is_open = false;
		/*
		 * After EINTR the descriptor is gone on Linux; what the error
		 * would have said of the data is not known, so it counts.
		 */
		if (close(out->fd) != 0)
			st = gm_fail(err, gm_write_status(errno), errno,
				     "close output");
		else if (rename(temp_path, final_path) != 0)
			st = gm_fail(err, gm_write_status(errno), errno,
				     "rename output");
		if (st != GM_OK)
			unlink(temp_path);
	}
	file_out_abandon(out);
	return st;
}

void
file_out_abandon(struct file_out *out)
{
	if (!out->is_open)
		return;
	close(out->fd);
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
