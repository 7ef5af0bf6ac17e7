/* SPDX-License-Identifier: MIT */
#include "deflate/zlib_lib.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include <zlib.h>

/* The greatest that the library knows; no header and no checksum. */
#define LEVEL      9
#define MEMORY     9
#define RAW_WINDOW (-15)

_Static_assert((int)ZLIB_LIB_FILTERED == Z_FILTERED, "a number of zlib's");
_Static_assert((int)ZLIB_LIB_RUNS == Z_RLE, "a number of zlib's");

bool
zlib_lib_inflate_head(const uint8_t *data, size_t data_nbytes, uint8_t *head,
		      size_t nbytes)
{
	z_stream z = {
		.next_in = (z_const Bytef *)data,
		.avail_in = (uInt)data_nbytes,
		.avail_out = (uInt)nbytes,
	};

	assert(data_nbytes <= ZLIB_LIB_MAX_BYTES &&
	       nbytes <= ZLIB_LIB_MAX_BYTES);
	z.next_out = head;
	if (inflateInit(&z) != Z_OK)
		return false;
	inflate(&z, Z_SYNC_FLUSH);
	inflateEnd(&z);
	return z.total_out == nbytes;
}

struct zlib_lib_inflater {
	z_stream z;
	bool has_ended;
};

struct zlib_lib_inflater *
zlib_lib_inflater_open(struct gm_error *err)
{
	struct zlib_lib_inflater *inflater = calloc(1, sizeof(*inflater));

	if (inflater != NULL && inflateInit(&inflater->z) == Z_OK)
		return inflater;
	free(inflater);
	gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (zlib)");
	return NULL;
}

enum gm_status
zlib_lib_inflate(struct zlib_lib_inflater *inflater,
		 struct zlib_lib_piece *piece, struct gm_error *err)
{
	z_stream *z = &inflater->z;
	int result;

	assert(piece->data_nbytes <= ZLIB_LIB_MAX_BYTES &&
	       piece->out_nbytes <= ZLIB_LIB_MAX_BYTES);
	if (inflater->has_ended)
		return GM_OK;
	z->next_in = (z_const Bytef *)piece->data;
	z->avail_in = (uInt)piece->data_nbytes;
	z->next_out = piece->out;
	z->avail_out = (uInt)piece->out_nbytes;
	result = inflate(z, Z_NO_FLUSH);
	inflater->has_ended = result == Z_STREAM_END;
	*piece = (struct zlib_lib_piece){z->next_in, z->avail_in, z->next_out,
					 z->avail_out};
	if (result == Z_MEM_ERROR)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (zlib)");
	if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: the compressed pixels");
	return GM_OK;
}

bool
zlib_lib_has_ended(const struct zlib_lib_inflater *inflater)
{
	return inflater->has_ended;
}

void
zlib_lib_inflater_close(struct zlib_lib_inflater *inflater)
{
	if (inflater != NULL)
		inflateEnd(&inflater->z);
	free(inflater);
}

enum gm_status
zlib_lib_deflate(const uint8_t *data, size_t nbytes, struct bytes *out,
		 struct gm_error *err)
{
	z_stream z = {
		.next_in = (z_const Bytef *)data,
		.avail_in = (uInt)nbytes,
	};
	enum gm_status st;
	size_t bound;

	assert(nbytes <= ZLIB_LIB_MAX_BYTES);
	if (deflateInit2(&z, LEVEL, Z_DEFLATED, RAW_WINDOW, MEMORY,
			 Z_FILTERED) != Z_OK)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (zlib)");
	bound = deflateBound(&z, nbytes);
	st = bytes_reserve(out, bound, err);
	if (st == GM_OK) {
		z.next_out = out->data + out->nbytes;
		z.avail_out = (uInt)bound;
		deflate(&z, Z_FINISH); /* which the bound is for */
		out->nbytes += z.total_out;
	}
	deflateEnd(&z);
	return st;
}

static void
tell(struct library_version *version)
{
	snprintf(version->built, sizeof(version->built), "%s", ZLIB_VERSION);
	snprintf(version->loaded, sizeof(version->loaded), "%s", zlibVersion());
}

const struct library zlib_lib_library = {"zlib", tell};
