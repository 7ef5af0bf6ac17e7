/* SPDX-License-Identifier: MIT */
/*
 * avif.h - what is done with AVIF
 *
 * AV1 Image File Format 1.1: the coded pictures, and the container but for
 * what avif_file.h looks at, are the library's.
 */
#ifndef GM_FORMATS_AVIF_AVIF_H
#define GM_FORMATS_AVIF_AVIF_H

#include "codec/codec.h"

#define AVIF_NAME "AVIF"

/* Most pixels a side, and of all: the library's. */
#define AVIF_MAX_SIDE   65536u
#define AVIF_MAX_PIXELS (16384u * 16384u)

extern const struct codec_reader avif_reader;

/*
 * Y alone.  Lossless where the samples come from a format without loss, and no
 * quality is asked for.
 */
extern const struct codec_writer avif_writer;

/*
 * To a copy of all bytes, where the picture has no colours and a gray one keeps
 * all that there is besides.  It steps aside for others.
 */
extern const struct codec_direct avif_direct;

#endif
