/* SPDX-License-Identifier: MIT */
#include "formats/png/chunk_io.h"

#include <string.h>

#include "base/octets.h"
#include "deflate/deflate_lib.h"

#define SIGNATURE_NBYTES 8u

bool
chunk_is(const struct chunk *chunk, const char *type)
{
	return memcmp(chunk->type, type, sizeof(chunk->type)) == 0;
}

static enum gm_status
read_exactly(struct file_in *in, uint8_t *to, size_t nbytes,
	     struct gm_error *err)
{
	enum gm_status st;

	if (file_in_read(in, to, nbytes) == nbytes)
		return GM_OK;
	st = file_in_status(in, err);
	return st != GM_OK ? st
			   : gm_fail(err, GM_ERR_UNSUPPORTED, 0,
				     "the file ends before the picture does");
}

enum gm_status
chunk_read_signature(struct file_in *in, struct gm_error *err)
{
	uint8_t signature[SIGNATURE_NBYTES];
	enum gm_status st = read_exactly(in, signature, sizeof(signature), err);

	if (st == GM_OK &&
	    memcmp(signature, CHUNK_IO_SIGNATURE, sizeof(signature)) != 0)
		st = gm_fail(err, GM_ERR_UNSUPPORTED, 0, "not a PNG");
	return st;
}

static bool
is_letter(uint8_t byte)
{
	return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

enum gm_status
chunk_read_head(struct file_in *in, struct chunk *chunk, struct gm_error *err)
{
	uint8_t head[8];
	enum gm_status st = read_exactly(in, head, sizeof(head), err);

	if (st != GM_OK)
		return st;
	chunk->nbytes = octets_u32be(head);
	memcpy(chunk->type, head + 4, sizeof(chunk->type));
	for (size_t i = 0; i < sizeof(chunk->type); i++)
		if (!is_letter(chunk->type[i]))
			return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
				       "a chunk without a name");
	/* The fifth bit of the third letter: means nothing yet (PNG 5.4). */
	if ((chunk->type[2] & 0x20) != 0)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "a chunk of a later version of PNG");
	/* Before memory is taken for it. */
	if (chunk->nbytes > INT32_MAX || in->n_read > in->nbytes ||
	    chunk->nbytes > in->nbytes - in->n_read)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "a chunk is longer than the file");
	return GM_OK;
}

enum gm_status
chunk_read_payload(struct file_in *in, const struct chunk *chunk,
		   struct bytes *payload, struct gm_error *err)
{
	/* One more, so that there is a pointer when there are none. */
	enum gm_status st =
		bytes_reserve(payload, (size_t)chunk->nbytes + 1, err);
	uint8_t *to, crc[4];
	uint32_t is;

	if (st != GM_OK)
		return st;
	to = payload->data + payload->nbytes;
	if (chunk->nbytes > 0)
		st = read_exactly(in, to, chunk->nbytes, err);
	if (st == GM_OK)
		st = read_exactly(in, crc, sizeof(crc), err);
	if (st != GM_OK)
		return st;
	is = deflate_lib_crc32(0, chunk->type, sizeof(chunk->type));
	is = deflate_lib_crc32(is, to, chunk->nbytes);
	if (is != octets_u32be(crc))
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "a chunk has another CRC than it says");
	payload->nbytes += chunk->nbytes;
	return GM_OK;
}

static void
frame_chunk(const uint8_t *type, const uint8_t *payload, size_t nbytes,
	    uint8_t head[8], uint8_t crc[4])
{
	uint32_t sum;

	octets_put_u32be(head, (uint32_t)nbytes);
	memcpy(head + 4, type, 4);
	sum = deflate_lib_crc32(0, type, 4);
	sum = deflate_lib_crc32(sum, payload, nbytes);
	octets_put_u32be(crc, sum);
}

enum gm_status
chunk_write(struct file_out *out, const char *type, const uint8_t *payload,
	    size_t nbytes, struct gm_error *err)
{
	uint8_t head[8], crc[4];
	enum gm_status st;

	frame_chunk((const uint8_t *)type, payload, nbytes, head, crc);
	st = file_out_write(out, head, sizeof(head), err);
	if (st == GM_OK && nbytes > 0)
		st = file_out_write(out, payload, nbytes, err);
	return st == GM_OK ? file_out_write(out, crc, sizeof(crc), err) : st;
}

enum gm_status
chunk_append(struct bytes *to, const uint8_t *type, const uint8_t *payload,
	     size_t nbytes, struct gm_error *err)
{
	uint8_t head[8], crc[4];
	enum gm_status st;

	frame_chunk(type, payload, nbytes, head, crc);
	st = bytes_append(to, head, sizeof(head), err);
	if (st == GM_OK && nbytes > 0)
		st = bytes_append(to, payload, nbytes, err);
	return st == GM_OK ? bytes_append(to, crc, sizeof(crc), err) : st;
}
