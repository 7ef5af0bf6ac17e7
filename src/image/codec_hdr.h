/* SPDX-License-Identifier: MIT */
/*
 * codec_hdr.h - Radiance RGBE pictures
 */
#ifndef GM_IMAGE_CODEC_HDR_H
#define GM_IMAGE_CODEC_HDR_H

#include "image/codec.h"

extern const struct codec codec_hdr;

#endif
