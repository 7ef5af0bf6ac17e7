/* SPDX-License-Identifier: MIT */
#include "png/profile.h"

#include <string.h>

#include "base/zlib_lib.h"

/* Longest name (PNG 11.3.3.3). */
#define NAME_MAX_NBYTES 79u

/* Header of a profile; the colour space is its bytes 16 to 19 (ICC.1 7.2). */
#define HEADER_NBYTES 128u
#define SPACE_AT      16u

enum gm_status
profile_is_gray(const struct bytes *payload, bool *is_gray,
		struct gm_error *err)
{
	size_t n = payload->nbytes <= NAME_MAX_NBYTES ? payload->nbytes
						      : NAME_MAX_NBYTES + 1;
	const uint8_t *nul = n == 0 ? NULL : memchr(payload->data, 0, n);
	uint8_t header[HEADER_NBYTES];
	size_t at;

	if (nul == NULL)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "a colour profile without a name");
	/* The name, its NUL, and the method, of which there is one. */
	at = (size_t)(nul - payload->data) + 2;
	if (at > payload->nbytes || payload->data[at - 1] != 0 ||
	    !zlib_lib_inflate_head(payload->data + at, payload->nbytes - at,
				   header, sizeof(header)))
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "a colour profile that cannot be read");
	*is_gray = memcmp(header + SPACE_AT, "GRAY", 4) == 0;
	return GM_OK;
}
