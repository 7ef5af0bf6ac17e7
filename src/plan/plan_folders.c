/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* O_PATH */
/* What a plan does to folders before its jobs. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/link.h"
#include "base/stage.h"
#include "plan/plan_list.h"

/*
 * Make one folder; 0, or an errno.  One that is there is as good; a link that
 * leads nowhere is none.
 */
static int
make_folder(const char *path)
{
	struct stat info;

	if (mkdir(path, 0777) == 0)
		return 0;
	if (errno != EEXIST)
		return errno;
	if (stat(path, &info) != 0)
		return errno == ENOENT ? ENOTDIR : errno;
	return S_ISDIR(info.st_mode) ? 0 : ENOTDIR;
}

/* The same with all that is missing above it; path is restored. */
static int
make_folders(char *path)
{
	int errnum = make_folder(path);

	if (errnum != ENOENT)
		return errnum;
	for (char *at = path + 1; (at = strchr(at, '/')) != NULL; at++) {
		*at = '\0';
		errnum = make_folder(path);
		*at = '/';
		if (errnum != 0)
			return errnum;
	}
	return make_folder(path);
}

/* Of the flags of a folder that is gone into. */
#define IN_IT (O_PATH | O_DIRECTORY | O_CLOEXEC)

/*
 * Go from the open folder, which is closed, into the one of that name, which is
 * made where it is missing.  -1 with errno: EPERM for a link that is not to be
 * followed.
 */
static int
go_into(int fd, const char *name, enum link_trust links)
{
	int sub_fd = link_open(fd, name, IN_IT, LINK_NONE), errnum;

	if (sub_fd < 0 && errno == ENOENT &&
	    (mkdirat(fd, name, 0777) == 0 || errno == EEXIST))
		sub_fd = link_open(fd, name, IN_IT, LINK_NONE);
	if (sub_fd < 0 && (errno == ENOTDIR || errno == ELOOP)) {
		sub_fd = link_open(fd, name, IN_IT, links);
		/* A link that leads nowhere is no folder. */
		if (sub_fd < 0 && errno == ENOENT)
			errno = ENOTDIR;
	}
	errnum = errno;
	close(fd);
	errno = errnum;
	return sub_fd;
}

/*
 * Open the folder for outputs at path, of which the first n bytes are what the
 * user has named; it is restored.  -1 with errno, as go_into().
 */
static int
open_output(char *path, size_t n, enum link_trust links)
{
	char kept = path[n], *at = path + n;
	int errnum, fd;

	path[n] = '\0';
	errnum = make_folders(path);
	fd = errnum != 0 ? -1 : link_open(AT_FDCWD, path, IN_IT, LINK_ANY);
	if (errnum == 0)
		errnum = errno;
	path[n] = kept;
	while (fd >= 0 && *(at += strspn(at, "/")) != '\0') {
		char *end = at + strcspn(at, "/");

		kept = *end;
		*end = '\0';
		fd = go_into(fd, at, links);
		errnum = errno;
		*end = kept;
		at = end;
	}
	errno = errnum;
	return fd;
}

static enum gm_status
fail_to_open(int errnum, struct gm_error *err)
{
	if (errnum == EPERM)
		return gm_fail(err, GM_ERR_FOLDER, 0,
			       "output folder: on the way is a link of "
			       "another user, to what is not theirs; "
			       "--follow takes it");
	return gm_fail(err, gm_write_status(errnum), errnum, "make folder");
}

/* It was not there before, or has been seen. */
static void
see(struct plan_place *place, int fd)
{
	struct stat info;

	if (place->inode == 0 && fstat(fd, &info) == 0)
		*place = (struct plan_place){(uint64_t)info.st_dev,
					     (uint64_t)info.st_ino};
}

/* Make the folder whose path is in plan->culprit. */
static enum gm_status
make_output(struct plan *plan, const struct plan_folder *folder,
	    struct gm_error *err)
{
	char *path = (char *)plan->culprit.data;
	bool is_elsewhere = plan->options.output_dir != NULL;
	enum gm_status st = GM_OK;
	int fd;

	fd = is_elsewhere ? open_output(path, plan->output_dir_n,
					plan->options.follow ? LINK_ANY
							     : LINK_TRUSTED)
			  : link_open(AT_FDCWD, plan_list_here(path), IN_IT,
				      LINK_ANY);
	if (fd < 0)
		return is_elsewhere ? fail_to_open(errno, err)
				    : gm_fail(err, gm_write_status(errno),
					      errno, "output folder");
	see(&plan->places[folder->out_place], fd);
	if (!plan_list_is_place(plan, folder->out_place, path, fd))
		st = gm_fail(err, GM_ERR_FOLDER, 0,
			     "output folder: another has taken its place");
	else if (faccessat(fd, ".", W_OK | X_OK, AT_EACCESS) != 0)
		st = gm_fail(err, gm_write_status(errno), errno,
			     "output folder");
	close(fd);
	return st;
}

enum gm_status
plan_make_folders(struct plan *plan, struct gm_error *err)
{
	for (size_t i = 0; i < plan->n_folders; i++) {
		const struct plan_folder *folder = &plan->folders[i];
		enum gm_status st;

		if (!folder->is_used)
			continue;
		st = plan_list_out_folder(plan, folder, &plan->culprit, err);
		if (st == GM_OK)
			st = make_output(plan, folder, err);
		if (st != GM_OK)
			return st;
	}
	plan->culprit.nbytes = 0;
	return GM_OK;
}

static int
open_to_sweep(const char *path)
{
	return link_open(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC,
			 LINK_ANY);
}

/* The folder, which is closed; -1 is none. */
static void
sweep_folder(int fd)
{
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct stage_sweep sweep = {.folder_fd = fd};
	const struct dirent *entry;

	if (dir == NULL && fd >= 0)
		close(fd);
	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL) {
		if (stage_is_name(entry->d_name))
			stage_sweep(&sweep, entry->d_name);
	}
	closedir(dir);
}

static void
sweep_place(const struct plan *plan, uint32_t place, const char *path)
{
	int fd = open_to_sweep(plan_list_here(path));

	if (fd >= 0 && plan_list_is_place(plan, place, path, fd))
		sweep_folder(fd);
	else if (fd >= 0)
		close(fd);
}

/* While the folder for outputs is missing, the one above it is asked. */
static enum gm_status
sweep_above(const char *output_dir, struct bytes *path, struct gm_error *err)
{
	enum gm_status st =
		bytes_append(path, output_dir, strlen(output_dir) + 1, err);
	char *text = (char *)path->data, *slash;
	struct stat info;

	if (st != GM_OK || stat(text, &info) == 0)
		return st;
	while ((slash = strrchr(text, '/')) != NULL && slash > text) {
		*slash = '\0';
		if (stat(text, &info) == 0)
			break;
	}
	sweep_folder(open_to_sweep(slash == NULL   ? "."
				   : slash == text ? "/"
						   : text));
	return GM_OK;
}

enum gm_status
plan_sweep(const struct plan *plan, struct gm_error *err)
{
	bool *is_swept = calloc(plan->n_places + 1, sizeof(*is_swept));
	struct bytes path = {0};
	enum gm_status st = GM_OK;

	if (is_swept == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory");
	if (plan->options.output_dir != NULL)
		st = sweep_above(plan->options.output_dir, &path, err);
	for (size_t i = 0; st == GM_OK && i < plan->n_folders; i++) {
		const struct plan_folder *folder = &plan->folders[i];

		if (!folder->may_need_sweep || is_swept[folder->out_place])
			continue;
		is_swept[folder->out_place] = true;
		st = plan_list_out_folder(plan, folder, &path, err);
		if (st == GM_OK)
			sweep_place(plan, folder->out_place,
				    (const char *)path.data);
	}
	bytes_free(&path);
	free(is_swept);
	return st;
}
