/* SPDX-License-Identifier: MIT */
/*
 * tiff_luma.h - the luma of strips and tiles that are JPEGs
 *
 * TIFF Technical Note 2: each of them is a JPEG, whose tables may stand in
 * JPEGTables instead.  With those joined in, the luma is taken out of its bits
 * as from any JPEG, see formats/jpeg/luma.h; what the lumas have in common is
 * put into JPEGTables again where it came from there.
 */
#ifndef GM_FORMATS_TIFF_TIFF_LUMA_H
#define GM_FORMATS_TIFF_TIFF_LUMA_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/file.h"
#include "codec/conversion.h"
#include "formats/tiff/tiff_blocks.h"
#include "formats/tiff/tiff_put.h"
#include "meta/metadata.h"

/* Kept from file to file.  A zeroed struct is valid. */
struct tiff_luma {
	void *recode; /* owned; luma_copy()'s */
	struct file_in in;
	struct file_out out;
	struct metadata metadata;
	struct bytes tables; /* JPEGTables, without SOI and EOI */
	struct bytes joined; /* a block with them */
	struct bytes shared; /* JPEGTables of the lumas, likewise */
	bool is_shared;
	bool has_shared;
};

/*
 * Write the luma of each block, whose places *blocks then has; a JPEGTables
 * for them goes into *fields, where there is one.  No block has more pixels
 * than max_pixels.  Fails with GM_ERR_UNSUPPORTED where one is not for this
 * way: what is written is then of no use.
 */
enum gm_status tiff_luma_copy(struct tiff_luma *luma, struct tiff_put *put,
			      const struct tiff_directory *directory,
			      uint64_t max_pixels, struct tiff_blocks *blocks,
			      struct tiff_fields *fields, struct gm_error *err);

void tiff_luma_free(struct tiff_luma *luma);

#endif
