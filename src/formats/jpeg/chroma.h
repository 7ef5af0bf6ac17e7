/* SPDX-License-Identifier: MIT */
/*
 * chroma.h - whether a colour JPEG is gray, without decoding a pixel
 *
 * Where all coefficients of Cb and Cr are zero, R, G and B are all Y (T.871
 * section 7).  In a sequential file such a block is two codes: a DC difference
 * of category 0, and end of block (T.81 F.1.2).
 */
#ifndef GM_FORMATS_JPEG_CHROMA_H
#define GM_FORMATS_JPEG_CHROMA_H

#include "base/err.h"
#include "base/file.h"
#include "codec/conversion.h"

/*
 * A codec's look; recode is as for luma_copy().  What is progressive, unusual
 * or not well-formed to the last byte is left to the pixels, and so is what has
 * coefficients that may come to nothing.
 */
enum gm_status chroma_look(void **recode, struct file_in *in,
			   const struct conversion *conversion,
			   struct outcome *outcome, bool *is_gray,
			   struct gm_error *err);

#endif
