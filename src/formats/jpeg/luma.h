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
#include "meta/metadata.h"

/*
 * A codec_direct's copy; what it keeps for the next file is a struct recode.
 * Of conversion only max_pixels counts, for more of which it steps aside, as
 * for all that is unusual, or not well-formed to the last byte; the text says
 * what.  metadata stay as they are.
 */
enum gm_status luma_copy(void **recode, struct file_in *in,
			 struct file_out *out,
			 const struct conversion *conversion,
			 struct metadata *metadata, struct outcome *outcome,
			 struct gm_error *err);

/* Release what it keeps.  NULL is allowed. */
void luma_free(void *recode);

#endif
