/* SPDX-License-Identifier: MIT */
#include "plan/below.h"

#include <string.h>

static bool
is_here(const char *path)
{
	return strcmp(path, ".") == 0;
}

/* Move the names of the path at start together; returns its new end. */
static char *
close_up(char *start)
{
	char *from = start, *to = start;
	size_t n;

	if (*from == '/')
		to++;
	for (; *from != '\0'; from += n + strspn(from + n, "/")) {
		n = strcspn(from, "/");
		if (n == 0 || (n == 1 && *from == '.'))
			continue;
		if (to > start && to[-1] != '/')
			*to++ = '/';
		memmove(to, from, n);
		to += n;
	}
	return to;
}

enum gm_status
below_clean(struct bytes *clean, const char *path, struct gm_error *err)
{
	enum gm_status st;
	char *start, *end;

	clean->nbytes = 0;
	st = bytes_append(clean, path, strlen(path) + 1, err);
	if (st != GM_OK)
		return st;
	start = (char *)clean->data;
	end = close_up(start);
	if (end == start && path[0] != '\0')
		*end++ = '.';
	*end = '\0';
	clean->nbytes = (size_t)(end - start) + 1;
	return GM_OK;
}

/* The part of path after base, or NULL. */
static const char *
part_below(const char *base, const char *path)
{
	size_t n = strlen(base);

	if (is_here(base)) {
		if (path[0] == '/')
			return NULL;
		return is_here(path) ? path + n : path;
	}
	if (strncmp(path, base, n) != 0)
		return NULL;
	/* After "/" there is no other one. */
	if (path[n] == '\0' || base[n - 1] == '/')
		return path + n;
	return path[n] == '/' ? path + n + 1 : NULL;
}

static bool
goes_up(const char *path)
{
	while (*path != '\0') {
		size_t n = strcspn(path, "/");

		if (n == 2 && path[0] == '.' && path[1] == '.')
			return true;
		path += n + strspn(path + n, "/");
	}
	return false;
}

bool
below_find(const char *base, const char *path, size_t *at)
{
	const char *part = part_below(base, path);

	if (part == NULL || goes_up(part))
		return false;
	*at = (size_t)(part - path);
	return true;
}
