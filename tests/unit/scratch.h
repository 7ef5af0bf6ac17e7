/* SPDX-License-Identifier: MIT */
/*
 * scratch.h - a fresh folder to stand in for each test
 *
 * scratch_enter() and scratch_leave() are a test's setup and teardown; the
 * folder is its *state.
 */
#ifndef GM_TESTS_UNIT_SCRATCH_H
#define GM_TESTS_UNIT_SCRATCH_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static inline int
scratch_enter(void **state)
{
	char *folder = strdup("/tmp/graymill-test-XXXXXX");

	*state = folder;
	return folder == NULL || mkdtemp(folder) == NULL || chdir(folder) != 0;
}

/* Removes what the test has made; it may hold files and empty folders. */
static inline int
scratch_leave(void **state)
{
	char *folder = *state;
	DIR *dir = opendir(".");
	struct dirent *entry;
	int failed = dir == NULL;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			failed |= remove(entry->d_name) != 0;
	}
	if (dir != NULL)
		closedir(dir);
	failed |= chdir("/") != 0 || rmdir(folder) != 0;
	free(folder);
	return failed;
}

/* Files and folders in the scratch folder. */
static inline unsigned
scratch_count(void)
{
	DIR *dir = opendir(".");
	unsigned n = 0;

	while (dir != NULL && readdir(dir) != NULL)
		n++;
	if (dir != NULL)
		closedir(dir);
	return n - 2;
}

#endif
