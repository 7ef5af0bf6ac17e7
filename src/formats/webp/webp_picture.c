/* SPDX-License-Identifier: MIT */
#include "formats/webp/webp_picture.h"

#include "base/octets.h"
#include "codec/codec.h"

/* Of VP8: a frame's tag, a start code, the sizes (RFC 6386, 9.1). */
#define VP8_HEAD_NBYTES 10u

/* Of VP8L: a signature, the sizes less one, a bit for alpha (RFC 9649, 3.4). */
#define VP8L_HEAD_NBYTES 5u
#define VP8L_SIGNATURE   0x2f
#define VP8L_ALPHA_BIT   28

#define SIDE_BITS 14
#define SIDE_MASK 0x3fffu

/* This and the next set nothing where the head is cut off. */
static enum gm_status
measure_lossy(const uint8_t *head, size_t nbytes, struct webp_picture *picture,
	      struct gm_error *err)
{
	if (nbytes < VP8_HEAD_NBYTES)
		return GM_OK;
	if ((head[0] & 1) != 0 || memcmp(head + 3, "\x9d\x01\x2a", 3) != 0)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: the head of a picture");
	picture->width = octets_u16le(head + 6) & SIDE_MASK;
	picture->height = octets_u16le(head + 8) & SIDE_MASK;
	picture->has_alpha = webp_chunk_is(&picture->alpha, "ALPH");
	return GM_OK;
}

static enum gm_status
measure_lossless(const uint8_t *head, size_t nbytes,
		 struct webp_picture *picture, struct gm_error *err)
{
	uint32_t bits;

	if (nbytes < VP8L_HEAD_NBYTES)
		return GM_OK;
	bits = octets_u32le(head + 1);
	if (head[0] != VP8L_SIGNATURE)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: the head of a picture");
	picture->width = (bits & SIDE_MASK) + 1;
	picture->height = (bits >> SIDE_BITS & SIDE_MASK) + 1;
	picture->has_alpha = (bits >> VP8L_ALPHA_BIT & 1) != 0;
	return GM_OK;
}

enum gm_status
webp_picture_measure(struct webp_picture *picture, struct file_cursor *cursor,
		     struct gm_error *err)
{
	const struct webp_chunk *pixels = &picture->pixels;
	uint8_t head[VP8_HEAD_NBYTES] = {0};
	size_t n =
		pixels->nbytes < sizeof(head) ? pixels->nbytes : sizeof(head);
	enum gm_status st;

	file_cursor_seek(cursor, pixels->at);
	n = file_cursor_read(cursor, head, n);
	st = webp_picture_is_lossless(picture)
		     ? measure_lossless(head, n, picture, err)
		     : measure_lossy(head, n, picture, err);
	if (st == GM_OK && picture->width > 0 && picture->height > 0)
		return GM_OK;
	if (st == GM_OK && n == pixels->nbytes)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: the head of a picture");
	return st == GM_OK
		       ? file_in_fail_at_end(cursor->in, CODEC_INCOMPLETE, err)
		       : st;
}

bool
webp_picture_take(struct webp_picture *picture, const struct webp_chunk *chunk)
{
	bool is_lossless = webp_chunk_is(chunk, "VP8L");

	if (webp_chunk_is(chunk, "ALPH")) {
		if (picture->alpha.name[0] == '\0' &&
		    !webp_picture_has_pixels(picture))
			picture->alpha = *chunk;
		return true;
	}
	if (!is_lossless && !webp_chunk_is(chunk, "VP8 "))
		return false;
	if (webp_picture_has_pixels(picture))
		return true;
	picture->pixels = *chunk;
	/* It has its own. */
	if (is_lossless)
		picture->alpha = (struct webp_chunk){0};
	return true;
}

static enum gm_status
load_chunk(struct file_cursor *cursor, const struct webp_chunk *chunk,
	   bool may_be_cut, struct bytes *coded, struct gm_error *err)
{
	uint8_t head[WEBP_CHUNK_HEAD_NBYTES] = {0};
	enum gm_status st;

	memcpy(head, chunk->name, 4);
	octets_put_u32le(head + 4, chunk->nbytes);
	st = bytes_append(coded, head, sizeof(head), err);
	return st == GM_OK
		       ? webp_riff_load(cursor, chunk, may_be_cut, coded, err)
		       : st;
}

enum gm_status
webp_picture_load_chunk(struct file_cursor *cursor,
			const struct webp_chunk *chunk, struct bytes *coded,
			struct gm_error *err)
{
	enum gm_status st = load_chunk(cursor, chunk, false, coded, err);

	return st == GM_OK ? bytes_append(coded, "", chunk->nbytes & 1, err)
			   : st;
}

enum gm_status
webp_picture_load(struct file_cursor *cursor,
		  const struct webp_picture *picture, bool may_be_cut,
		  struct bytes *coded, struct gm_error *err)
{
	enum gm_status st = GM_OK;

	if (picture->alpha.name[0] != '\0')
		st = webp_picture_load_chunk(cursor, &picture->alpha, coded,
					     err);
	return st == GM_OK ? load_chunk(cursor, &picture->pixels, may_be_cut,
					coded, err)
			   : st;
}
