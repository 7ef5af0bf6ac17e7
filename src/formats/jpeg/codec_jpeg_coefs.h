/* SPDX-License-Identifier: MIT */
/*
 * codec_jpeg_coefs.h - a JPEG to its gray one by its coefficients
 *
 * The way between luma.h, which copies bits of what is common, and the
 * pixels: the library decodes the entropy coding, and the quantised
 * coefficients of Y are coded again, without loss.  It takes all that the
 * library reads where Y is the gray picture, and holds the whole picture in
 * memory.
 */
#ifndef GM_FORMATS_JPEG_CODEC_JPEG_COEFS_H
#define GM_FORMATS_JPEG_CODEC_JPEG_COEFS_H

#include "base/err.h"
#include "base/file.h"
#include "codec/conversion.h"
#include "meta/metadata.h"

/*
 * Read a JPEG from the start of in and write its gray one to out; neither is
 * closed or committed.  A progressive file stays progressive, all others
 * become sequential, both with Huffman tables of their own.  Of conversion the
 * limits count, and salvage.  metadata must be
 * empty and is left with the pieces that were kept.  Fails as decoding by
 * codec_jpeg does, and besides with
 *   GM_ERR_UNSUPPORTED  the picture is not its Y, or its coefficients are not
 *                       in the range that can be written, or are more than
 *                       max_nbytes: take the pixels
 *   GM_ERR_WRITE, GM_ERR_FULL
 */
enum gm_status codec_jpeg_coefs_copy(struct file_in *in, struct file_out *out,
				     struct metadata *metadata,
				     const struct conversion *conversion,
				     struct outcome *outcome,
				     struct gm_error *err);

#endif
