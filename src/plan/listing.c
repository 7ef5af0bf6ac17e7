/* SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* d_type: saves a stat of every entry */
#include "plan/listing.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/stage.h"
#include "plan/alike.h"
#include "plan/own.h"

/* In the text an entry is its type, one of DT_*, and its name. */
static enum gm_status
append(struct listing *listing, unsigned char type, const char *name,
       struct gm_error *err)
{
	enum gm_status st = bytes_append(&listing->text, &type, 1, err);

	if (st == GM_OK)
		st = bytes_append(&listing->text, name, strlen(name) + 1, err);
	if (st == GM_OK)
		listing->n_entries++;
	return st;
}

static unsigned char
type_of(DIR *dir, const struct dirent *entry)
{
	struct stat info;

	if (entry->d_type != DT_UNKNOWN)
		return entry->d_type;
	/* Without a stat it counts as a file: its job will tell. */
	if (fstatat(dirfd(dir), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) != 0)
		return DT_REG;
	return IFTODT(info.st_mode);
}

static bool
is_same_folder(DIR *dir, const char *name, const struct folder_id *folder)
{
	struct file_handle_of handle;
	struct stat info;

	if (folder->id.inode == 0 ||
	    fstatat(dirfd(dir), name, &info, AT_SYMLINK_NOFOLLOW) != 0 ||
	    info.st_ino != folder->id.inode || info.st_dev != folder->id.device)
		return false;
	file_handle_get(&handle, dirfd(dir), name);
	return handle.nbytes == folder->handle.nbytes &&
	       memcmp(handle.data, folder->handle.data, handle.nbytes) == 0;
}

/* Ask whether the rules leave it out. */
static enum gm_status
ask(struct listing *listing, const char *name, bool is_folder,
    bool *is_left_out, struct gm_error *err)
{
	enum gm_status st = ignore_ask(listing->ignore, listing->below, name,
				       is_folder, is_left_out, err);

	listing->has_other |= *is_left_out;
	return st;
}

static enum gm_status
take_folder(struct listing *listing, DIR *dir, const char *name, bool enter,
	    const struct folder_id *pass_over, struct gm_error *err)
{
	bool is_left_out;
	enum gm_status st;

	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return GM_OK;
	if (stage_is_name(name)) {
		listing->has_stage = true;
		return GM_OK;
	}
	if (is_same_folder(dir, name, pass_over)) {
		listing->has_other = true;
		return GM_OK;
	}
	st = ask(listing, name, true, &is_left_out, err);
	if (st != GM_OK || is_left_out)
		return st;
	if (enter)
		return append(listing, DT_DIR, name, err);
	listing->n_unentered += !listing->is_again;
	listing->has_other = true;
	return GM_OK;
}

static bool
is_regular(DIR *dir, unsigned char type, const char *name)
{
	struct stat info;

	return type == DT_REG || (fstatat(dirfd(dir), name, &info, 0) == 0 &&
				  S_ISREG(info.st_mode));
}

static enum gm_status
take_file(struct listing *listing, DIR *dir, unsigned char type,
	  const char *name, const struct plan_options *options,
	  struct gm_error *err)
{
	const struct plan_naming naming =
		options->naming(options->naming_ctx, name);
	bool is_left_out;
	enum gm_status st;

	if (!naming.is_picture && type != DT_LNK)
		listing->has_other = true;
	if (own_is(options, name))
		return GM_OK;
	st = ask(listing, name, false, &is_left_out, err);
	if (st != GM_OK || is_left_out)
		return st;
	assert(naming.unread < PLAN_MAX_UNREAD);
	if (naming.unread != 0 && !listing->is_again &&
	    is_regular(dir, type, name))
		listing->unread[naming.unread]++;
	if (!naming.is_picture)
		return GM_OK;
	return append(listing, type, name, err);
}

/* Files, and links as such, before folders. */
static int
compare(const void *a, const void *b)
{
	const char *left = *(const char *const *)a;
	const char *right = *(const char *const *)b;
	int order = (left[-1] == DT_DIR) - (right[-1] == DT_DIR);

	return order != 0 ? order : strcmp(left, right);
}

/* The text has stopped moving: point at its entries, and sort them. */
static enum gm_status
sort(struct listing *listing, struct gm_error *err)
{
	const char *at = (const char *)listing->text.data;
	size_t nbytes = sizeof(*listing->entries);

	if (listing->n_entries == 0)
		return GM_OK;
	if (listing->n_entries > listing->capacity) {
		free(listing->entries);
		listing->capacity = 0;
		listing->entries = malloc(listing->n_entries * nbytes);
		if (listing->entries == NULL)
			return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory");
		listing->capacity = listing->n_entries;
	}
	for (size_t i = 0; i < listing->n_entries; i++) {
		listing->entries[i] = at + 1;
		at += strlen(at + 1) + 2;
	}
	qsort(listing->entries, listing->n_entries, nbytes, compare);
	return GM_OK;
}

enum gm_status
listing_read(struct listing *listing, DIR *dir,
	     const struct plan_options *options,
	     const struct folder_id *pass_over, struct gm_error *err)
{
	size_t prefix_n = strlen(options->prefix);
	const struct dirent *entry;
	enum gm_status st = GM_OK;

	listing->text.nbytes = 0;
	listing->n_entries = 0;
	listing->n_unentered = 0;
	listing->has_stage = false;
	listing->has_other = false;
	listing->has_own = alike_is_wide(options->prefix, prefix_n);
	while (st == GM_OK) {
		unsigned char type;

		errno = 0;
		entry = readdir(dir);
		if (entry == NULL)
			break;
		/* Of whatever type; upper and lower case may be one here. */
		if (strncasecmp(entry->d_name, options->prefix, prefix_n) == 0)
			listing->has_own = true;
		type = type_of(dir, entry);
		if (type == DT_DIR)
			st = take_folder(listing, dir, entry->d_name,
					 options->recursive, pass_over, err);
		else if (type == DT_REG || type == DT_LNK)
			st = take_file(listing, dir, type, entry->d_name,
				       options, err);
		else
			listing->has_other = true;
	}
	listing->errnum = st == GM_OK ? errno : 0;
	return st == GM_OK ? sort(listing, err) : st;
}

bool
listing_is_folder(const struct listing *listing, size_t i)
{
	return listing->entries[i][-1] == DT_DIR;
}

bool
listing_is_link(const struct listing *listing, size_t i)
{
	return listing->entries[i][-1] == DT_LNK;
}

void
listing_free(struct listing *listing)
{
	bytes_free(&listing->text);
	free(listing->entries);
	*listing = (struct listing){0};
}
