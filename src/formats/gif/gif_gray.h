/* SPDX-License-Identifier: MIT */
/*
 * gif_gray.h - the direct way from a GIF to a gray one
 *
 * The colour tables become gray, each entry for itself, and all else is copied:
 * frames, their codes, times and disposals, transparency, comments and the
 * extensions of applications, but for what gif_extension.h leaves out.  No
 * code is decoded: what is wrong in them stays as it is.
 *
 * It never steps aside, for there is no other way to a GIF.  Its memory does
 * not grow with the file.
 */
#ifndef GM_FORMATS_GIF_GIF_GRAY_H
#define GM_FORMATS_GIF_GIF_GRAY_H

#include "codec/codec.h"

extern const struct codec_direct gif_gray_direct;

#endif
