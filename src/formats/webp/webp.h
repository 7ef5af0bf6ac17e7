/* SPDX-License-Identifier: MIT */
/*
 * webp.h - the reader and the writer of WebP, by pixels
 *
 * Both take libwebp for what is coded, and what is around it is our own.
 */
#ifndef GM_FORMATS_WEBP_WEBP_H
#define GM_FORMATS_WEBP_WEBP_H

#include "codec/codec.h"

extern const struct codec_reader webp_reader;

/*
 * Lossless where the samples come from a format without loss, and no quality
 * is asked for; a side has at most WEBP_MAX_SIDE pixels.
 */
extern const struct codec_writer webp_writer;

/* Animations; it steps aside for still pictures. */
extern const struct codec_direct webp_frames_direct;

#endif
