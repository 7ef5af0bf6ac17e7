/* SPDX-License-Identifier: MIT */
/*
 * tiff.h - the parts that TIFF is made of
 */
#ifndef GM_FORMATS_TIFF_TIFF_H
#define GM_FORMATS_TIFF_TIFF_H

#include "codec/codec.h"

/*
 * The first page, of whatever kind the library reads, see tiff_samples.h.
 * Further pages are no frames of an animation.
 */
extern const struct codec_reader tiff_reader;

/*
 * Gray of 8, 16 or 32 bits, and with alpha of 8 or 16, in strips, deflated
 * after a predictor (TIFF 6.0 section 14, Adobe Photoshop TIFF Technical
 * Notes); frames become pages.
 */
extern const struct codec_writer tiff_writer;

#endif
