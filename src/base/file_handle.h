/* SPDX-License-Identifier: MIT */
/*
 * file_handle.h - which file a path leads to, by more than its inode number
 *
 * Some file systems give all files one number.  What the kernel calls a handle
 * tells them apart.
 */
#ifndef GM_BASE_FILE_HANDLE_H
#define GM_BASE_FILE_HANDLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Room for any handle, and its kind. */
#define FILE_HANDLE_BYTES 136u

/* Zeroed is none: the file system has no handles, or the path no file. */
struct file_handle_of {
	size_t nbytes;
	uint8_t data[FILE_HANDLE_BYTES];
};

/* The handle of path, seen from folder_fd; links are followed. */
void file_handle_get(struct file_handle_of *handle, int folder_fd,
		     const char *path);

/*
 * True when both paths lead to one file: device and inode agree, and so do the
 * handles, or where there are none, all else that stat(2) tells.
 */
bool file_handle_is_same(const char *path, const char *other);

#endif
