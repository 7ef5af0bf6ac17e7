/* SPDX-License-Identifier: MIT */
/*
 * webp_quality.h - with what quality a picture was coded
 */
#ifndef GM_FORMATS_WEBP_WEBP_QUALITY_H
#define GM_FORMATS_WEBP_WEBP_QUALITY_H

#include "base/file_cursor.h"
#include "formats/webp/webp_picture.h"

/*
 * The quality, 1..100, that libwebp's encoder takes for its like, by its
 * quantiser; where that cannot be read, 75, which is what it takes for all that
 * say nothing.  0 for a lossless picture.
 */
unsigned webp_quality_of(const struct webp_picture *picture,
			 struct file_cursor *cursor);

/*
 * The quality, 1..100, for which libwebp takes the quantiser that is the
 * nearest to y_ac_qi, with one segment; of several the best.
 */
unsigned webp_quality_of_quantiser(unsigned y_ac_qi);

#endif
