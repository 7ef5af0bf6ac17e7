/* SPDX-License-Identifier: MIT */
#include "deflate/deflate_lib.h"

#include <stdbool.h>
#include <stdio.h>

#include <libdeflate.h>

uint32_t
deflate_lib_crc32(uint32_t crc, const void *data, size_t nbytes)
{
	/* Without data the library begins anew. */
	return nbytes == 0 ? crc : libdeflate_crc32(crc, data, nbytes);
}

uint32_t
deflate_lib_adler32(uint32_t adler, const void *data, size_t nbytes)
{
	return nbytes == 0 ? adler : libdeflate_adler32(adler, data, nbytes);
}

static enum gm_status
no_memory(struct gm_error *err)
{
	return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (PNG)");
}

/* Deflate, a window of at most 32 KiB, and no dictionary (RFC 1950, 2.2). */
static bool
has_zlib_head(const struct bytes *data)
{
	const uint8_t *head = data->data;

	return data->nbytes >= DEFLATE_LIB_HEAD_NBYTES && head[0] % 16 == 8 &&
	       head[0] / 16 <= 7 && (head[1] & 0x20) == 0 &&
	       (head[0] * 256u + head[1]) % 31 == 0;
}

static bool
inflate_body(struct deflate_lib *lib, const struct bytes *data, uint8_t *out,
	     size_t nbytes, size_t *sum_at)
{
	size_t n_in, n_out;

	if (libdeflate_deflate_decompress_ex(
		    lib->inflater, data->data + DEFLATE_LIB_HEAD_NBYTES,
		    data->nbytes - DEFLATE_LIB_HEAD_NBYTES, out, nbytes, &n_in,
		    &n_out) != LIBDEFLATE_SUCCESS ||
	    n_out != nbytes)
		return false;
	*sum_at = DEFLATE_LIB_HEAD_NBYTES + n_in;
	return data->nbytes - *sum_at <= DEFLATE_LIB_SUM_NBYTES;
}

enum gm_status
deflate_lib_inflate(struct deflate_lib *lib, const struct bytes *data,
		    uint8_t *out, size_t nbytes, size_t *sum_at,
		    struct gm_error *err)
{
	if (lib->inflater == NULL)
		lib->inflater = libdeflate_alloc_decompressor();
	if (lib->inflater == NULL)
		return no_memory(err);
	return has_zlib_head(data) &&
			       inflate_body(lib, data, out, nbytes, sum_at)
		       ? GM_OK
		       : gm_fail(err, GM_ERR_UNSUPPORTED, 0,
				 "the compressed data are not those of the "
				 "rows");
}

enum gm_status
deflate_lib_deflate(struct deflate_lib *lib, int level, const uint8_t *data,
		    size_t nbytes, struct bytes *out, struct gm_error *err)
{
	void **deflater = &lib->deflaters[level];
	enum gm_status st;
	size_t bound;

	if (*deflater == NULL)
		*deflater = libdeflate_alloc_compressor(level);
	if (*deflater == NULL)
		return no_memory(err);
	bound = libdeflate_deflate_compress_bound(*deflater, nbytes);
	st = bytes_reserve(out, bound, err);
	if (st != GM_OK)
		return st;
	out->nbytes += libdeflate_deflate_compress(
		*deflater, data, nbytes, out->data + out->nbytes, bound);
	return GM_OK;
}

void
deflate_lib_free(struct deflate_lib *lib)
{
	libdeflate_free_decompressor(lib->inflater);
	for (int i = 0; i <= DEFLATE_LIB_MAX_LEVEL; i++)
		libdeflate_free_compressor(lib->deflaters[i]);
	*lib = (struct deflate_lib){0};
}

static void
tell(struct library_version *version)
{
	snprintf(version->built, sizeof(version->built), "%s",
		 LIBDEFLATE_VERSION_STRING);
}

const struct library deflate_lib_library = {"libdeflate", tell};
