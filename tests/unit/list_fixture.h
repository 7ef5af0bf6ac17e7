/* SPDX-License-Identifier: MIT */
/*
 * list_fixture.h - lists of files as text
 */
#ifndef GM_TESTS_UNIT_LIST_FIXTURE_H
#define GM_TESTS_UNIT_LIST_FIXTURE_H

#include <stddef.h>
#include <stdio.h>

#include "plan/file_list.h"

/* The names, each with a '|' behind it, in buf. */
static inline const char *
list_names(const struct file_list *list, char *buf, size_t nbytes)
{
	const char *name;
	size_t at = 0, n = 0;

	buf[0] = '\0';
	while ((name = file_list_next(list, &at)) != NULL)
		n += (size_t)snprintf(buf + n, nbytes - n, "%s|", name);
	return buf;
}

#endif
