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

/* False for a link that is not to be trusted, see link.h. */
static bool
is_trusted(const char *path)
{
	struct stat info;
	int fd;

	if (lstat(path, &info) != 0 || !S_ISLNK(info.st_mode))
		return true;
	fd = link_open(AT_FDCWD, path, O_PATH | O_CLOEXEC, LINK_TRUSTED);
	if (fd >= 0)
		close(fd);
	return fd >= 0 || errno != EPERM;
}

/* So of all folders below the first n bytes of path, which is restored. */
static bool
are_trusted(char *path, size_t n)
{
	bool result = true;

	for (char *at = path + n; result && *at != '\0';) {
		char *end = at + 1 + strcspn(at + 1, "/"), c = *end;

		*end = '\0';
		result = is_trusted(path);
		*end = c;
		at = end;
	}
	return result;
}

enum gm_status
plan_make_folders(struct plan *plan, struct gm_error *err)
{
	enum gm_status st;

	for (size_t i = 0; i < plan->n_folders; i++) {
		int errnum;

		if (!plan->folders[i].is_used)
			continue;
		st = plan_list_out_folder(plan, &plan->folders[i],
					  &plan->culprit, err);
		if (st != GM_OK)
			return st;
		if (plan->options.output_dir != NULL && !plan->options.follow &&
		    !are_trusted((char *)plan->culprit.data,
				 plan->output_dir_n))
			return gm_fail(err, GM_ERR_FOLDER, 0,
				       "output folder: on the way is a link of "
				       "another user, to what is not theirs; "
				       "--follow takes it");
		if (plan->options.output_dir != NULL) {
			errnum = make_folders((char *)plan->culprit.data);
			if (errnum != 0)
				return gm_fail(err, gm_write_status(errnum),
					       errnum, "make folder");
		}
		if (faccessat(AT_FDCWD,
			      plan_list_here((char *)plan->culprit.data),
			      W_OK | X_OK, AT_EACCESS) != 0)
			return gm_fail(err, gm_write_status(errno), errno,
				       "output folder");
	}
	plan->culprit.nbytes = 0;
	return GM_OK;
}

static void
sweep_folder(const char *path)
{
	DIR *dir = opendir(path);
	const struct dirent *entry;

	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL) {
		if (stage_is_name(entry->d_name))
			stage_sweep(dirfd(dir), entry->d_name);
	}
	closedir(dir);
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
	sweep_folder(slash == NULL ? "." : slash == text ? "/" : text);
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
			sweep_folder(plan_list_here((const char *)path.data));
	}
	bytes_free(&path);
	free(is_swept);
	return st;
}
