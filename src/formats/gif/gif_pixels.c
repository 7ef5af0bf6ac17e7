/* SPDX-License-Identifier: MIT */
#include "formats/gif/gif_pixels.h"

#include <string.h>

#include "codec/codec.h"

void
gif_pixels_start(struct gif_pixels *pixels, struct file_in *in,
		 unsigned index_nbits)
{
	pixels->in = in;
	pixels->is_last_block = false;
	pixels->is_cut = false;
	pixels->at = pixels->n = 0;
	gif_lzw_start(&pixels->lzw, index_nbits);
}

/* Of a block that is cut short, the bytes that are there are used. */
static bool
next_block(struct gif_pixels *pixels)
{
	size_t n;

	if (pixels->is_last_block)
		return false;
	pixels->is_cut = !gif_read_block(pixels->in, pixels->block, &n);
	pixels->is_last_block = pixels->is_cut || n == 0;
	gif_lzw_give(&pixels->lzw, pixels->block, n);
	return n > 0;
}

static bool
next_batch(struct gif_pixels *pixels)
{
	struct gif_lzw *lzw = &pixels->lzw;

	pixels->at = pixels->n = 0;
	do
		pixels->n += gif_lzw_take(lzw, pixels->batch + pixels->n,
					  sizeof(pixels->batch) - pixels->n);
	while (pixels->n < GIF_PIXELS_BATCH && !lzw->is_bad &&
	       !lzw->has_ended && next_block(pixels));
	return pixels->n > 0;
}

size_t
gif_pixels_read(struct gif_pixels *pixels, uint8_t *to, size_t n)
{
	size_t n_put = 0, part;

	while (n_put < n) {
		if (pixels->at == pixels->n && !next_batch(pixels))
			break;
		part = pixels->n - pixels->at;
		if (part > n - n_put)
			part = n - n_put;
		memcpy(to + n_put, pixels->batch + pixels->at, part);
		pixels->at += part;
		n_put += part;
	}
	return n_put;
}

enum gm_status
gif_pixels_fail(const struct gif_pixels *pixels, struct gm_error *err)
{
	if (pixels->is_cut)
		return file_in_fail_at_end(pixels->in, CODEC_INCOMPLETE, err);
	if (pixels->lzw.is_bad)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: a code that stands for nothing");
	return gm_fail(err, GM_ERR_CORRUPT, 0,
		       "corrupt: the codes end before the picture does");
}

bool
gif_pixels_end(struct gif_pixels *pixels)
{
	if (pixels->is_last_block)
		return !pixels->is_cut;
	return gif_skip_blocks(pixels->in);
}
