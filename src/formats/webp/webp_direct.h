/* SPDX-License-Identifier: MIT */
/*
 * webp_direct.h - a lossy WebP to its gray one, without decoding a pixel
 *
 * Every frame that is lossy is made gray by vp8_gray_copy(), in a still picture
 * or an animation, and its alpha is copied.  Lossless frames of an animation
 * go by their pixels, one by one; their places and times stay.
 */
#ifndef GM_FORMATS_WEBP_WEBP_DIRECT_H
#define GM_FORMATS_WEBP_WEBP_DIRECT_H

#include "codec/codec.h"

/*
 * It steps aside for a still picture without loss, for what is to be turned or
 * has another gray than its Y, and for all that is damaged or unusual.
 */
extern const struct codec_direct webp_direct;

/* Release what its copy() keeps for the next file; NULL is nothing. */
void webp_direct_free(void *state);

#endif
