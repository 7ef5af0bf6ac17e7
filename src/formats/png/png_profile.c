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

/*
 * Where the stream begins: after the name, its NUL, and the method, of which
 * there is one.  0 when there is none.
 */
static size_t
find_stream(const struct metadata_piece *piece)
{
	size_t nbytes = piece->nbytes;
	size_t n = nbytes <= NAME_MAX_NBYTES ? nbytes : NAME_MAX_NBYTES + 1;
	const uint8_t *nul = n == 0 ? NULL : memchr(piece->data, 0, n);
	size_t at = nul == NULL ? 0 : (size_t)(nul - piece->data) + 2;

	return at != 0 && at <= nbytes && piece->data[at - 1] == 0 ? at : 0;
}

enum gm_status
png_profile_read(struct metadata_piece *piece, struct bytes *profile,
		 struct gm_error *err)
{
	size_t at = find_stream(piece);
	const uint8_t *stream;
	size_t stream_nbytes;
	uint8_t size[4];
	uint32_t nbytes;
	enum gm_status st;

	profile->nbytes = 0;
	piece->n_parts = 0;
	if (at == 0)
		return GM_OK;
	stream = piece->data + at;
	stream_nbytes = piece->nbytes - at;
	/* A profile begins with its size (ICC.1 7.2.2). */
	if (!zlib_lib_inflate_head(stream, stream_nbytes, size, 4))
		return GM_OK;
	nbytes = octets_u32be(size);
	if (nbytes < 4 || nbytes > PNG_PROFILE_MAX_NBYTES)
		return GM_OK;
	st = bytes_reserve(profile, nbytes, err);
	if (st != GM_OK || !zlib_lib_inflate_head(stream, stream_nbytes,
						  profile->data, nbytes))
		return st;
	profile->nbytes = nbytes;
	piece->value = profile->data;
	piece->value_nbytes = nbytes;
	piece->n_parts = 1;
	return GM_OK;
}

static bool
append_zipped(const struct bytes *profile, struct bytes *payload,
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

bool
png_profile_make(const struct metadata *metadata, size_t i,
		 struct bytes *payload, struct gm_error *err)
{
	struct bytes profile = {0};
	bool ok = metadata_join_icc(metadata, i, &profile, err) &&
		  append_zipped(&profile, payload, err);

	bytes_free(&profile);
	return ok;
}
