/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* O_PATH */
#include "plan/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/grow.h"
#include "base/link.h"

/* A folder while it is being read. */
struct visit {
	struct scan *scan;
	uint32_t folder_i;
	uint32_t top_i; /* of the PATH */
	DIR *dir;
	int out_fd; /* as in struct scan_input */
};

static int
open_folder(const char *path, int flags)
{
	int fd;

	do
		fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | flags);
	while (fd < 0 && errno == EINTR);
	return fd;
}

/* True for a link to nowhere, or to what is no regular file. */
static bool
is_passed_over(int dir_fd, const char *name, const struct stat *info)
{
	struct stat link;

	if (info != NULL)
		return !S_ISREG(info->st_mode);
	/* What cannot be looked at is left to its job, unless it is a link. */
	return fstatat(dir_fd, name, &link, AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISLNK(link.st_mode);
}

/* Why a link is not followed, or 0. */
static int
distrust(int dir_fd, const char *name)
{
	int fd = link_open(dir_fd, name, O_PATH | O_CLOEXEC, LINK_TRUSTED);

	if (fd < 0)
		return errno == EPERM ? EPERM : 0;
	close(fd);
	return 0;
}

static enum gm_status
add_picture(const struct visit *visit, const struct listing *listing, size_t i,
	    struct gm_error *err)
{
	struct scan_input input = {
		.folder_i = visit->folder_i,
		.name = listing->entries[i],
		.is_link = listing_is_link(listing, i),
		.out_fd = visit->out_fd,
	};
	int fd = dirfd(visit->dir);
	struct stat info;

	if (fstatat(fd, input.name, &info, 0) == 0)
		input.info = &info;
	if (is_passed_over(fd, input.name, input.info))
		return GM_OK;
	if (input.is_link && visit->scan->plan->options.in_place)
		input.errnum = ELOOP;
	else if (input.is_link && !visit->scan->plan->options.follow)
		input.errnum = distrust(fd, input.name);
	return scan_add_input(visit->scan, &input, err);
}

/* The path of a folder from the PATH on in which it was met. */
static const char *
path_below(const struct plan *plan, uint32_t folder_i, uint32_t top_i)
{
	const char *path =
		plan_list_folder_path(plan, &plan->folders[folder_i]);
	const char *below = path + plan->folders[top_i].path_n;

	return below[0] == '/' ? below + 1 : below;
}

/* Put a sub-folder on the list of those to read. */
static enum gm_status
push_folder(struct walk *walk, struct scan *scan, uint32_t parent_i,
	    const char *name, struct gm_error *err)
{
	struct plan *plan = scan->plan;
	const struct plan_folder *parent = &plan->folders[parent_i];
	uint32_t *pending =
		grow_items(walk->pending, &walk->capacity, walk->n_pending, 1,
			   sizeof(*pending), err);
	uint32_t below_at = parent->below_at;
	uint32_t folder_i;
	enum gm_status st;

	if (pending == NULL)
		return err->status;
	walk->pending = pending;
	scan->path.nbytes = 0;
	st = bytes_append(&scan->path, plan_list_folder_path(plan, parent),
			  parent->path_n + 1, err);
	if (st == GM_OK)
		st = plan_list_join(&scan->path, name, err);
	if (st != GM_OK)
		return st;
	if (below_at == parent->path_n)
		below_at = (uint32_t)(scan->path.nbytes - 1 - strlen(name));
	st = plan_list_add_folder(plan, (const char *)scan->path.data,
				  scan->path.nbytes - 1, &folder_i, err);
	if (st != GM_OK)
		return st;
	plan->folders[folder_i].below_at = below_at;
	plan->folders[folder_i].parent_i = parent_i;
	pending[walk->n_pending++] = folder_i;
	return GM_OK;
}

/* Add what the listing of a folder says. */
static enum gm_status
take_listing(struct walk *walk, const struct visit *visit, struct gm_error *err)
{
	const struct listing *listing = &walk->listing;
	size_t n_files = 0;
	enum gm_status st = GM_OK;

	while (st == GM_OK && n_files < listing->n_entries &&
	       !listing_is_folder(listing, n_files))
		st = add_picture(visit, listing, n_files++, err);
	/* Backwards: the one put on the list last is read first. */
	for (size_t i = listing->n_entries; st == GM_OK && i > n_files; i--)
		st = push_folder(walk, visit->scan, visit->folder_i,
				 listing->entries[i - 1], err);
	if (st == GM_OK && listing->errnum != 0)
		st = scan_add_fault(visit->scan, visit->folder_i,
				    listing->errnum, err);
	return st;
}

/* Where add_picture() is to look for outputs. */
static enum gm_status
open_output(const struct walk *walk, struct visit *visit, struct gm_error *err)
{
	struct scan *scan = visit->scan;
	const struct plan_folder *folder =
		&scan->plan->folders[visit->folder_i];
	enum gm_status st;

	visit->out_fd = SCAN_NO_OUTPUT;
	if (scan->plan->options.output_dir == NULL) {
		if (walk->listing.has_own)
			visit->out_fd = dirfd(visit->dir);
		return GM_OK;
	}
	if (!places_exists(&scan->places, folder->out_place))
		return GM_OK;
	st = plan_list_out_folder(scan->plan, folder, &scan->path, err);
	if (st != GM_OK)
		return st;
	visit->out_fd = open_folder((const char *)scan->path.data, 0);
	/* It may be one that can be entered but not read. */
	if (visit->out_fd < 0)
		visit->out_fd = AT_FDCWD;
	return GM_OK;
}

/* Read what is in a folder, which may have been named before. */
static enum gm_status
list_folder(struct walk *walk, const struct visit *visit, struct gm_error *err)
{
	struct scan *scan = visit->scan;
	struct plan_folder *folder = &scan->plan->folders[visit->folder_i];
	struct place *place = &scan->places.items[folder->in_place];
	enum gm_status st;

	walk->listing.ignore = &walk->ignore;
	walk->listing.below =
		path_below(scan->plan, visit->folder_i, visit->top_i);
	walk->listing.is_again = place->is_read;
	place->is_read = true;
	st = listing_read(&walk->listing, visit->dir, &scan->plan->options,
			  &scan->output_dir, err);
	folder->n_unentered = (uint32_t)walk->listing.n_unentered;
	/* Elsewhere nobody has looked yet. */
	if (scan->plan->options.output_dir == NULL)
		folder->may_need_sweep = walk->listing.has_stage;
	folder->is_whole =
		!walk->listing.has_other && walk->listing.errnum == 0;
	return st;
}

/*
 * Whether a folder that was met is still in the one in which it was: whoever
 * can rename there could have put another above it.
 */
static bool
is_where_it_was(const struct visit *visit)
{
	const struct scan *scan = visit->scan;
	const struct plan *plan = scan->plan;
	const struct plan_folder *folder = &plan->folders[visit->folder_i];
	const struct place *place;
	struct stat info;

	if (folder->parent_i == PLAN_NO_FOLDER)
		return true;
	place = &scan->places.items[plan->folders[folder->parent_i].in_place];
	return (fstatat(dirfd(visit->dir), "..", &info, 0) == 0 &&
		place->major == (uint64_t)info.st_dev &&
		place->inode == (uint64_t)info.st_ino) ||
	       !plan_list_can_be_exchanged(plan_list_folder_path(plan, folder));
}

static enum gm_status
read_folder(struct walk *walk, struct visit *visit, struct gm_error *err)
{
	struct scan *scan = visit->scan;
	struct plan_folder *folder = &scan->plan->folders[visit->folder_i];
	struct stat info;
	enum gm_status st;

	if (fstat(dirfd(visit->dir), &info) != 0)
		return scan_add_fault(scan, visit->folder_i, errno, err);
	st = scan_place_folder(scan, visit->folder_i, &info, err);
	if (st == GM_OK && folder->is_outside)
		return scan_add_fault(scan, visit->folder_i, EXDEV, err);
	if (st == GM_OK && !is_where_it_was(visit))
		return scan_add_fault(scan, visit->folder_i, ESTALE, err);
	if (st == GM_OK)
		st = list_folder(walk, visit, err);
	if (st == GM_OK)
		st = open_output(walk, visit, err);
	if (st != GM_OK)
		return st;
	st = take_listing(walk, visit, err);
	if (visit->out_fd >= 0 && visit->out_fd != dirfd(visit->dir))
		close(visit->out_fd);
	return st;
}

static enum gm_status
visit_folder(struct walk *walk, struct scan *scan, uint32_t folder_i,
	     uint32_t top_i, struct gm_error *err)
{
	const struct plan_folder *folder = &scan->plan->folders[folder_i];
	/* A link is followed when it is named, not when it is met. */
	int flags = folder->is_named ? 0 : O_NOFOLLOW;
	int fd = open_folder(plan_list_folder_path(scan->plan, folder), flags);
	struct visit visit = {
		.scan = scan, .folder_i = folder_i, .top_i = top_i};
	enum gm_status st;

	visit.dir = fd < 0 ? NULL : fdopendir(fd);
	if (visit.dir == NULL) {
		int errnum = errno;

		if (fd >= 0)
			close(fd);
		st = scan_place_folder(scan, folder_i, NULL, err);
		return st != GM_OK
			       ? st
			       : scan_add_fault(scan, folder_i, errnum, err);
	}
	st = read_folder(walk, &visit, err);
	closedir(visit.dir);
	return st;
}

enum gm_status
walk_folder(struct walk *walk, struct scan *scan, const char *path,
	    struct gm_error *err)
{
	uint32_t folder_i;
	enum gm_status st = plan_list_add_folder(
		scan->plan, path, plan_list_trim(path, strlen(path)), &folder_i,
		err);

	if (st != GM_OK)
		return st;
	scan->plan->folders[folder_i].is_named = true;
	walk->n_pending = 0;
	memset(walk->listing.unread, 0, sizeof(walk->listing.unread));
	st = visit_folder(walk, scan, folder_i, folder_i, err);
	while (st == GM_OK && walk->n_pending > 0)
		st = visit_folder(walk, scan, walk->pending[--walk->n_pending],
				  folder_i, err);
	if (st == GM_OK)
		st = plan_list_add_unread(scan->plan, folder_i,
					  walk->listing.unread, err);
	return st;
}

enum gm_status
walk_begin(struct walk *walk, const struct plan_options *options,
	   struct gm_error *err)
{
	enum gm_status st = GM_OK;

	if (options->skips_hidden)
		st = ignore_add(&walk->ignore, ".*", err);
	for (size_t i = 0; st == GM_OK && i < options->n_excludes; i++)
		st = ignore_add(&walk->ignore, options->excludes[i], err);
	return st;
}

void
walk_free(struct walk *walk)
{
	free(walk->pending);
	listing_free(&walk->listing);
	ignore_free(&walk->ignore);
	*walk = (struct walk){0};
}
