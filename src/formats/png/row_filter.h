/* SPDX-License-Identifier: MIT */
/*
 * row_filter.h - the filters of PNG's rows, there and back
 *
 * PNG section 9: each row is the difference to what is foreseen from the bytes
 * of the pixel before it and of the row above.
 */
#ifndef GM_FORMATS_PNG_ROW_FILTER_H
#define GM_FORMATS_PNG_ROW_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* PNG 9.2. */
enum row_filter {
	ROW_FILTER_NONE = 0,
	ROW_FILTER_SUB,
	ROW_FILTER_UP,
	ROW_FILTER_AVERAGE,
	ROW_FILTER_PAETH,
	ROW_FILTER_N
};

/*
 * Write the bytes of a row's pixels, whose filtered bytes are from, to `to`,
 * which is apart.  above is the row above, as many zeros for the first one.  A
 * pixel has pixel_nbytes bytes: 1 (or less than a byte), 2, 3 or 4.  Of pixels
 * of 3 bytes, the byte after each row is read too, in vain.
 */
void row_filter_undo(enum row_filter filter, const uint8_t *from,
		     const uint8_t *above, size_t nbytes, unsigned pixel_nbytes,
		     uint8_t *to);

/* Most rows whose filters are undone together. */
#define ROW_GROUP_MAX 4u

/*
 * Undo the filters of the next rows, 1, 2 or 4 of n_rows, as is best, and
 * return how many.  from are the filtered bytes of n_rows rows, at least 1,
 * each with its filter before its nbytes bytes; above is the row above the
 * first, without its filter.  Row i goes to to[i]; else as row_filter_undo().
 */
unsigned row_group_undo(const uint8_t *from, uint32_t n_rows,
			const uint8_t *above, size_t nbytes,
			unsigned pixel_nbytes, uint8_t *const *to);

/* Write the filtered bytes of a row to out; pixel_nbytes is 1 or 2. */
void row_filter_do(enum row_filter filter, const uint8_t *row,
		   const uint8_t *above, size_t nbytes, unsigned pixel_nbytes,
		   uint8_t *out);

/*
 * The filter whose bytes are nearest to zero: the least sum of magnitudes
 * (PNG section 12.7), judged by a part of the row; PAETH when it is too short
 * for that.  pixel_nbytes is 1 or 2.
 */
enum row_filter row_filter_choose(const uint8_t *row, const uint8_t *above,
				  size_t nbytes, unsigned pixel_nbytes);

/*
 * The filter whose bytes have the least entropy, which is what Huffman codes
 * can reach; takes ten times as long.  scratch has nbytes bytes.
 */
enum row_filter row_filter_choose_least(const uint8_t *row,
					const uint8_t *above, size_t nbytes,
					unsigned pixel_nbytes,
					uint8_t *scratch);

#endif
