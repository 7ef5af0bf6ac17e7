/* SPDX-License-Identifier: MIT */
/*
 * tiff_native.h - rows of R, G and B to gray ones of the same numbers
 *
 * For a copy whose depth is that of its source: 1 to 64 bits, signed or not,
 * floats of 16 to 64 bits.  The formulas of image/gray.h on whole numbers of b
 * bits are those on numbers of 8, with M = 2^b - 1, signed ones counting from
 * their least; on floats they are in doubles, rounded once.  Where the picture
 * asks for more than a formula on its numbers, see meta/graying.h, those of
 * less than 16 bits go by 16 and back; for more than 16 nobody has it.
 *
 * Further samples stay as they are, in their order, after the gray one.
 */
#ifndef GM_FORMATS_TIFF_TIFF_NATIVE_H
#define GM_FORMATS_TIFF_TIFF_NATIVE_H

#include <stdint.h>

#include "base/err.h"
#include "formats/tiff/tiff_page.h"
#include "meta/graying.h"

/* Zeroed but for the first two before tiff_native_open(). */
struct tiff_native {
	const struct tiff_page *page;  /* the caller's: of RGB, */
	const struct graying *graying; /* as is this */
	unsigned n_samples;            /* of a gray pixel */
	size_t row_nbytes;             /* of a row of those */
	uint8_t *joined;               /* owned; planes, interleaved */
	uint16_t *scaled;              /* owned; R, G, B of 16 bits */
};

/* Bits for which meta/settle.h is asked how colours become gray: 8, 16, 32. */
unsigned tiff_native_graying_bits(const struct tiff_page *page);

/*
 * Fails with GM_ERR_NOMEM, or with GM_ERR_UNSUPPORTED where nobody has the
 * numbers that are asked for.
 */
enum gm_status tiff_native_open(struct tiff_native *native,
				struct gm_error *err);

/*
 * Make a gray row at out, of row_nbytes, of the row that row[] is, see
 * tiff_rows_next().  All are aligned for their numbers.
 */
void tiff_native_row(struct tiff_native *native, const uint8_t *const *row,
		     void *out);

/* Safe on a zeroed struct. */
void tiff_native_close(struct tiff_native *native);

#endif
