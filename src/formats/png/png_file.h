/* SPDX-License-Identifier: MIT */
/*
 * png_file.h - a gray PNG around its pixels
 */
#ifndef GM_FORMATS_PNG_PNG_FILE_H
#define GM_FORMATS_PNG_PNG_FILE_H

#include "base/file.h"
#include "formats/png/gray_rows.h"
#include "formats/png/source.h"

/* Bytes of an IDAT or fdAT chunk that we make. */
#define PNG_FILE_IDAT_NBYTES (1u << 20)

/*
 * Write the signature and all chunks before the pixels: of a picture of the
 * shape of gray, with its background; or of that of source where gray is NULL
 * and the pixels are copied.  Both fail as file_out_write().
 */
enum gm_status png_file_head(const struct source *source,
			     const struct gray_rows *gray, struct file_out *out,
			     struct gm_error *err);

/* Write all chunks after the pixels. */
enum gm_status png_file_tail(const struct source *source, struct file_out *out,
			     struct gm_error *err);

#endif
