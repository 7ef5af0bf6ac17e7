/* SPDX-License-Identifier: MIT */
/*
 * tiff_blocks.h - where the strips or tiles of a picture stand
 *
 * As the file says, and where old writers said too little, as it must be.
 */
#ifndef GM_FORMATS_TIFF_TIFF_BLOCKS_H
#define GM_FORMATS_TIFF_TIFF_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "codec/conversion.h"
#include "formats/tiff/tiff_put.h"
#include "formats/tiff/tiff_raw.h"

/* A zeroed struct is empty, and released by tiff_blocks_free(). */
struct tiff_blocks {
	bool is_tiled;
	size_t n;
	uint64_t *offsets; /* owned, as are the sizes: n each; both are 0 of a
			      block that is not there */
	uint64_t *sizes;   /* bytes */
};

/*
 * Find those of a directory.  One that is not all in the file fails with
 * GM_ERR_TRUNCATED, or is cut with a warning where salvage is asked for.
 * Fails with GM_ERR_CORRUPT or GM_ERR_NOMEM too, or as tiff_raw_numbers().
 */
enum gm_status tiff_blocks_find(struct tiff_blocks *blocks,
				struct tiff_raw *raw,
				const struct tiff_directory *directory,
				bool salvage, struct outcome *outcome,
				struct gm_error *err);

/*
 * Copy them as they are; they then say where the copies stand.  Fails as
 * tiff_put_copy().
 */
enum gm_status tiff_blocks_copy(struct tiff_blocks *blocks,
				struct tiff_put *put, struct gm_error *err);

/*
 * Append the fields that say where they stand.  Fails with GM_ERR_NOMEM, or
 * with GM_ERR_LIMIT where offsets of the file have no room for it.
 */
enum gm_status tiff_blocks_put(const struct tiff_blocks *blocks,
			       const struct tiff_order *order,
			       struct tiff_fields *fields,
			       struct gm_error *err);

void tiff_blocks_free(struct tiff_blocks *blocks);

#endif
