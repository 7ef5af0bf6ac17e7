/* SPDX-License-Identifier: MIT */
/*
 * codec_jpeg.h - JPEG through libjpeg-turbo
 */
#ifndef GM_IMAGE_CODEC_JPEG_H
#define GM_IMAGE_CODEC_JPEG_H

#include "image/codec.h"

/*
 * Reads what the library reads: baseline, extended and progressive, Huffman
 * and arithmetic, 8 bits; gray, YCbCr, RGB, CMYK and YCCK.  Writes baseline
 * gray.
 */
extern const struct codec codec_jpeg;

#endif
