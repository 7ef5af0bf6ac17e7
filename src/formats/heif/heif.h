/* SPDX-License-Identifier: MIT */
/*
 * heif.h - the reader of HEIF pictures that are coded as HEVC
 */
#ifndef GM_FORMATS_HEIF_HEIF_H
#define GM_FORMATS_HEIF_HEIF_H

#include "codec/codec.h"

extern const struct codec_reader heif_reader;

#endif
