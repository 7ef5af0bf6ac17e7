/* SPDX-License-Identifier: MIT */
/*
 * codec_jpeg.h - JPEG through libjpeg-turbo, by rows and by coefficients
 *
 * What the library reads: baseline, extended and progressive, Huffman and
 * arithmetic, 8 bits; gray, YCbCr, RGB, CMYK and YCCK.  See codec.h.
 */
#ifndef GM_FORMATS_JPEG_CODEC_JPEG_H
#define GM_FORMATS_JPEG_CODEC_JPEG_H

#include "codec/codec.h"

/* Quality where neither the user nor the metadata gives one. */
#define CODEC_JPEG_QUALITY 90

/* By the bits of the luma, and by its coefficients; ended by NULL. */
extern const struct codec_direct *const codec_jpeg_direct[];

extern const struct codec_reader codec_jpeg_reader;

/* Baseline gray. */
extern const struct codec_writer codec_jpeg_writer;

/*
 * A codec_direct's copy, which keeps no state: the way between luma.h, which
 * copies bits of what is common, and the pixels.  The library decodes the
 * entropy coding, and the quantised coefficients of Y are coded again, without
 * loss; the whole picture is held in memory.  A progressive file stays
 * progressive, all others become sequential, both with Huffman tables of their
 * own.  Of conversion the limits count, and salvage.  Steps aside when the
 * picture is not its Y, or its coefficients are not in the range that can be
 * written, or are more than max_nbytes, or can be salvaged only as pixels;
 * fails else as the reader does.
 */
enum gm_status codec_jpeg_coefs_copy(void **state, struct file_in *in,
				     struct file_out *out,
				     const struct conversion *conversion,
				     struct metadata *metadata,
				     struct outcome *outcome,
				     struct gm_error *err);

/* libjpeg-turbo. */
extern const struct library codec_jpeg_library;

#endif
