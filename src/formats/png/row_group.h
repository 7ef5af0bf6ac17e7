/* SPDX-License-Identifier: MIT */
/*
 * row_group.h - undo the filters of several rows at once
 *
 * Within a row each pixel waits for the one to its left (but for filters NONE
 * and UP), and the processor with it; with several rows under way, each a
 * pixel behind the one above it, there is something to do.
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

/* Undo as many rows, not 1; above is the row above the first. */
void row_group_undo(const uint8_t *rows, size_t nbytes, unsigned n_rows,
		    const uint8_t *above, unsigned pixel_nbytes,
		    uint8_t *const *to);

#endif
