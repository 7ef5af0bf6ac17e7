/* SPDX-License-Identifier: MIT */
/* What a probe leaves when it is killed: folders, and files with a number. */
#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file_temp.h"
#include "plan/probe.h"

static DIR *
open_folder(int parent_fd, const char *name)
{
	int fd = openat(parent_fd, name,
			O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (dir == NULL && fd >= 0)
		close(fd);
	return dir;
}

/* Files that are longer are not of a probe. */
static bool
is_ours(const struct stat *info)
{
	return S_ISREG(info->st_mode) &&
	       info->st_size <= (off_t)sizeof(uint32_t);
}

static void
clear(DIR *dir)
{
	const struct dirent *entry;
	int fd = dirfd(dir);

	while ((entry = readdir(dir)) != NULL) {
		const char *name = entry->d_name;
		struct stat info;
		DIR *sub;

		if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
		    fstatat(fd, name, &info, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		if (is_ours(&info))
			unlinkat(fd, name, 0);
		sub = S_ISDIR(info.st_mode) ? open_folder(fd, name) : NULL;
		if (sub == NULL)
			continue;
		clear(sub);
		unlinkat(fd, name, AT_REMOVEDIR);
		closedir(sub);
	}
}

void
probe_sweep(int folder_fd, const char *name)
{
	DIR *dir = open_folder(folder_fd, name);

	if (dir == NULL)
		return;
	if (file_temp_is_left(dirfd(dir))) {
		clear(dir);
		unlinkat(folder_fd, name, AT_REMOVEDIR);
	}
	closedir(dir);
}
