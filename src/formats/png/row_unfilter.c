/* SPDX-License-Identifier: MIT */
#include "formats/png/row_filter.h"

#include <string.h>

#include "base/vector.h"
#include "formats/png/lanes.h"

/* Bytes that a loop is sure of, so that it becomes vector code. */
#define BLOCK_NBYTES 64u

VECTOR_INLINE void
undo_sub(const uint8_t *from, size_t nbytes, unsigned pixel_nbytes, uint8_t *to)
{
	bytes8 left = {0};

	for (size_t i = 0; i + pixel_nbytes <= nbytes; i += pixel_nbytes) {
		uint64_t word = lanes_load_word(from + i, pixel_nbytes);

		left = left + (bytes8)word;
		lanes_store_word(to + i, (uint32_t)(uint64_t)left,
				 pixel_nbytes);
	}
}

VECTOR_INLINE void
undo_average(const uint8_t *from, const uint8_t *above, size_t nbytes,
	     unsigned pixel_nbytes, uint8_t *to)
{
	lanes left = {0};

	for (size_t i = 0; i + pixel_nbytes <= nbytes; i += pixel_nbytes) {
		lanes up = lanes_load(above + i, pixel_nbytes);

		left = (lanes_load(from + i, pixel_nbytes) +
			((left + up) >> 1)) &
		       255;
		lanes_store(to + i, left, pixel_nbytes);
	}
}

VECTOR_INLINE void
undo_paeth(const uint8_t *from, const uint8_t *above, size_t nbytes,
	   unsigned pixel_nbytes, uint8_t *to)
{
	lanes left = {0}, corner = {0};

	for (size_t i = 0; i + pixel_nbytes <= nbytes; i += pixel_nbytes) {
		lanes up = lanes_load(above + i, pixel_nbytes);

		left = lanes_add_paeth(lanes_load(from + i, pixel_nbytes), left,
				       up, corner);
		corner = up;
		lanes_store(to + i, left, pixel_nbytes);
	}
}

VECTOR_INLINE void
add_bytes(const uint8_t *restrict from, const uint8_t *restrict above, size_t n,
	  uint8_t *restrict to)
{
	for (size_t i = 0; i < n; i++)
		to[i] = (uint8_t)(from[i] + above[i]);
}

VECTOR_INLINE void
undo_up(const uint8_t *from, const uint8_t *above, size_t nbytes, uint8_t *to)
{
	for (; nbytes >= BLOCK_NBYTES; nbytes -= BLOCK_NBYTES) {
		add_bytes(from, above, BLOCK_NBYTES, to);
		from += BLOCK_NBYTES;
		above += BLOCK_NBYTES;
		to += BLOCK_NBYTES;
	}
	add_bytes(from, above, nbytes, to);
}

VECTOR_INLINE void
undo(enum row_filter filter, const uint8_t *from, const uint8_t *above,
     size_t nbytes, unsigned pixel_nbytes, uint8_t *to)
{
	switch (filter) {
	case ROW_FILTER_SUB:
		undo_sub(from, nbytes, pixel_nbytes, to);
		break;
	case ROW_FILTER_UP:
		undo_up(from, above, nbytes, to);
		break;
	case ROW_FILTER_AVERAGE:
		undo_average(from, above, nbytes, pixel_nbytes, to);
		break;
	case ROW_FILTER_PAETH:
		undo_paeth(from, above, nbytes, pixel_nbytes, to);
		break;
	default:
		memcpy(to, from, nbytes);
		break;
	}
}

VECTOR_CLONES void
row_filter_undo(enum row_filter filter, const uint8_t *from,
		const uint8_t *above, size_t nbytes, unsigned pixel_nbytes,
		uint8_t *to)
{
	switch (pixel_nbytes) {
	case 1:
		undo(filter, from, above, nbytes, 1, to);
		break;
	case 2:
		undo(filter, from, above, nbytes, 2, to);
		break;
	case 3:
		undo(filter, from, above, nbytes, 3, to);
		break;
	default:
		undo(filter, from, above, nbytes, 4, to);
		break;
	}
}
