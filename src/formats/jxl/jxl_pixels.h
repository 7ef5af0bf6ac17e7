/* SPDX-License-Identifier: MIT */
/*
 * jxl_pixels.h - the samples of a picture
 */
#ifndef GM_FORMATS_JXL_JXL_PIXELS_H
#define GM_FORMATS_JXL_JXL_PIXELS_H

#include "formats/jxl/jxl_look.h"

/* Samples of a picture, as rows have them. */
struct jxl_pixels {
	JxlPixelFormat format; /* the caller's */
	uint8_t *samples;      /* owned; NULL before */
	uint8_t *black;        /* likewise, where there is one */
	bool is_cut;           /* the file ended before it was complete */
	bool has_more;         /* bytes follow the picture */
};

/*
 * Bytes of memory that the library takes, at most, for pictures that are not
 * made to need more.
 */
uint64_t jxl_pixels_nbytes(const struct jxl_look *look);

/*
 * Decode the first frame that is shown.  With salvage, what there is of it
 * when the file ends; what is missing is black.  Fails with GM_ERR_CORRUPT,
 * GM_ERR_TRUNCATED or GM_ERR_NOMEM; what is owned is then still the caller's
 * to free.
 */
enum gm_status jxl_pixels_decode(struct jxl_pixels *pixels,
				 const struct jxl_look *look,
				 const struct bytes *file, bool salvage,
				 struct gm_error *err);

void jxl_pixels_free(struct jxl_pixels *pixels);

#endif
