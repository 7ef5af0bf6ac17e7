/* SPDX-License-Identifier: MIT */
/* fsetxattr(2) is Linux's, and so is the form of an ACL. */
#define _DEFAULT_SOURCE
#include "base/file_attributes.h"

#include <errno.h>
#include <linux/limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/file_mode.h"

#define ACL_NAME   "system.posix_acl_access"
#define LABEL_NAME "security.selinux"
#define USER_START "user."

/* From whom and to whom. */
struct copy {
	int from_fd;
	int to_fd;
	struct stat from;
};

static enum gm_status
fail(int errnum, const char *what, struct gm_error *err)
{
	return gm_fail(err, gm_write_status(errnum), errnum, "keep %s", what);
}

/* There is none, or there can be none. */
static bool
is_absence(int errnum)
{
	return errnum == ENODATA || errnum == EOPNOTSUPP || errnum == ENOSYS;
}

static bool
is_refusal(int errnum)
{
	return errnum == EPERM || errnum == EACCES || errnum == EINVAL ||
	       errnum == EOPNOTSUPP;
}

/* What the user may not give away stays theirs. */
static enum gm_status
copy_owner(const struct copy *copy, struct gm_error *err)
{
	const struct stat *from = &copy->from;
	struct stat to;

	if (fstat(copy->to_fd, &to) != 0)
		return fail(errno, "owner", err);
	if (to.st_uid == from->st_uid && to.st_gid == from->st_gid)
		return GM_OK;
	if (fchown(copy->to_fd, from->st_uid, from->st_gid) == 0)
		return GM_OK;
	if (is_refusal(errno) &&
	    fchown(copy->to_fd, (uid_t)-1, from->st_gid) == 0)
		return GM_OK;
	return is_refusal(errno) ? GM_OK : fail(errno, "owner", err);
}

/* One extended attribute; 0, or an errno: ENODATA where there is none. */
static int
copy_xattr(const struct copy *copy, const char *name)
{
	ssize_t n = fgetxattr(copy->from_fd, name, NULL, 0);
	int errnum = 0;
	char *value;

	if (n < 0)
		return is_absence(errno) ? ENODATA : errno;
	/* It may have grown since. */
	value = malloc(XATTR_SIZE_MAX);
	if (value == NULL)
		return ENOMEM;
	n = fgetxattr(copy->from_fd, name, value, XATTR_SIZE_MAX);
	if (n < 0)
		errnum = is_absence(errno) ? ENODATA : errno;
	else if (fsetxattr(copy->to_fd, name, value, (size_t)n, 0) != 0)
		errnum = errno;
	free(value);
	return errnum;
}

/* *mode becomes what the permissions are where the ACL cannot be kept. */
static enum gm_status
copy_acl(const struct copy *copy, mode_t *mode, struct gm_error *err)
{
	int errnum = copy_xattr(copy, ACL_NAME);

	if (errnum == 0 || errnum == ENODATA)
		return GM_OK;
	if (!is_refusal(errnum))
		return fail(errnum, "ACL", err);
	*mode = file_mode(copy->from_fd, *mode);
	return GM_OK;
}

static enum gm_status
copy_permissions(const struct copy *copy, struct gm_error *err)
{
	mode_t mode = copy->from.st_mode & 0777;
	enum gm_status st = GM_OK;
	struct stat to;

	if (fstat(copy->to_fd, &to) != 0)
		return fail(errno, "permissions", err);
	if (to.st_gid == copy->from.st_gid)
		st = copy_acl(copy, &mode, err);
	else
		mode = file_mode_for_others(file_mode(copy->from_fd, mode));
	if (st != GM_OK)
		return st;
	/* Some file systems have no modes that could be changed. */
	if (fchmod(copy->to_fd, mode) != 0 && (to.st_mode & 0777) != mode)
		return fail(errno, "permissions", err);
	return GM_OK;
}

static bool
is_user_xattr(const char *name)
{
	return strncmp(name, USER_START, sizeof(USER_START) - 1) == 0;
}

static enum gm_status
copy_listed(const struct copy *copy, const char *name, struct gm_error *err)
{
	bool is_user = is_user_xattr(name);
	int errnum = 0;

	if (is_user || strcmp(name, LABEL_NAME) == 0)
		errnum = copy_xattr(copy, name);
	/* It may have been removed since it was listed. */
	if (errnum == 0 || errnum == ENODATA ||
	    (!is_user && is_refusal(errnum)))
		return GM_OK;
	return fail(errnum, "extended attributes", err);
}

static enum gm_status
copy_xattrs(const struct copy *copy, struct gm_error *err)
{
	char *names = malloc(XATTR_LIST_MAX);
	enum gm_status st = GM_OK;
	ssize_t n;

	if (names == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory");
	n = flistxattr(copy->from_fd, names, XATTR_LIST_MAX);
	if (n < 0 && !is_absence(errno))
		st = fail(errno, "extended attributes", err);
	for (ssize_t at = 0; st == GM_OK && at < n;
	     at += (ssize_t)strlen(names + at) + 1)
		st = copy_listed(copy, names + at, err);
	free(names);
	return st;
}

static enum gm_status
copy_times(const struct copy *copy, struct gm_error *err)
{
	const struct timespec times[2] = {copy->from.st_atim,
					  copy->from.st_mtim};

	return futimens(copy->to_fd, times) == 0 ? GM_OK
						 : fail(errno, "times", err);
}

enum gm_status
file_attributes_copy(int from_fd, int to_fd, unsigned which,
		     struct gm_error *err)
{
	struct copy copy = {.from_fd = from_fd, .to_fd = to_fd};
	enum gm_status st = GM_OK;

	if (fstat(from_fd, &copy.from) != 0)
		return fail(errno, "attributes", err);
	/* Who gives the file away may not be let do more with it. */
	if ((which & FILE_XATTRS) != 0)
		st = copy_xattrs(&copy, err);
	if (st == GM_OK && (which & FILE_OWNER) != 0)
		st = copy_owner(&copy, err);
	if (st == GM_OK && (which & FILE_PERMISSIONS) != 0)
		st = copy_permissions(&copy, err);
	if (st == GM_OK && (which & FILE_TIMES) != 0)
		st = copy_times(&copy, err);
	return st;
}
