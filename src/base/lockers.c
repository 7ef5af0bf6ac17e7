/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* O_PATH */
#include "base/lockers.h"

#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/link.h"

/* A random UUID. */
#define BOOT_ID       "/proc/sys/kernel/random/boot_id"
#define BOOT_ID_BYTES 36u

static FILE *
open_below(const char *prefix, const char *path)
{
	char whole[PATH_MAX];
	int n = snprintf(whole, sizeof(whole), "%s%s", prefix, path);

	return n < 0 || (size_t)n >= sizeof(whole) ? NULL : fopen(whole, "re");
}

/*
 * The common case, for which no list of mounts is read.  The kind alone would
 * not do: that of 9p is what its server says.
 */
static bool
is_disk(int fd, const struct stat *info)
{
	struct statfs about;

	return major(info->st_dev) != 0 && fstatfs(fd, &about) == 0 &&
	       (about.f_type == EXT4_SUPER_MAGIC ||
		about.f_type == XFS_SUPER_MAGIC);
}

/* The number of its mount, or -1. */
static int
mount_of(int fd, const char *prefix)
{
	char path[64], line[256];
	int mount = -1;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	file = open_below(prefix, path);
	if (file == NULL)
		return -1;
	while (mount < 0 && fgets(line, sizeof(line), file) != NULL)
		if (sscanf(line, "mnt_id: %d", &mount) != 1)
			mount = -1;
	fclose(file);
	return mount;
}

/* "ID PARENT DEV ROOT POINT OPTIONS [MORE...] - TYPE SOURCE OPTIONS" */
static bool
is_kind_of_one_kernel(const char *line)
{
	static const char *const kinds[] = {
		"bcachefs", "btrfs", "ext2",  "ext3", "ext4", "f2fs",
		"overlay",  "ramfs", "tmpfs", "xfs",  "zfs",
	};
	const char *kind = strstr(line, " - ");

	for (size_t i = 0; kind != NULL && i < sizeof(kinds) / sizeof(*kinds);
	     i++) {
		size_t n = strlen(kinds[i]);

		if (strncmp(kind + 3, kinds[i], n) == 0 && kind[3 + n] == ' ')
			return true;
	}
	return false;
}

static bool
is_of_one_kernel(int fd, const char *prefix)
{
	int mount = mount_of(fd, prefix), number;
	FILE *file =
		mount < 0 ? NULL : open_below(prefix, "/proc/self/mountinfo");
	bool is_one = false, has_found = false;
	size_t capacity = 0;
	char *line = NULL;

	if (file == NULL)
		return false;
	while (!has_found && getline(&line, &capacity, file) > 0) {
		has_found =
			sscanf(line, "%d ", &number) == 1 && number == mount;
		is_one = has_found && is_kind_of_one_kernel(line);
	}
	free(line);
	fclose(file);
	return is_one;
}

static uint64_t
number_of(const struct stat *info, const char *prefix)
{
	/* Nothing is secret: all are to come to the same. */
	const struct hash_key key = {{0, 0}};
	uint64_t device = (uint64_t)info->st_dev, number;
	char data[BOOT_ID_BYTES + sizeof(device)];
	FILE *file = open_below(prefix, BOOT_ID);
	size_t n;

	if (file == NULL)
		return LOCKERS_UNKNOWN;
	n = fread(data, 1, BOOT_ID_BYTES, file);
	fclose(file);
	if (n != BOOT_ID_BYTES)
		return LOCKERS_UNKNOWN;
	memcpy(data + BOOT_ID_BYTES, &device, sizeof(device));
	number = hash_bytes(&key, data, sizeof(data));
	return number > LOCKERS_UNKNOWN ? number : ~number;
}

uint64_t
lockers_of(int folder_fd, const char *prefix)
{
	int fd = link_open(folder_fd, ".", O_PATH | O_DIRECTORY | O_CLOEXEC,
			   LINK_NONE);
	uint64_t lockers = LOCKERS_UNKNOWN;
	struct stat info;

	if (fd < 0)
		return LOCKERS_UNKNOWN;
	if (fstat(fd, &info) == 0)
		lockers = is_disk(fd, &info) || is_of_one_kernel(fd, prefix)
				  ? LOCKERS_ALL
				  : number_of(&info, prefix);
	close(fd);
	return lockers;
}
