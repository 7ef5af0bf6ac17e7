/* SPDX-License-Identifier: MIT */
/*
 * codec_pnm.h - the portable any-map family: PBM, PGM, PPM and PAM
 */
#ifndef GM_IMAGE_CODEC_PNM_H
#define GM_IMAGE_CODEC_PNM_H

#include "image/codec.h"

/* Reads P1 to P7, writes P5 (gray) and P7 (gray+alpha). */
extern const struct codec codec_pnm;

#endif
