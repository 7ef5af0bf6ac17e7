/* SPDX-License-Identifier: MIT */
/*
 * raw_preview.h - the JPEG in a camera's raw that shows all of the picture
 *
 * DNG, CR2, NEF, ARW and their like have directories of TIFF, some of whose
 * pictures are JPEGs: the largest that is no lossless one, which is what the
 * sensor has seen.  RW2 has it in a tag, RAF in its header.
 */
#ifndef GM_FORMATS_RAW_RAW_PREVIEW_H
#define GM_FORMATS_RAW_RAW_PREVIEW_H

#include "base/bytes.h"
#include "base/err.h"
#include "base/file.h"

/* Zeroed before. */
struct raw_preview {
	uint64_t at;     /* in the file, */
	uint64_t nbytes; /* as is all of it */
	uint64_t n_pixels;
	struct bytes before; /* owned: SOI, and EXIF where the JPEG has none;
				what at and nbytes leave out */
};

/* Does a file begin so? */
bool raw_preview_is_head(const uint8_t *head, size_t nbytes);

/*
 * Find it, and what EXIF says of the raw.  Fails with GM_ERR_UNSUPPORTED when
 * there is none, GM_ERR_NOMEM or GM_ERR_READ.
 */
enum gm_status raw_preview_find(struct raw_preview *preview, struct file_in *in,
				struct gm_error *err);

void raw_preview_free(struct raw_preview *preview);

#endif
