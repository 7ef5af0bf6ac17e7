/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* O_PATH */
#include "base/trust.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Of access control lists, the bits of the group are the most. */
#define OTHERS_WRITE (S_IWGRP | S_IWOTH)

/* Why others could have changed it, or NULL. */
static const char *
find_fault(const struct stat *st, bool is_last)
{
	if (S_ISLNK(st->st_mode))
		return "is a link";
	if (is_last != S_ISREG(st->st_mode) || is_last == S_ISDIR(st->st_mode))
		return is_last ? "is no file" : "is no folder";
	if (st->st_uid != 0 && st->st_uid != geteuid())
		return "belongs to another user";
	if ((st->st_mode & OTHERS_WRITE) != 0 &&
	    (is_last || (st->st_mode & S_ISVTX) == 0))
		return "can be written by others";
	return NULL;
}

/* Of the first n bytes of path; *fd is that of the part before them. */
static enum gm_status
enter(int *fd, const char *path, size_t n, const char *name, bool is_last,
      struct gm_error *err)
{
	int next = openat(*fd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	const char *fault = NULL;
	struct stat st;

	if (next < 0)
		return gm_fail(err, GM_ERR_OPEN, errno, "%.*s", (int)n, path);
	if (*fd >= 0)
		close(*fd);
	*fd = next;
	if (fstat(next, &st) != 0)
		return gm_fail(err, GM_ERR_OPEN, errno, "%.*s", (int)n, path);
	fault = find_fault(&st, is_last);
	if (fault != NULL)
		return gm_fail(err, GM_ERR_OPEN, 0, "%.*s %s", (int)n, path,
			       fault);
	return GM_OK;
}

enum gm_status
trust_check(const char *path, struct gm_error *err)
{
	const char *at = path;
	enum gm_status st;
	int fd = -1;

	if (*path != '/')
		return gm_fail(err, GM_ERR_OPEN, 0, "%s is not absolute", path);
	st = enter(&fd, path, 1, "/", false, err);
	while (st == GM_OK && *at == '/') {
		char name[NAME_MAX + 1];
		size_t n = strcspn(++at, "/");

		if (n == 0 || n > NAME_MAX)
			st = gm_fail(err, GM_ERR_OPEN, 0, "%s is no path",
				     path);
		else
			memcpy(name, at, n);
		name[st == GM_OK ? n : 0] = '\0';
		at += n;
		if (st == GM_OK)
			st = enter(&fd, path, (size_t)(at - path), name,
				   *at == '\0', err);
	}
	if (fd >= 0)
		close(fd);
	return st;
}
