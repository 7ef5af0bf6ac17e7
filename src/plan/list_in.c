/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* F_SETPIPE_SZ */
#include "plan/list_in.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"

/* What one read(2) asks for: all that a pipe holds. */
#define CHUNK_BYTES 65536

/* What a pipe is asked to hold, while nobody reads: see pipe(7). */
#define PIPE_BYTES 1048576

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

enum gm_status
list_in_open(struct list_in *in, const char *path, char end,
	     struct gm_error *err)
{
	*in = (struct list_in){.taken = {.end = end},
			       .fd = open_list(path),
			       .is_stdin = is_stdin(path)};
	if (in->fd < 0)
		return gm_fail(err, GM_ERR_USAGE, errno, "open");
	in->is_open = true;
	return GM_OK;
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
take_chunk(struct list_in *in, struct gm_error *err)
{
	uint8_t chunk[CHUNK_BYTES];
	ssize_t n = read_chunk(in->fd, chunk, sizeof(chunk));

	if (n < 0)
		return gm_fail(err, GM_ERR_USAGE, errno, "read");
	if (n > 0)
		return file_list_take(&in->taken, chunk, (size_t)n, err);
	in->is_over = true;
	return file_list_end(&in->taken, err);
}

enum gm_status
list_in_all(struct list_in *in, struct file_list *list, struct gm_error *err)
{
	enum gm_status st = GM_OK;

	while (st == GM_OK && !in->is_over)
		st = take_chunk(in, err);
	return st == GM_OK ? file_list_split(&in->taken, list, err) : st;
}

/* Bytes of names that have their end. */
static size_t
nbytes_whole(const struct list_in *in)
{
	return in->taken.names.nbytes - in->taken.part_nbytes;
}

/* Until when a part waits for more, which has its first name since since_ms. */
static uint64_t
wait_until_ms(const struct list_in *in, uint64_t since_ms, uint64_t deadline_ms)
{
	uint64_t until_ms = deadline_ms != 0 ? deadline_ms : UINT64_MAX;
	uint64_t pause_ms = clock_now_ms() + LIST_IN_PAUSE_MS;

	if (nbytes_whole(in) == 0)
		return until_ms;
	if (pause_ms > since_ms + LIST_IN_MOST_MS)
		pause_ms = since_ms + LIST_IN_MOST_MS;
	return pause_ms < until_ms ? pause_ms : until_ms;
}

/* Is there something to read, or the end, before that time? */
static bool
await(const struct list_in *in, uint64_t until_ms)
{
	struct pollfd ready = {.fd = in->fd, .events = POLLIN};
	uint64_t now_ms = clock_now_ms();

	while (now_ms < until_ms) {
		uint64_t left_ms = until_ms - now_ms;
		int n = poll(&ready, 1,
			     left_ms < INT_MAX ? (int)left_ms : INT_MAX);

		if (n > 0 || (n < 0 && errno != EINTR))
			return true;
		now_ms = clock_now_ms();
	}
	return false;
}

static bool
is_full(const struct list_in *in, uint64_t n_before)
{
	return in->taken.n_ended - n_before >= LIST_IN_PART_NAMES ||
	       nbytes_whole(in) >= LIST_IN_PART_BYTES;
}

enum gm_status
list_in_part(struct list_in *in, uint64_t deadline_ms, struct file_list *list,
	     struct gm_error *err)
{
	uint64_t n_before = in->taken.n_ended, since_ms = 0;
	enum gm_status st = GM_OK;

	/* More can come while this part is worked on; it may refuse that. */
	(void)fcntl(in->fd, F_SETPIPE_SZ, PIPE_BYTES);
	while (st == GM_OK && !in->is_over && !is_full(in, n_before) &&
	       await(in, wait_until_ms(in, since_ms, deadline_ms))) {
		st = take_chunk(in, err);
		if (since_ms == 0 && nbytes_whole(in) > 0)
			since_ms = clock_now_ms();
	}
	return st == GM_OK ? file_list_split(&in->taken, list, err) : st;
}

void
list_in_close(struct list_in *in)
{
	if (in->is_open && !in->is_stdin)
		close(in->fd);
	file_list_free(&in->taken);
	*in = (struct list_in){0};
}

const char *
list_in_shown(const char *path)
{
	return is_stdin(path) ? "standard input" : path;
}
