/* SPDX-License-Identifier: MIT */
#include "formats/gif/gif_texts.h"

#include <string.h>

#include "codec/codec.h"
#include "formats/gif/gif_blocks.h"
#include "meta/settle.h"

/*
 * Longest text of a block that is kept, and all of a file, each with what it
 * costs besides its bytes.
 */
#define MAX_NBYTES (1u << 20)
#define COST       64u

/* After an XMP packet: what leads readers out of it. */
#define XMP_TRAILER_NBYTES 257u

static enum gm_status
skip_blocks(struct file_in *in, struct gm_error *err)
{
	return gif_skip_blocks(in)
		       ? GM_OK
		       : file_in_fail_at_end(in, CODEC_INCOMPLETE, err);
}

/*
 * Read sub-blocks to the end as a text, with their lengths or without; it is
 * empty when it is too long, for half a text may say something else.
 */
static enum gm_status
read_blocks(struct file_in *in, bool with_lengths, struct bytes *text,
	    struct gm_error *err)
{
	enum gm_status st = GM_OK;

	while (st == GM_OK) {
		uint8_t block[1 + GIF_BLOCK_NBYTES];
		size_t n, from = with_lengths ? 0 : 1;

		if (!gif_read_block(in, block + 1, &n))
			return file_in_fail_at_end(in, CODEC_INCOMPLETE, err);
		if (n == 0)
			return GM_OK;
		if (text->nbytes + sizeof(block) > MAX_NBYTES) {
			text->nbytes = 0;
			return skip_blocks(in, err);
		}
		block[0] = (uint8_t)n;
		st = bytes_append(text, block + from, 1 + n - from, err);
	}
	return st;
}

/*
 * XMP part 3, 1.1.2: the packet is not in sub-blocks, and ends with bytes that
 * lead whoever takes it for some to its end.
 */
static bool
has_xmp_trailer(const struct bytes *text)
{
	const uint8_t *end;

	if (text->nbytes <= XMP_TRAILER_NBYTES)
		return false;
	end = text->data + text->nbytes;
	if (*(end - XMP_TRAILER_NBYTES) != 1)
		return false;
	for (unsigned i = 1; i < XMP_TRAILER_NBYTES; i++)
		if (*(end - i) != i - 1)
			return false;
	return true;
}

enum gm_status
gif_texts_read_xmp(struct file_in *in, struct bytes *text,
		   size_t *packet_nbytes, struct gm_error *err)
{
	enum gm_status st = read_blocks(in, true, text, err);

	*packet_nbytes = st == GM_OK && has_xmp_trailer(text)
				 ? text->nbytes - XMP_TRAILER_NBYTES
				 : 0;
	return st;
}

/* XMP part 3, 1.1.2: the name fills the first sub-block. */
static enum gm_status
read_application(struct file_in *in, struct bytes *text, size_t *packet_nbytes,
		 struct gm_error *err)
{
	uint8_t name[GIF_BLOCK_NBYTES];
	size_t n;

	*packet_nbytes = 0;
	if (!gif_read_block(in, name, &n))
		return file_in_fail_at_end(in, CODEC_INCOMPLETE, err);
	if (n == 0)
		return GM_OK;
	if (n != GIF_TEXTS_XMP_NBYTES ||
	    memcmp(name, GIF_TEXTS_XMP_NAME, n) != 0)
		return skip_blocks(in, err);
	return gif_texts_read_xmp(in, text, packet_nbytes, err);
}

static enum gm_status
add_text(struct gif_texts *texts, enum metadata_kind kind, const uint8_t *text,
	 size_t nbytes, struct gm_error *err)
{
	struct metadata_piece piece = {.kind = kind};

	texts->nbytes += nbytes + COST;
	if (nbytes == 0 || texts->nbytes > MAX_NBYTES)
		return GM_OK;
	metadata_set_text(&piece, text, nbytes);
	return settle_add(&(struct settle){0}, texts->metadata, &piece, err);
}

static enum gm_status
take_comment(struct gif_texts *texts, struct file_in *in, struct bytes *text,
	     struct gm_error *err)
{
	enum gm_status st = read_blocks(in, false, text, err);

	return st != GM_OK ? st
			   : add_text(texts, METADATA_COMMENT, text->data,
				      text->nbytes, err);
}

static enum gm_status
take_application(struct gif_texts *texts, struct file_in *in,
		 struct bytes *text, struct gm_error *err)
{
	size_t nbytes;
	enum gm_status st = read_application(in, text, &nbytes, err);

	return st != GM_OK || nbytes == 0
		       ? st
		       : add_text(texts, METADATA_XMP, text->data, nbytes, err);
}

static bool
is_text(int label)
{
	return label == GIF_COMMENT || label == GIF_APPLICATION;
}

enum gm_status
gif_texts_take(struct gif_texts *texts, struct file_in *in, int label,
	       struct gm_error *err)
{
	struct bytes text = {0};
	enum gm_status st;

	if (texts->metadata == NULL || !is_text(label))
		st = skip_blocks(in, err);
	else if (label == GIF_COMMENT)
		st = take_comment(texts, in, &text, err);
	else
		st = take_application(texts, in, &text, err);
	bytes_free(&text);
	return st;
}
