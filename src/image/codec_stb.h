/* SPDX-License-Identifier: MIT */
/*
 * codec_stb.h - the formats that stb_image reads
 *
 * BMP and TGA are written too; GIF, PSD and PIC are read only.
 */
#ifndef GM_IMAGE_CODEC_STB_H
#define GM_IMAGE_CODEC_STB_H

#include "image/codec.h"

extern const struct codec codec_bmp;
extern const struct codec codec_gif;
extern const struct codec codec_pic;
extern const struct codec codec_psd;
extern const struct codec codec_tga;

#endif
