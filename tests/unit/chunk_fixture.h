/* SPDX-License-Identifier: MIT */
/*
 * chunk_fixture.h - PNG files put together chunk by chunk
 *
 * Besides png_fixture.h, which makes well-formed ones.
 */
#ifndef GM_UNIT_CHUNK_FIXTURE_H
#define GM_UNIT_CHUNK_FIXTURE_H

#include "noise.h"
#include "png_fixture.h"

/* The signature of a PNG. */
#define CHUNK_FIXTURE_SIGNATURE "\211PNG\r\n\032\n"

/* Append a chunk. */
static inline void
chunk_fixture_add(struct bytes *file, const char *type, const void *data,
		  size_t nbytes)
{
	png_fixture_insert(file, file->nbytes, type, nbytes == 0 ? "" : data,
			   (uint32_t)nbytes);
}

/* Append the signature and an IHDR. */
static inline void
chunk_fixture_head(struct bytes *file, uint32_t width, uint32_t height,
		   int depth, int type, int interlaced)
{
	uint8_t header[13] = {0};
	struct gm_error err;

	bytes_append(file, CHUNK_FIXTURE_SIGNATURE, 8, &err);
	png_save_uint_32(header, width);
	png_save_uint_32(header + 4, height);
	header[8] = (uint8_t)depth;
	header[9] = (uint8_t)type;
	header[12] = (uint8_t)interlaced;
	chunk_fixture_add(file, "IHDR", header, sizeof(header));
}

/* Append an IDAT with these bytes compressed. */
static inline void
chunk_fixture_pixels(struct bytes *file, const void *rows, size_t nbytes)
{
	uLongf packed_nbytes = compressBound(nbytes);
	uint8_t *packed = malloc(packed_nbytes);

	assert_int_equal(compress(packed, &packed_nbytes, rows, nbytes), Z_OK);
	chunk_fixture_add(file, "IDAT", packed, packed_nbytes);
	free(packed);
}

static inline void
chunk_fixture_end(struct bytes *file)
{
	chunk_fixture_add(file, "IEND", NULL, 0);
}

/* Offset of the n-th chunk of this type, counted from 0. */
static inline size_t
chunk_fixture_find(const struct bytes *file, const char *type, unsigned n)
{
	for (size_t at = 8; at < file->nbytes;
	     at += 12 + png_get_uint_32(file->data + at))
		if (memcmp(file->data + at + 4, type, 4) == 0 && n-- == 0)
			return at;
	fail_msg("no %s", type);
	return 0;
}

/* Make the CRC of the chunk at that offset right again. */
static inline void
chunk_fixture_mend(struct bytes *file, size_t at)
{
	uint32_t nbytes = png_get_uint_32(file->data + at);

	png_save_uint_32(
		file->data + at + 8 + nbytes,
		(png_uint_32)crc32(0, file->data + at + 4, nbytes + 4));
}

/* Take the chunk at that offset out. */
static inline void
chunk_fixture_remove(struct bytes *file, size_t at)
{
	size_t nbytes = 12 + png_get_uint_32(file->data + at);

	memmove(file->data + at, file->data + at + nbytes,
		file->nbytes - at - nbytes);
	file->nbytes -= nbytes;
}

#endif
