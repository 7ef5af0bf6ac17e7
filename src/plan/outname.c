/* SPDX-License-Identifier: MIT */
#include "plan/outname.h"

#include <string.h>

/* Bytes of name before its extension. */
static size_t
stem_length(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot == NULL || dot == name ? strlen(name) : (size_t)(dot - name);
}

enum gm_status
outname_make(struct bytes *dst, const char *prefix, const char *suffix,
	     const char *name, const struct outname_ending *ending,
	     struct gm_error *err)
{
	const char *extension =
		ending->extension == NULL ? "" : ending->extension;
	size_t stem_n = stem_length(name);
	bool is_replaced = ending->replaces && extension[0] != '\0';
	const struct {
		const char *text;
		size_t n;
	} parts[] = {
		{prefix, strlen(prefix)},
		{name, stem_n},
		{suffix, strlen(suffix)},
		{name + stem_n, is_replaced ? 0 : strlen(name + stem_n)},
		{".", extension[0] == '\0' ? 0 : 1},
		{extension, strlen(extension) + 1},
	};
	enum gm_status st = GM_OK;

	dst->nbytes = 0;
	for (size_t i = 0; st == GM_OK && i < sizeof(parts) / sizeof(parts[0]);
	     i++)
		st = bytes_append(dst, parts[i].text, parts[i].n, err);
	return st;
}

bool
outname_is_own(const char *prefix, const char *suffix, const char *name)
{
	size_t prefix_n = strlen(prefix), suffix_n = strlen(suffix);
	size_t stem_n = stem_length(name);

	if (prefix_n + suffix_n == 0 || stem_n < prefix_n + suffix_n)
		return false;
	return memcmp(name, prefix, prefix_n) == 0 &&
	       memcmp(name + stem_n - suffix_n, suffix, suffix_n) == 0;
}
