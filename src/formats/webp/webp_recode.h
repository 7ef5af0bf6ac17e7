/* SPDX-License-Identifier: MIT */
/*
 * webp_recode.h - a coded picture to its gray one, by its pixels
 *
 * Lossless stays so, with the colours that alpha hides, unless a quality is
 * asked for; lossy is coded with that, or with its own.
 */
#ifndef GM_FORMATS_WEBP_WEBP_RECODE_H
#define GM_FORMATS_WEBP_WEBP_RECODE_H

#include "base/file_cursor.h"
#include "codec/conversion.h"
#include "formats/webp/webp_picture.h"
#include "meta/graying.h"

/*
 * Append the chunks of the gray picture, each with its padding, to *coded.
 * Fails as webp_picture_load(), webp_decode(), webp_encoder_finish(), and
 * image_check_held() for what all of it takes.
 */
enum gm_status webp_recode(const struct webp_picture *picture,
			   struct file_cursor *cursor,
			   const struct graying *graying,
			   const struct conversion *conversion,
			   struct bytes *coded, struct gm_error *err);

#endif
