/* SPDX-License-Identifier: MIT */
/*
 * bmp_read.h - BMP of all kinds that are not another picture in disguise, as
 * Pillow and browsers show them
 */
#ifndef GM_FORMATS_BMP_BMP_READ_H
#define GM_FORMATS_BMP_BMP_READ_H

#include "codec/codec.h"

extern const struct codec_reader bmp_reader;

#endif
