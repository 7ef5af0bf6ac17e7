/* SPDX-License-Identifier: MIT */
#include "report/journal.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * Most bytes that a pipe takes as one (Linux: PIPE_BUF): so the lines of two
 * runs in one pipe are not mixed.  A longer line goes alone.
 */
#define MOST_AT_ONCE 4096u

/* Most bytes of a beginning. */
#define BEGINNING_BYTES 64u

bool
journal_is_begun(const struct journal_kind *kind, const void *head, size_t n)
{
	size_t n_beginning = strlen(kind->beginning);

	return memcmp(head, kind->beginning,
		      n < n_beginning ? n : n_beginning) == 0;
}

/*
 * No file is lost to a slip of the hand: what has anything in it must be what
 * is to be written.
 */
static enum gm_status
check_file(int fd, const struct stat *info, const struct journal_kind *kind,
	   struct gm_error *err)
{
	char head[BEGINNING_BYTES] = "";
	ssize_t n = 0;

	assert(strlen(kind->beginning) <= sizeof(head));
	if (info->st_size > 0)
		n = pread(fd, head, sizeof(head), 0);
	if (n < 0)
		return gm_fail(err, GM_ERR_USAGE, errno, "read");
	if (!journal_is_begun(kind, head, (size_t)n))
		return gm_fail(err, GM_ERR_USAGE, 0, "is there, and is no %s",
			       kind->name);
	return GM_OK;
}

/* Where the last line has been cut, another one begins. */
static enum gm_status
end_line(int fd, const struct stat *info, struct gm_error *err)
{
	char last = '\n';

	if (info->st_size > 0 && pread(fd, &last, 1, info->st_size - 1) < 0)
		return gm_fail(err, GM_ERR_USAGE, errno, "read");
	if (last != '\n' && write(fd, "\n", 1) != 1)
		return gm_fail(err, GM_ERR_USAGE, errno, "write");
	return GM_OK;
}

static enum gm_status
begin_file(int fd, const struct journal_kind *kind, bool appends,
	   struct gm_error *err)
{
	struct stat info;
	enum gm_status st;

	if (fstat(fd, &info) != 0)
		return gm_fail(err, GM_ERR_USAGE, errno, "look at");
	if (!S_ISREG(info.st_mode))
		return GM_OK;
	st = check_file(fd, &info, kind, err);
	/* One that was cut in its beginning begins again. */
	if (st == GM_OK && appends &&
	    info.st_size >= (off_t)strlen(kind->beginning))
		return end_line(fd, &info, err);
	if (st == GM_OK && ftruncate(fd, 0) != 0)
		return gm_fail(err, GM_ERR_USAGE, errno, "empty");
	return st;
}

/*
 * A file is looked at before it is written.  What is none is only written: who
 * reads a pipe, too, is never told that nobody does.
 */
static int
open_at_path(const char *path)
{
	struct stat info;
	bool is_file = stat(path, &info) != 0 || S_ISREG(info.st_mode);
	int flags = is_file ? O_RDWR | O_CREAT : O_WRONLY;

	return open(path, flags | O_APPEND | O_CLOEXEC | O_NOCTTY, 0666);
}

enum gm_status
journal_open(struct journal *journal, const char *path,
	     const struct journal_kind *kind, bool appends,
	     struct gm_error *err)
{
	enum gm_status st;

	*journal = (struct journal){.fd = STDOUT_FILENO,
				    .is_open = true,
				    .path = "standard output"};
	if (strcmp(path, "-") == 0)
		return GM_OK;
	journal->path = path;
	journal->is_open = false;
	journal->fd = open_at_path(path);
	if (journal->fd < 0)
		return gm_fail(err, GM_ERR_USAGE, errno, "open");
	st = begin_file(journal->fd, kind, appends, err);
	if (st != GM_OK)
		close(journal->fd);
	journal->is_open = st == GM_OK;
	return st;
}

enum gm_status
journal_flush(struct journal *journal, struct gm_error *err)
{
	struct bytes *lines = &journal->lines;
	enum gm_status st = GM_OK;
	size_t at = 0;

	while (st == GM_OK && at < lines->nbytes && !journal->is_gone) {
		ssize_t n = write(journal->fd, lines->data + at,
				  lines->nbytes - at);

		if (n >= 0)
			at += (size_t)n;
		else if (errno == EPIPE)
			journal->is_gone = true;
		else if (errno != EINTR)
			st = gm_fail(err, gm_write_status(errno), errno,
				     "%s: write", journal->path);
	}
	if (journal->is_gone)
		at = lines->nbytes;
	lines->nbytes -= at;
	if (lines->nbytes > 0)
		memmove(lines->data, lines->data + at, lines->nbytes);
	return st;
}

enum gm_status
journal_put(struct journal *journal, const struct bytes *line,
	    struct gm_error *err)
{
	if (journal->lines.nbytes + line->nbytes > MOST_AT_ONCE &&
	    journal_flush(journal, err) != GM_OK)
		return err->status;
	return bytes_append(&journal->lines, line->data, line->nbytes, err);
}

enum gm_status
journal_close(struct journal *journal, struct gm_error *err)
{
	enum gm_status st = journal_flush(journal, err);
	bool is_own = journal->is_open && journal->fd != STDOUT_FILENO;
	bool is_gone = journal->is_gone;
	const char *path = journal->path;
	int result = is_own ? close(journal->fd) : 0;

	bytes_free(&journal->lines);
	*journal = (struct journal){0};
	if (st == GM_OK && result != 0)
		st = gm_fail(err, gm_write_status(errno), errno, "%s: write",
			     path);
	if (st == GM_OK && is_gone)
		st = gm_fail(err, GM_ERR_GONE, 0, "%s: nobody reads it", path);
	return st;
}
