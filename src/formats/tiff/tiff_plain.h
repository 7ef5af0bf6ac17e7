/* SPDX-License-Identifier: MIT */
/*
 * tiff_plain.h - rows of a strip or tile that is not compressed
 *
 * Read as they stand: the library would hold all of a tall strip, and does not
 * look at how many bytes a block has.
 */
#ifndef GM_FORMATS_TIFF_TIFF_PLAIN_H
#define GM_FORMATS_TIFF_TIFF_PLAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/tiff/tiff_page.h"

/* Rows of one of them. */
struct tiff_plain {
	uint32_t number;     /* of the strip or tile */
	uint32_t y;          /* the first row in it, */
	uint32_t n;          /* and how many there are */
	uint64_t row_nbytes; /* of each */
};

/*
 * Read them, native-endian and the high bits first, as the library delivers
 * samples.  False when not all are there, for tiff_source_fail(): the rest is
 * as it was.
 */
bool tiff_plain_read(struct tiff_source *source, const struct tiff_page *page,
		     const struct tiff_plain *rows, uint8_t *to);

#endif
