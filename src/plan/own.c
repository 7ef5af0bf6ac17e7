/* SPDX-License-Identifier: MIT */
#include "plan/own.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "plan/outname.h"

/* The name before its last dot, in before; false when there is no room. */
static bool
cut_extension(const char *name, char before[NAME_MAX + 1])
{
	const char *dot = strrchr(name, '.');
	size_t n = dot == NULL ? 0 : (size_t)(dot - name);

	if (dot == NULL || n > NAME_MAX)
		return false;
	memcpy(before, name, n);
	before[n] = '\0';
	return true;
}

/* Whether name without its last extension is that of an output. */
static bool
is_own_before(const struct plan_options *options, const char *name,
	      char before[NAME_MAX + 1])
{
	return cut_extension(name, before) &&
	       outname_is_own(options->prefix, options->suffix, before) &&
	       options->naming(options->naming_ctx, before).is_picture;
}

bool
own_is(const struct plan_options *options, const char *name)
{
	char before[NAME_MAX + 1];

	return outname_is_own(options->prefix, options->suffix, name) ||
	       is_own_before(options, name, before);
}

/* Whether the original of own, an output's name, is in the folder of path. */
static bool
lies_beside(const struct plan_options *options, const char *path,
	    const char *own)
{
	const char *slash = strrchr(path, '/');
	int folder_n = slash == NULL ? 0 : (int)(slash - path) + 1;
	size_t prefix_n = strlen(options->prefix);
	size_t suffix_n = strlen(options->suffix);
	const char *dot = strrchr(own, '.');
	size_t stem_n =
		dot == NULL || dot == own ? strlen(own) : (size_t)(dot - own);
	char original[PATH_MAX];
	struct stat info;
	int n;

	n = snprintf(original, sizeof(original), "%.*s%.*s%s", folder_n, path,
		     (int)(stem_n - prefix_n - suffix_n), own + prefix_n,
		     own + stem_n);
	return n > 0 && (size_t)n < sizeof(original) &&
	       stat(original, &info) == 0 && S_ISREG(info.st_mode);
}

bool
own_has_original(const struct plan_options *options, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	char before[NAME_MAX + 1];

	if (strlen(path) >= PATH_MAX)
		return false;
	return (outname_is_own(options->prefix, options->suffix, name) &&
		lies_beside(options, path, name)) ||
	       (is_own_before(options, name, before) &&
		lies_beside(options, path, before));
}
