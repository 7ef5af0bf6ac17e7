/* SPDX-License-Identifier: MIT */
/*
 * tiff_recode.h - one page by its pixels, written as it was coded
 *
 * Decoded, made gray and encoded row by row, with the compression, predictor,
 * depth and blocks that the page had.  Where these cannot be: old-style JPEG
 * becomes JPEG; WebP, which has no gray, deflate, or JPEG where it had loss;
 * LogLuv LogL; PixarLog, and LERC of floats, of the other byte order deflate;
 * tiles and strips of odd sizes are made larger.
 */
#ifndef GM_FORMATS_TIFF_TIFF_RECODE_H
#define GM_FORMATS_TIFF_TIFF_RECODE_H

#include <stdint.h>

#include "base/err.h"
#include "codec/conversion.h"
#include "formats/tiff/tiff_page.h"
#include "formats/tiff/tiff_put.h"
#include "formats/tiff/tiff_source.h"
#include "meta/metadata.h"

/* All is the caller's. */
struct tiff_recode {
	struct tiff_put *put;
	struct tiff_source *source; /* open */
	const struct conversion *conversion;
	struct metadata *metadata; /* of the page, not yet settled */
	struct outcome *outcome;
};

/*
 * Write the blocks of the page whose directory stands there, and append the
 * fields that say how: what it has of the same tags does not hold for the copy.
 * Fails with GM_ERR_UNSUPPORTED for what cannot be read or written, and as
 * tiff_source_fail(), tiff_rows_open() and file_out_write().
 */
enum gm_status tiff_recode_page(const struct tiff_recode *recode, uint64_t at,
				struct tiff_directory *directory,
				struct tiff_fields *fields,
				struct gm_error *err);

#endif
