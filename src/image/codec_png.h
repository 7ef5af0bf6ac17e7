/* SPDX-License-Identifier: MIT */
/*
 * codec_png.h - PNG through libpng
 */
#ifndef GM_IMAGE_CODEC_PNG_H
#define GM_IMAGE_CODEC_PNG_H

#include "image/codec.h"

/*
 * Reads every colour type, depth and interlace; transparency becomes alpha.
 * Writes gray of 1, 2, 4, 8 and 16 bits and gray with alpha of 8 and 16.
 */
extern const struct codec codec_png_format;

#endif
