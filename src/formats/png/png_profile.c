/* SPDX-License-Identifier: MIT */
#include "formats/png/png_profile.h"

#include <string.h>

#include "base/octets.h"
#include "deflate/deflate_lib.h"
#include "deflate/zlib_lib.h"

/* Longest name. */
#define NAME_MAX_NBYTES 79u

/* Header of a zlib stream of most effort (RFC 1950). */
#define ZLIB_HEADER "\x78\xda"

bool
png_profile_read(struct metadata_piece *piece,
		 uint8_t header[PNG_PROFILE_HEADER_NBYTES])
{
	size_t nbytes = piece->nbytes;
	size_t n = nbytes <= NAME_MAX_NBYTES ? nbytes : NAME_MAX_NBYTES + 1;
	const uint8_t *nul = n == 0 ? NULL : memchr(piece->data, 0, n);
	size_t at;

	if (nul == NULL)
		return false;
	/* The name, its NUL, and the method, of which there is one. */
	at = (size_t)(nul - piece->data) + 2;
	if (at > nbytes || piece->data[at - 1] != 0 ||
	    !zlib_lib_inflate_head(piece->data + at, nbytes - at, header,
				   PNG_PROFILE_HEADER_NBYTES))
		return false;
	piece->value = header;
	piece->value_nbytes = PNG_PROFILE_HEADER_NBYTES;
	piece->n_parts = 0;
	return true;
}

bool
png_profile_make(const struct bytes *profile, struct bytes *payload,
		 struct gm_error *err)
{
	static const char start[] = "ICC profile\0\0" ZLIB_HEADER;
	uint8_t sum[4];

	octets_put_u32be(
		sum, deflate_lib_adler32(1, profile->data, profile->nbytes));
	return bytes_append(payload, start, sizeof(start) - 1, err) == GM_OK &&
	       zlib_lib_deflate(profile->data, profile->nbytes, payload, err) ==
		       GM_OK &&
	       bytes_append(payload, sum, sizeof(sum), err) == GM_OK;
}
