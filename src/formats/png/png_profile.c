/* SPDX-License-Identifier: MIT */
#include "formats/png/png_profile.h"

#include <string.h>

#include "deflate/zlib_lib.h"

/* Longest name (PNG 11.3.3.3). */
#define NAME_MAX_NBYTES 79u

/* Header of a profile; the colour space is its bytes 16 to 19 (ICC.1 7.2). */
#define HEADER_NBYTES 128u
#define SPACE_AT      16u

bool
png_profile_look(const uint8_t *payload, size_t nbytes, bool *is_gray)
{
	size_t n = nbytes <= NAME_MAX_NBYTES ? nbytes : NAME_MAX_NBYTES + 1;
	const uint8_t *nul = n == 0 ? NULL : memchr(payload, 0, n);
	uint8_t header[HEADER_NBYTES];
	size_t at;

	if (nul == NULL)
		return false;
	/* The name, its NUL, and the method, of which there is one. */
	at = (size_t)(nul - payload) + 2;
	if (at > nbytes || payload[at - 1] != 0 ||
	    !zlib_lib_inflate_head(payload + at, nbytes - at, header,
				   sizeof(header)))
		return false;
	*is_gray = memcmp(header + SPACE_AT, "GRAY", 4) == 0;
	return true;
}
