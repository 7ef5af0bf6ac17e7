/* SPDX-License-Identifier: MIT */
/*
 * file_stamp.h - whether a file is still what it was when somebody read it
 *
 * By its device, inode and size and when it was changed, as rsync(1) and
 * make(1) do: who writes to a file and sets its time back is not found out.
 */
#ifndef GM_BASE_FILE_STAMP_H
#define GM_BASE_FILE_STAMP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

/* Zeroed is that of no file. */
struct file_stamp {
	uint64_t device;
	uint64_t inode;
	uint64_t nbytes;
	int64_t changed_s;
	int64_t changed_ns;
};

static inline struct file_stamp
file_stamp_of(const struct stat *info)
{
	return (struct file_stamp){
		.device = (uint64_t)info->st_dev,
		.inode = (uint64_t)info->st_ino,
		.nbytes = (uint64_t)info->st_size,
		.changed_s = (int64_t)info->st_mtim.tv_sec,
		.changed_ns = (int64_t)info->st_mtim.tv_nsec,
	};
}

static inline bool
file_stamp_is_same(const struct file_stamp *a, const struct file_stamp *b)
{
	return a->device == b->device && a->inode == b->inode &&
	       a->nbytes == b->nbytes && a->changed_s == b->changed_s &&
	       a->changed_ns == b->changed_ns;
}

#endif
