/* SPDX-License-Identifier: MIT */
#include "plan/alike.h"

#include <string.h>

bool
alike_is_wide(const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if ((unsigned char)bytes[i] >= 0x80)
			return true;
	}
	return false;
}

/*
 * Whether some character outside of ASCII may stand for c, or together with c
 * for another one: letters do, and the signs that Unicode decomposes to.
 */
static bool
is_part_of_others(char c)
{
	return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80 ||
	       strchr(";`=<>", c) != NULL;
}

size_t
alike_core(char *name, size_t n, bool is_coarse)
{
	size_t n_kept = 0;

	while (n > 0 && (name[n - 1] == '.' || name[n - 1] == ' '))
		n--;
	for (size_t i = 0; i < n; i++) {
		char c = name[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (!is_coarse || !is_part_of_others(c))
			name[n_kept++] = c;
	}
	return n_kept;
}
