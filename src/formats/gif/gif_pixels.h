/* SPDX-License-Identifier: MIT */
/*
 * gif_pixels.h - the indices of a frame, in the order of its codes
 */
#ifndef GM_FORMATS_GIF_GIF_PIXELS_H
#define GM_FORMATS_GIF_GIF_PIXELS_H

#include "formats/gif/gif_blocks.h"
#include "formats/gif/gif_lzw.h"

/* Indices that are decoded at a time, and more. */
#define GIF_PIXELS_BATCH 16384u

struct gif_pixels {
	struct file_in *in;
	struct gif_lzw lzw;
	bool is_last_block; /* it, or what ends them, was read */
	bool is_cut;        /* the file ended before, or cannot be read */
	size_t at, n;       /* batch[at .. n) is not yet handed out */
	uint8_t block[GIF_BLOCK_NBYTES];
	uint8_t batch[GIF_PIXELS_BATCH + GIF_LZW_ROOM];
};

/* Start at the sub-blocks of a frame's codes. */
void gif_pixels_start(struct gif_pixels *pixels, struct file_in *in,
		      unsigned index_nbits);

/* The next n indices; returns how many there are, fewer only at the end. */
size_t gif_pixels_read(struct gif_pixels *pixels, uint8_t *to, size_t n);

/* Why there were fewer: GM_ERR_TRUNCATED, GM_ERR_CORRUPT or GM_ERR_READ. */
enum gm_status gif_pixels_fail(const struct gif_pixels *pixels,
			       struct gm_error *err);

/*
 * Skip what is left of the sub-blocks, whatever is in it.  False when the file
 * ends before, or cannot be read.
 */
bool gif_pixels_end(struct gif_pixels *pixels);

#endif
