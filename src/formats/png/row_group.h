/* SPDX-License-Identifier: MIT */
/*
 * row_group.h - undo the filters of several rows at once
 *
 * With all filters but NONE and UP a pixel needs the one to its left, so that
 * the processor has to wait for one pixel before it begins the next.  Several
 * rows do not wait for each other when each is a pixel behind the row above it.
 */
#ifndef GM_FORMATS_PNG_ROW_GROUP_H
#define GM_FORMATS_PNG_ROW_GROUP_H

#include <stddef.h>
#include <stdint.h>

/* Most rows whose filters are undone together. */
#define ROW_GROUP_MAX 4u

/*
 * How many of the next n_rows rows, at least 1, are best undone together: 1, 2
 * or 4.  rows are their filtered bytes, each row with its filter before its
 * nbytes bytes.
 */
unsigned row_group_size(const uint8_t *rows, size_t nbytes, uint32_t n_rows,
			unsigned pixel_nbytes);

/*
 * Undo the filters of n_rows rows, 2 or 4, that lie as for row_group_size(),
 * and store row i at to[i]; above is the row above the first, without filters.
 */
void row_group_undo(const uint8_t *rows, size_t nbytes, unsigned n_rows,
		    const uint8_t *above, unsigned pixel_nbytes,
		    uint8_t *const *to);

#endif
