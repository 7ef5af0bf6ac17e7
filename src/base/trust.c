/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* O_PATH */
#include "base/trust.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

/* For a user, or for a group and who is in it: one with more is not his own. */
#define ROOM_BYTES 1024u

/* The group that a user has alone, as most systems give one: it has his name.
 */
static bool
is_own_group(gid_t gid, uid_t uid)
{
	char group_room[ROOM_BYTES], user_room[ROOM_BYTES];
	struct group group, *has_group;
	struct passwd user, *has_user;

	if (getgrgid_r(gid, &group, group_room, sizeof(group_room),
		       &has_group) != 0 ||
	    getpwuid_r(uid, &user, user_room, sizeof(user_room), &has_user) !=
		    0 ||
	    has_group == NULL || has_user == NULL ||
	    strcmp(group.gr_name, user.pw_name) != 0)
		return false;
	for (char **member = group.gr_mem; *member != NULL; member++)
		if (strcmp(*member, user.pw_name) != 0)
			return false;
	return true;
}

/*
 * Of an access control list, which may name anybody, the bits of the group are
 * the most.  What is above the path was looked at: it leads to the same file.
 */
static bool
has_list(const char *path, size_t n)
{
	char part[PATH_MAX];
	int nbytes = snprintf(part, sizeof(part), "%.*s", (int)n, path);

	return nbytes < 0 || (size_t)nbytes >= sizeof(part) ||
	       lgetxattr(part, "system.posix_acl_access", NULL, 0) >= 0 ||
	       (errno != ENODATA && errno != ENOTSUP);
}

static bool
can_others_write(const char *path, size_t n, const struct stat *st)
{
	if ((st->st_mode & S_IWOTH) != 0)
		return true;
	return (st->st_mode & S_IWGRP) != 0 &&
	       (has_list(path, n) || (!is_own_group(st->st_gid, 0) &&
				      !is_own_group(st->st_gid, geteuid())));
}

/* Why others could have changed the first n bytes of path, or NULL. */
static const char *
find_fault(const char *path, size_t n, const struct stat *st, bool is_last)
{
	bool is_sticky = !is_last && (st->st_mode & S_ISVTX) != 0;

	if (S_ISLNK(st->st_mode))
		return "is a link";
	if (is_last != S_ISREG(st->st_mode) || is_last == S_ISDIR(st->st_mode))
		return is_last ? "is no file" : "is no folder";
	if (st->st_uid != 0 && st->st_uid != geteuid())
		return "belongs to another user";
	if (!is_sticky && can_others_write(path, n, st))
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
	fault = find_fault(path, n, &st, is_last);
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
