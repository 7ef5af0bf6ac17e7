/* SPDX-License-Identifier: MIT */
/*
 * bmp_palette.h - the colours that pixels of up to 8 bits stand for
 */
#ifndef GM_FORMATS_BMP_BMP_PALETTE_H
#define GM_FORMATS_BMP_BMP_PALETTE_H

#include "formats/bmp/bmp_header.h"
#include "formats/bmp/bmp_pixels.h"

/*
 * Read the palette, at which in stands, into *pixels: as many entries as its
 * depth and the room before the pixels allow.  Fails with GM_ERR_CORRUPT,
 * GM_ERR_TRUNCATED or GM_ERR_READ.
 */
enum gm_status bmp_palette_read(const struct bmp_header *bmp,
				struct file_in *in, struct bmp_pixels *pixels,
				struct gm_error *err);

#endif
