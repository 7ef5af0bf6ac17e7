/* SPDX-License-Identifier: MIT */
/*
 * codec_png_chunks.h - what a gray PNG keeps of a PNG's chunks
 *
 * Chunks travel as they were read, so compressed text is never inflated;
 * which of them do is told by formats/png/png_chunks.h.
 */
#ifndef GM_FORMATS_PNG_CODEC_PNG_CHUNKS_H
#define GM_FORMATS_PNG_CODEC_PNG_CHUNKS_H

#include "formats/png/codec_png_lib.h"
#include "image/gray.h"
#include "meta/metadata.h"

/* The library's user chunk pointer. */
struct codec_png_keep {
	struct metadata *metadata;
	png_infop info;
	bool first_frame; /* several frames are no reason to refuse */
};

/*
 * Have the library hand over every chunk but the ones that make the pixels
 * and bKGD.  keep must outlive png.
 */
void codec_png_chunks_init(png_structp png, struct codec_png_keep *keep);

/*
 * Add the background colour, made gray as the pixels are, for a picture that
 * is delivered in the shape of info.
 */
void codec_png_chunks_background(png_structp png,
				 const struct codec_png_keep *keep,
				 const struct image_info *info,
				 enum gray_method gray);

/*
 * Write the chunks of metadata from item_i on that a gray PNG of this shape
 * can have; the number of items there are now.
 */
size_t codec_png_chunks_write(png_structp png, const struct metadata *metadata,
			      size_t item_i, const struct image_info *gray);

#endif
