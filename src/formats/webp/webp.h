/* SPDX-License-Identifier: MIT */
/*
 * webp.h - what is done with WebP by its pixels
 *
 * The reader, the writer and the way of animations take libwebp for what is
 * coded; what is around it is our own.
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

/*
 * An animation to a gray one, each of whose frames is coded again where it is.
 * It steps aside for still pictures.
 */
extern const struct codec_direct webp_animation_direct;

#endif
