/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* memfd_create */
#include "base/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes that one read(2) asks for: what a pipe holds. */
#define PART_BYTES 65536u

enum gm_status
spool_open(int *fd, struct gm_error *err)
{
	*fd = memfd_create("graymill", MFD_CLOEXEC);
	return *fd >= 0 ? GM_OK
			: gm_fail(err, GM_ERR_SYSTEM, errno,
				  "memory for a stream");
}

/* Whether it is to be tried again, at once or when the stream is ready. */
static bool
is_passing(int fd, short events)
{
	struct pollfd stream = {.fd = fd, .events = events};

	if (errno == EAGAIN)
		poll(&stream, 1, -1);
	return errno == EAGAIN || errno == EINTR;
}

/*
 * Could the stream be read from its start as often as need be, and not be
 * written by whoever reads it?
 */
static bool
is_fresh_file(int fd)
{
	struct stat info;
	int flags = fcntl(fd, F_GETFL);

	return flags >= 0 && (flags & O_ACCMODE) == O_RDONLY &&
	       fstat(fd, &info) == 0 && S_ISREG(info.st_mode) &&
	       info.st_size > 0 && lseek(fd, 0, SEEK_CUR) == 0;
}

/* Put a copy of the descriptor in the place of *fd. */
static enum gm_status
take_file(int *fd, int stream_fd, uint64_t *nbytes, struct gm_error *err)
{
	int own_fd = fcntl(stream_fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	struct stat info;

	if (own_fd < 0 || fstat(own_fd, &info) != 0) {
		if (own_fd >= 0)
			close(own_fd);
		return gm_fail(err, GM_ERR_READ, errno, "read");
	}
	close(*fd);
	*fd = own_fd;
	*nbytes = (uint64_t)info.st_size;
	return GM_OK;
}

static enum gm_status
write_all(int fd, const char *data, size_t n, struct gm_error *err)
{
	while (n > 0) {
		ssize_t part = write(fd, data, n);

		if (part >= 0) {
			data += part;
			n -= (size_t)part;
		} else if (errno == EPIPE) {
			return gm_fail(err, GM_ERR_GONE, 0,
				       "write: nobody reads it");
		} else if (!is_passing(fd, POLLOUT)) {
			return gm_fail(err, gm_write_status(errno), errno,
				       "write");
		}
	}
	return GM_OK;
}

enum gm_status
spool_fill(int *fd, int stream_fd, uint64_t max_nbytes, uint64_t *nbytes,
	   struct gm_error *err)
{
	char part[PART_BYTES];
	enum gm_status st = GM_OK;
	ssize_t n = 1;

	*nbytes = 0;
	if (is_fresh_file(stream_fd))
		return take_file(fd, stream_fd, nbytes, err);
	while (st == GM_OK && n != 0) {
		n = read(stream_fd, part, sizeof(part));
		if (n < 0) {
			if (!is_passing(stream_fd, POLLIN))
				return gm_fail(err, GM_ERR_READ, errno, "read");
			continue;
		}
		if ((uint64_t)n > max_nbytes - *nbytes)
			return gm_fail(err, GM_ERR_LIMIT, 0,
				       "more than %llu bytes "
				       "(see --max-memory)",
				       (unsigned long long)max_nbytes);
		st = write_all(*fd, part, (size_t)n, err);
		*nbytes += (uint64_t)n;
	}
	return st;
}

enum gm_status
spool_pour(int fd, uint64_t nbytes, int stream_fd, struct gm_error *err)
{
	char part[PART_BYTES];
	enum gm_status st = GM_OK;
	uint64_t at = 0;

	while (st == GM_OK && at < nbytes) {
		size_t most = nbytes - at < sizeof(part) ? (size_t)(nbytes - at)
							 : sizeof(part);
		ssize_t n = pread(fd, part, most, (off_t)at);

		if (n <= 0)
			return gm_fail(err, GM_ERR_READ, n < 0 ? errno : 0,
				       "read what was made");
		st = write_all(stream_fd, part, (size_t)n, err);
		at += (uint64_t)n;
	}
	return st;
}
