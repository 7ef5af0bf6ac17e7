/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "plan/file_list.h"

/* What one read(2) asks for: all that a pipe holds. */
#define CHUNK_BYTES 65536

static bool
is_stdin(const char *path)
{
	return strcmp(path, "-") == 0;
}

/* A FIFO is waited for: somebody is to write the list into it. */
static int
open_list(const char *path)
{
	int fd;

	if (is_stdin(path))
		return STDIN_FILENO;
	do
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	while (fd < 0 && errno == EINTR);
	return fd;
}

/*
 * As read(2), but for interruptions.  Who has standard input besides us may
 * have made it one that does not wait.
 */
static ssize_t
read_chunk(int fd, void *data, size_t n)
{
	struct pollfd ready = {.fd = fd, .events = POLLIN};

	for (;;) {
		ssize_t n_read = read(fd, data, n);

		if (n_read >= 0 || (errno != EINTR && errno != EAGAIN))
			return n_read;
		if (errno == EAGAIN)
			(void)poll(&ready, 1, -1);
	}
}

static enum gm_status
take_all(struct file_list *list, int fd, struct gm_error *err)
{
	uint8_t chunk[CHUNK_BYTES];
	enum gm_status st = GM_OK;
	ssize_t n = 1;

	while (st == GM_OK && n > 0) {
		n = read_chunk(fd, chunk, sizeof(chunk));
		if (n < 0)
			return gm_fail(err, GM_ERR_USAGE, errno, "read");
		st = file_list_take(list, chunk, (size_t)n, err);
	}
	return st == GM_OK ? file_list_end(list, err) : st;
}

enum gm_status
file_list_read(struct file_list *list, const char *path, struct gm_error *err)
{
	int fd = open_list(path);
	enum gm_status st;

	if (fd < 0)
		return gm_fail(err, GM_ERR_USAGE, errno, "open");
	st = take_all(list, fd, err);
	if (!is_stdin(path))
		close(fd);
	return st;
}

const char *
file_list_shown(const char *path)
{
	return is_stdin(path) ? "standard input" : path;
}
