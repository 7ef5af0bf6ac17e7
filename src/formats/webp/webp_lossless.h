/* SPDX-License-Identifier: MIT */
/*
 * webp_lossless.h - a coded picture to its gray one by its pixels, without loss
 */
#ifndef GM_FORMATS_WEBP_WEBP_LOSSLESS_H
#define GM_FORMATS_WEBP_WEBP_LOSSLESS_H

#include "base/bytes.h"
#include "base/file_cursor.h"
#include "codec/conversion.h"
#include "formats/webp/webp_picture.h"

/*
 * Append the chunks of the gray picture, which is lossless, to *chunks.  Fails
 * as webp_picture_load(), webp_decode() and webp_encoder_finish() do, or with
 * GM_ERR_NOMEM where conversion allows less than it takes.
 */
enum gm_status webp_lossless_gray(struct file_cursor *cursor,
				  const struct webp_picture *picture,
				  const struct conversion *conversion,
				  struct bytes *chunks, struct gm_error *err);

#endif
