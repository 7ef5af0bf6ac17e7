/* SPDX-License-Identifier: MIT */
/*
 * tiff_direct.h - the ways from TIFF to TIFF, see tiff_copy.h
 */
#ifndef GM_FORMATS_TIFF_TIFF_DIRECT_H
#define GM_FORMATS_TIFF_TIFF_DIRECT_H

#include "codec/codec.h"

/*
 * The first takes the luma of JPEG out of its bits, the second goes by its
 * pixels: where one block of a file is not for the first, the whole file is for
 * the second.  They keep the same state.
 */
extern const struct codec_direct tiff_direct_bits;
extern const struct codec_direct tiff_direct_pixels;

/* Release what they keep.  NULL is allowed. */
void tiff_direct_free(void *state);

#endif
