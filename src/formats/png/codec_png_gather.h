/* SPDX-License-Identifier: MIT */
/*
 * codec_png_gather.h - the frames of an animated PNG, found in its file
 */
#ifndef GM_FORMATS_PNG_CODEC_PNG_GATHER_H
#define GM_FORMATS_PNG_CODEC_PNG_GATHER_H

#include "formats/png/codec_png_chunks.h"
#include "formats/png/codec_png_frames.h"

/*
 * In a step, once png has read up to the pixels of an animation: read the file
 * from its start to its end, and keep what it says after its pixels.  f->n is
 * then 0 where the picture of IDAT stands alone: it is the only frame, or, as
 * a warning of the decoder says, what is malformed is no animation.  Fails with
 * GM_ERR_TRUNCATED or GM_ERR_CORRUPT, unless it is salvaged, GM_ERR_READ
 * or GM_ERR_NOMEM, which is also for more than may be taken.
 */
enum gm_status codec_png_gather(struct codec_png_frames *f, png_structp png,
				struct gm_error *err);

/* Fail as a file that ends before its animation does. */
enum gm_status codec_png_gather_fail_cut(struct gm_error *err);

#endif
