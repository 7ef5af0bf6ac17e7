/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* name_to_handle_at */
#include "base/file_handle.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

/* A handle as the kernel wants it, with its room after it. */
union room {
	struct file_handle head;
	uint8_t bytes[sizeof(struct file_handle) + MAX_HANDLE_SZ];
};

void
file_handle_get(struct file_handle_of *handle, int folder_fd, const char *path)
{
	union room room = {.head = {.handle_bytes = MAX_HANDLE_SZ}};
	int mount, kind;

	_Static_assert(FILE_HANDLE_BYTES >= sizeof(kind) + MAX_HANDLE_SZ,
		       "room for any handle");
	handle->nbytes = 0;
	if (name_to_handle_at(folder_fd, path, &room.head, &mount,
			      AT_SYMLINK_FOLLOW) != 0)
		return;
	kind = room.head.handle_type;
	memcpy(handle->data, &kind, sizeof(kind));
	memcpy(handle->data + sizeof(kind), room.head.f_handle,
	       room.head.handle_bytes);
	handle->nbytes = sizeof(kind) + room.head.handle_bytes;
}

static bool
is_same_time(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

bool
file_handle_is_same(const char *path, const char *other)
{
	struct file_handle_of a, b;
	struct stat left, right;

	if (stat(path, &left) != 0 || stat(other, &right) != 0 ||
	    left.st_dev != right.st_dev || left.st_ino != right.st_ino)
		return false;
	file_handle_get(&a, AT_FDCWD, path);
	file_handle_get(&b, AT_FDCWD, other);
	if (a.nbytes > 0 || b.nbytes > 0)
		return a.nbytes == b.nbytes &&
		       memcmp(a.data, b.data, a.nbytes) == 0;
	return left.st_size == right.st_size && left.st_mode == right.st_mode &&
	       is_same_time(&left.st_mtim, &right.st_mtim) &&
	       is_same_time(&left.st_ctim, &right.st_ctim);
}
