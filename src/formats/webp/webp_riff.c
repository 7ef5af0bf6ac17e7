/* SPDX-License-Identifier: MIT */
#include "formats/webp/webp_riff.h"

#include "base/octets.h"

enum gm_status
webp_riff_open(struct file_cursor *cursor, struct webp_range *range,
	       struct gm_error *err)
{
	uint8_t head[WEBP_RIFF_HEAD_NBYTES] = {0};
	uint32_t nbytes;

	file_cursor_seek(cursor, 0);
	if (file_cursor_read(cursor, head, sizeof(head)) < sizeof(head))
		return file_in_fail_at_end(cursor->in, "in the header", err);
	nbytes = octets_u32le(head + 4);
	if (memcmp(head, "RIFF", 4) != 0 || memcmp(head + 8, "WEBP", 4) != 0 ||
	    nbytes < 4 + WEBP_CHUNK_HEAD_NBYTES)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: the head of the file");
	*range = (struct webp_range){.at = WEBP_RIFF_HEAD_NBYTES,
				     .end = WEBP_CHUNK_HEAD_NBYTES +
					    (uint64_t)nbytes};
	return GM_OK;
}

enum gm_status
webp_riff_next(struct file_cursor *cursor, struct webp_range *range,
	       struct webp_chunk *chunk, bool *found, struct gm_error *err)
{
	uint8_t head[WEBP_CHUNK_HEAD_NBYTES] = {0};

	*found = false;
	if (range->end < sizeof(head) || range->at > range->end - sizeof(head))
		return GM_OK;
	file_cursor_seek(cursor, range->at);
	if (file_cursor_read(cursor, head, sizeof(head)) < sizeof(head))
		return file_in_status(cursor->in, err);
	memcpy(chunk->name, head, 4);
	chunk->nbytes = octets_u32le(head + 4);
	chunk->at = range->at + sizeof(head);
	if (chunk->nbytes > range->end - chunk->at)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: a chunk that goes beyond its place");
	range->at += webp_riff_nbytes(chunk->nbytes);
	*found = true;
	return GM_OK;
}

enum gm_status
webp_riff_load(struct file_cursor *cursor, const struct webp_chunk *chunk,
	       bool may_be_cut, struct bytes *payload, struct gm_error *err)
{
	const struct file_in *in = cursor->in;
	uint64_t left = in->nbytes > chunk->at ? in->nbytes - chunk->at : 0;
	size_t nbytes = chunk->nbytes, n_read;
	enum gm_status st;

	if (left < nbytes && !may_be_cut)
		return gm_fail(err, GM_ERR_TRUNCATED, 0,
			       "truncated: within a chunk of %zu bytes",
			       nbytes);
	if (left < nbytes)
		nbytes = (size_t)left;
	if (nbytes == 0)
		return GM_OK;
	st = bytes_reserve(payload, nbytes, err);
	if (st != GM_OK)
		return st;
	file_cursor_seek(cursor, chunk->at);
	n_read = file_cursor_read(cursor, payload->data + payload->nbytes,
				  nbytes);
	payload->nbytes += n_read;
	return n_read == nbytes || may_be_cut
		       ? file_in_status(in, err)
		       : file_in_fail_at_end(in, "within a chunk", err);
}

enum gm_status
webp_riff_begin(struct file_out *out, struct gm_error *err)
{
	return file_out_write(out, "RIFF\0\0\0\0WEBP", WEBP_RIFF_HEAD_NBYTES,
			      err);
}

enum gm_status
webp_riff_put_head(struct file_out *out, const char name[4], uint32_t nbytes,
		   struct gm_error *err)
{
	uint8_t head[WEBP_CHUNK_HEAD_NBYTES] = {0};

	memcpy(head, name, 4);
	octets_put_u32le(head + 4, nbytes);
	return file_out_write(out, head, sizeof(head), err);
}

static enum gm_status
put_padding(struct file_out *out, size_t nbytes, struct gm_error *err)
{
	return file_out_write(out, "", nbytes & 1, err);
}

enum gm_status
webp_riff_put(struct file_out *out, const char name[4], const uint8_t *payload,
	      size_t nbytes, struct gm_error *err)
{
	enum gm_status st;

	if (nbytes > UINT32_MAX)
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "%zu bytes are over what is written as WebP",
			       nbytes);
	st = webp_riff_put_head(out, name, (uint32_t)nbytes, err);
	if (st == GM_OK)
		st = file_out_write(out, payload, nbytes, err);
	return st == GM_OK ? put_padding(out, nbytes, err) : st;
}

enum gm_status
webp_riff_end(struct file_out *out, struct gm_error *err)
{
	uint64_t nbytes = out->n_written - WEBP_CHUNK_HEAD_NBYTES;
	uint8_t size[4];

	if (nbytes > UINT32_MAX - 1)
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "more bytes than are written as WebP");
	octets_put_u32le(size, (uint32_t)nbytes);
	return file_out_patch(out, 4, size, sizeof(size), err);
}

enum gm_status
webp_riff_append(struct bytes *to, const char name[4],
		 const struct bytes *payload, struct gm_error *err)
{
	uint8_t head[WEBP_CHUNK_HEAD_NBYTES];
	enum gm_status st;

	memcpy(head, name, 4);
	octets_put_u32le(head + 4, (uint32_t)payload->nbytes);
	st = bytes_append(to, head, sizeof(head), err);
	if (st == GM_OK)
		st = bytes_append(to, payload->data, payload->nbytes, err);
	return st == GM_OK ? bytes_append(to, "", payload->nbytes & 1, err)
			   : st;
}
