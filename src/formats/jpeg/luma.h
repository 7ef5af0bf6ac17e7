/* SPDX-License-Identifier: MIT */
/*
 * luma.h - a colour JPEG to its gray one, without decoding a pixel
 *
 * In a YCbCr JPEG the Y component is the Rec.601 gray picture (T.871 section
 * 7), so the gray file is the colour file with the chroma taken out of the
 * bit stream.  Of a sequential file the luma's AC codes are copied bit for
 * bit and only its DC differences are coded again; of a progressive one the
 * luma's AC scans are copied byte for byte and only its DC scans are walked.
 * Reads and writes in order: memory grows with the width of the picture.
 *
 * Either the output holds exactly the quantised luma coefficients that
 * libjpeg-turbo finds in the input, or luma_copy() steps aside.  Nothing is
 * guessed.  In scans that are copied byte for byte damage inside the entropy
 * coded data is copied with them.
 */
#ifndef GM_FORMATS_JPEG_LUMA_H
#define GM_FORMATS_JPEG_LUMA_H

#include "base/err.h"
#include "base/file.h"
#include "codec/conversion.h"

/* Buffers and tables kept from file to file. */
struct luma;

/*
 * Make the buffers.  The caller releases them with luma_free().  Fails with
 * GM_ERR_NOMEM.
 */
enum gm_status luma_new(struct luma **luma, struct gm_error *err);

void luma_free(struct luma *luma);

/*
 * Read a JPEG from the start of in and write its gray one to out; neither is
 * closed or committed.  Of conversion only max_pixels counts, for more of which
 * it steps aside.  Fails with
 *   GM_ERR_UNSUPPORTED  stepped aside: unusual, or not well-formed to the last
 *                       byte; the text says what.  The caller abandons out,
 *                       rewinds in and takes another way, which has the last
 *                       word
 *   GM_ERR_READ, GM_ERR_WRITE, GM_ERR_FULL, GM_ERR_NOMEM  as everywhere
 */
enum gm_status luma_copy(struct luma *luma, struct file_in *in,
			 struct file_out *out,
			 const struct conversion *conversion,
			 struct outcome *outcome, struct gm_error *err);

#endif
