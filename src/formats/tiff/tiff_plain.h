/* SPDX-License-Identifier: MIT */
/*
 * tiff_plain.h - rows of a strip that is not compressed
 *
 * Read as they stand: the library would hold the whole strip.
 */
#ifndef GM_FORMATS_TIFF_TIFF_PLAIN_H
#define GM_FORMATS_TIFF_TIFF_PLAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/tiff/tiff_page.h"

/* Rows of one strip. */
struct tiff_plain {
	unsigned sample;     /* the number of the plane; 0 where there is one */
	uint32_t y;          /* the first row, */
	uint32_t n;          /* and how many there are */
	uint64_t row_nbytes; /* of each */
};

/*
 * Read them, native-endian and the high bits first, as the library delivers
 * samples.  False when not all are there, for tiff_source_fail().
 */
bool tiff_plain_read(struct tiff_source *source, const struct tiff_page *page,
		     const struct tiff_plain *rows, uint8_t *to);

#endif
