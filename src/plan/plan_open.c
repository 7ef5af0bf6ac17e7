/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* O_PATH */
/* The folders of a plan, when they are needed: those that were seen. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/link.h"
#include "plan/plan_list.h"

/* Whether another user may rename what is in the folder. */
static bool
is_shared(const struct stat *info)
{
	return (info->st_mode & (S_IWGRP | S_IWOTH)) != 0 &&
	       (info->st_mode & S_ISVTX) == 0;
}

bool
plan_list_can_be_exchanged(const char *path)
{
	char part[PATH_MAX];
	size_t n = path[0] == '/';
	struct stat info;

	if (strlen(path) >= sizeof(part) || stat(n > 0 ? "/" : ".", &info) != 0)
		return true;
	while (path[n] != '\0') {
		if (is_shared(&info))
			return true;
		n += strcspn(path + n, "/");
		memcpy(part, path, n);
		part[n] = '\0';
		if (lstat(part, &info) != 0 || !S_ISDIR(info.st_mode) ||
		    (info.st_uid != 0 && info.st_uid != geteuid()))
			return true;
		n += strspn(path + n, "/");
	}
	return false;
}

bool
plan_list_is_place(const struct plan *plan, uint32_t place, const char *path,
		   int fd)
{
	const struct plan_place *seen = &plan->places[place];
	struct stat info;

	if (fstat(fd, &info) != 0)
		return false;
	return seen->inode == 0 ||
	       (seen->device == (uint64_t)info.st_dev &&
		seen->inode == (uint64_t)info.st_ino) ||
	       !plan_list_can_be_exchanged(path);
}

static int
open_place(const struct plan *plan, uint32_t place, const char *path)
{
	int fd = link_open(AT_FDCWD, plan_list_here(path),
			   O_PATH | O_DIRECTORY | O_CLOEXEC, LINK_ANY);

	if (fd < 0 || plan_list_is_place(plan, place, path, fd))
		return fd;
	close(fd);
	errno = ESTALE;
	return -1;
}

int
plan_open_cover(const struct plan *plan, uint32_t cover)
{
	const struct plan_folder *folder = &plan->folders[cover];

	return open_place(plan, folder->in_place,
			  plan_list_folder_path(plan, folder));
}

int
plan_open_in(const struct plan *plan, size_t input_i)
{
	return plan_open_cover(plan, plan->records[input_i].folder_i);
}

int
plan_open_out(const struct plan *plan, size_t input_i)
{
	const struct plan_folder *folder =
		&plan->folders[plan->records[input_i].folder_i];
	struct bytes path = {0};
	struct gm_error err;
	int fd = -1, errnum = ENOMEM;

	if (plan_list_out_folder(plan, folder, &path, &err) == GM_OK) {
		fd = open_place(plan, folder->out_place,
				(const char *)path.data);
		errnum = errno;
	}
	bytes_free(&path);
	errno = errnum;
	return fd;
}
