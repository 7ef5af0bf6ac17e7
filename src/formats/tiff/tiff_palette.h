/* SPDX-License-Identifier: MIT */
/*
 * tiff_palette.h - the colours of a palette, made gray where they stand
 *
 * ColorMap (TIFF 6.0 section 5) holds the red of all indices, then the green,
 * then the blue, of 16 bits each.  Indices stay as they are: what has a palette
 * keeps it, and its compression and depth with it.
 */
#ifndef GM_FORMATS_TIFF_TIFF_PALETTE_H
#define GM_FORMATS_TIFF_TIFF_PALETTE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "formats/tiff/tiff_put.h"
#include "formats/tiff/tiff_raw.h"
#include "image/gray.h"
#include "meta/metadata.h"

/* Zeroed, it is empty, and released by tiff_palette_free(). */
struct tiff_palette {
	size_t n;          /* indices */
	uint64_t *numbers; /* owned; 3 * n of them */
};

/* Fails with GM_ERR_CORRUPT, GM_ERR_NOMEM or as tiff_raw_numbers(). */
enum gm_status tiff_palette_read(struct tiff_palette *palette,
				 struct tiff_raw *raw,
				 const struct tiff_directory *directory,
				 struct gm_error *err);

bool tiff_palette_is_gray(const struct tiff_palette *palette);

/*
 * Make it gray: colours of 8 bits, which stand in the high halves of the
 * numbers, in both or in the low ones, as such, others as those of 16 bits.
 * The metadata are all of the page, not yet settled.  Fails as
 * settle_find_graying().
 */
enum gm_status tiff_palette_make_gray(struct tiff_palette *palette,
				      enum gray_method method,
				      struct metadata *metadata,
				      struct gm_error *err);

/* Append the field.  Fails with GM_ERR_NOMEM. */
enum gm_status tiff_palette_put(const struct tiff_palette *palette,
				const struct tiff_order *order,
				struct tiff_fields *fields,
				struct gm_error *err);

void tiff_palette_free(struct tiff_palette *palette);

#endif
