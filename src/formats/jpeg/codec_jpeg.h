/* SPDX-License-Identifier: MIT */
/*
 * codec_jpeg.h - JPEG through libjpeg-turbo, by rows; see codec.h
 */
#ifndef GM_FORMATS_JPEG_CODEC_JPEG_H
#define GM_FORMATS_JPEG_CODEC_JPEG_H

#include "codec/codec.h"

/* Quality where neither the user nor the metadata gives one. */
#define CODEC_JPEG_QUALITY 90

/*
 * What the library reads: baseline, extended and progressive, Huffman and
 * arithmetic, 8 bits; gray, YCbCr, RGB, CMYK and YCCK.
 */
extern const struct codec_reader codec_jpeg_reader;

/* Baseline gray. */
extern const struct codec_writer codec_jpeg_writer;

#endif
