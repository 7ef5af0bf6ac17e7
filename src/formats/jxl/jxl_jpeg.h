/* SPDX-License-Identifier: MIT */
/*
 * jxl_jpeg.h - the JPEG that a file was made from, where it holds all of it
 */
#ifndef GM_FORMATS_JXL_JXL_JPEG_H
#define GM_FORMATS_JXL_JXL_JPEG_H

#include "codec/conversion.h"
#include "formats/jxl/jxl_decoder.h"
#include "meta/metadata.h"

/* Zeroed before. */
struct jxl_jpeg {
	struct bytes jpeg; /* owned */
	uint32_t width;    /* as it has it */
	uint32_t height;
	unsigned orientation; /* by which the file has it turned, as EXIF */
};

static inline uint64_t
jxl_jpeg_n_pixels(const struct jxl_jpeg *jpeg)
{
	return (uint64_t)jpeg->width * jpeg->height;
}

/*
 * Make the JPEG again.  What is in boxes is added to metadata, whether it is in
 * the JPEG or not.  Fails with GM_ERR_UNSUPPORTED where there is none, or it
 * cannot be made; with GM_ERR_LIMIT or GM_ERR_NOMEM.
 */
enum gm_status jxl_jpeg_make(struct jxl_jpeg *jpeg, const struct bytes *file,
			     const struct file_in *in,
			     const struct conversion *conversion,
			     struct metadata *metadata, struct gm_error *err);

void jxl_jpeg_free(struct jxl_jpeg *jpeg);

#endif
