/* SPDX-License-Identifier: MIT */
/*
 * proc_fixture.h - a folder that stands for the root of a system
 *
 * proc_enter() and proc_leave() are a test's setup and teardown; the folder,
 * which holds its /proc and /sys, is its *state.
 */
#ifndef GM_TESTS_UNIT_PROC_FIXTURE_H
#define GM_TESTS_UNIT_PROC_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

static inline int
proc_enter(void **state)
{
	char *root = strdup("/tmp/graymill-test-XXXXXX");

	*state = root;
	return root == NULL || mkdtemp(root) == NULL;
}

static inline int
proc_leave(void **state)
{
	char command[64];
	int failed;

	snprintf(command, sizeof(command), "rm -rf -- %s", (char *)*state);
	failed = system(command) != 0;
	free(*state);
	return failed;
}

/* Write a file and the folders above it. */
static inline void
proc_put(const char *root, const char *name, const char *text)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s%s", root, name);
	for (char *at = path + strlen(root) + 1; (at = strchr(at, '/')); at++) {
		*at = '\0';
		mkdir(path, 0777);
		*at = '/';
	}
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

#endif
