/* SPDX-License-Identifier: MIT */
/*
 * gif_fixture.h - small GIFs, as strings
 */
#ifndef GM_UNIT_GIF_FIXTURE_H
#define GM_UNIT_GIF_FIXTURE_H

#include <stddef.h>

/* Up to the last byte that is not 0. */
struct gif_file {
	char bytes[320];
};

static inline size_t
gif_file_nbytes(const struct gif_file *file)
{
	size_t n = sizeof(file->bytes);

	while (n > 0 && file->bytes[n - 1] == 0)
		n--;
	return n;
}

#endif
