/* SPDX-License-Identifier: MIT */
/*
 * codec_png.h - PNG through libpng, by rows; see codec.h
 */
#ifndef GM_FORMATS_PNG_CODEC_PNG_H
#define GM_FORMATS_PNG_CODEC_PNG_H

#include "codec/codec.h"

/* Every colour type, depth and interlace; transparency becomes alpha. */
extern const struct codec_reader codec_png_reader;

/* Gray of 1, 2, 4, 8 and 16 bits, and gray with alpha of 8 and 16. */
extern const struct codec_writer codec_png_writer;

#endif
