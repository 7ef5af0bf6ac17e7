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
#include "image/image.h"
#include "meta/graying.h"

/*
 * Pixels of all pictures of a file: a quarter of what may be asked for where
 * they are decoded alone, for libwebp takes longer to code them.
 */
#define WEBP_RECODE_PIXELS (IMAGE_BLANK_PIXELS / 4)

/* One file.  Zeroed but for what is the caller's. */
struct webp_recoder {
	struct file_cursor *cursor;          /* the caller's, as are both */
	const struct graying *graying;       /* of colours */
	const struct conversion *conversion; /* quality, compress, max_nbytes */
	uint64_t n_pixels;                   /* of pictures so far */
};

/*
 * Append the chunks of the gray picture, each with its padding, to *coded.
 * Fails as webp_picture_load(), webp_decode(), webp_encoder_finish(), and
 * image_check_held() for what all of it takes; and with GM_ERR_LIMIT for more
 * than WEBP_RECODE_PIXELS, and IMAGE_BLANK_RATIO for each byte of the file.
 */
enum gm_status webp_recode(struct webp_recoder *recoder,
			   const struct webp_picture *picture,
			   struct bytes *coded, struct gm_error *err);

#endif
