/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* O_PATH, fgetpwent, fgetgrent */
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

/* Whoever has a longer name has no group for his own. */
#define NAME_BYTES 256u

/* Close the file; whether all of it was read. */
static bool
end_reading(FILE *file)
{
	bool has_all = feof(file) && !ferror(file);

	fclose(file);
	return has_all;
}

/* The name of the user, where the group is his first one, and nobody else's. */
static bool
find_user(gid_t gid, uid_t uid, char name[NAME_BYTES])
{
	FILE *file = fopen("/etc/passwd", "re");
	const struct passwd *user;
	bool has_others = false;

	name[0] = '\0';
	if (file == NULL)
		return false;
	while ((user = fgetpwent(file)) != NULL)
		if (user->pw_gid == gid && user->pw_uid == uid &&
		    strlen(user->pw_name) < NAME_BYTES)
			snprintf(name, NAME_BYTES, "%s", user->pw_name);
		else if (user->pw_gid == gid)
			has_others = true;
	return end_reading(file) && name[0] != '\0' && !has_others;
}

/* Is nobody in the group whose name is another? */
static bool
has_only(gid_t gid, const char *name)
{
	FILE *file = fopen("/etc/group", "re");
	const struct group *group;
	bool has_others = false;

	if (file == NULL)
		return false;
	while ((group = fgetgrent(file)) != NULL)
		for (char **at = group->gr_mem;
		     group->gr_gid == gid && *at != NULL; at++)
			has_others |= strcmp(*at, name) != 0;
	return end_reading(file) && !has_others;
}

/*
 * The group that a user has alone, as most systems give one.  What is not in
 * the system's own files may be anybody's.
 */
static bool
is_own_group(gid_t gid, uid_t uid)
{
	char name[NAME_BYTES];

	return find_user(gid, uid, name) && has_only(gid, name);
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
