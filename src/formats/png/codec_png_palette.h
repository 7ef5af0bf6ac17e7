/* SPDX-License-Identifier: MIT */
/*
 * codec_png_palette.h - the palette of a PNG before the library spells it out
 */
#ifndef GM_FORMATS_PNG_CODEC_PNG_PALETTE_H
#define GM_FORMATS_PNG_CODEC_PNG_PALETTE_H

#include "codec/palette_gap.h"
#include "formats/png/codec_png_lib.h"
#include "image/gray.h"

/*
 * Fill the entries that the palette lacks, and tell info the depth of the gray
 * that its colours become.  The library makes black of indices beyond the
 * palette, and says nothing.
 */
void codec_png_palette_fill(png_structp png, png_infop png_info,
			    enum gray_method gray, struct palette_gap *gap,
			    struct image_info *info);

#endif
