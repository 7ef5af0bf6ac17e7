/* SPDX-License-Identifier: MIT */
/*
 * tiff_strip.h - gray rows to the bytes of a strip: predictor and deflate
 */
#ifndef GM_FORMATS_TIFF_TIFF_STRIP_H
#define GM_FORMATS_TIFF_TIFF_STRIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "formats/tiff/tiff_pack.h"
#include "image/image.h"

/* Zeroed but for the first three, and pack.compress. */
struct tiff_strip {
	struct image_info info; /* of the rows */
	unsigned bits;      /* of a sample in the file: info.bits, or less of
			       gray that needs no more */
	bool is_big_endian; /* the file is */

	struct tiff_pack pack;
	struct bytes rows; /* owned; as they are compressed */
};

/* Bytes of a row in the file, before it is compressed. */
size_t tiff_strip_row_nbytes(const struct tiff_strip *strip);

/* As the tag has it: 1, none, of samples that are packed; 2; of floats 3. */
unsigned tiff_strip_predictor(const struct tiff_strip *strip);

/* Take a row, which is spoilt.  Fails with GM_ERR_NOMEM. */
enum gm_status tiff_strip_row(struct tiff_strip *strip, void *row,
			      struct gm_error *err);

/*
 * Compress all rows that were taken into pack.data, and have none.  Fails
 * with GM_ERR_NOMEM.
 */
enum gm_status tiff_strip_pack(struct tiff_strip *strip, struct gm_error *err);

/* Release what it owns. */
void tiff_strip_free(struct tiff_strip *strip);

#endif
