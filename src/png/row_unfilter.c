/* SPDX-License-Identifier: MIT */
#include "png/row_filter.h"

#include <string.h>

#include "base/vector.h"

/* Bytes that a loop is sure of, so that it becomes vector code. */
#define BLOCK_NBYTES 64u

/*
 * A pixel of up to four bytes in lanes of 16 bits: its bytes need each other
 * in no way, only those of the pixel before.
 */
typedef int16_t lanes __attribute__((vector_size(16)));
typedef uint8_t bytes8 __attribute__((vector_size(8)));

/* Of three bytes, reads the one behind them too: two loads take longer. */
VECTOR_INLINE lanes
load(const uint8_t *p, unsigned pixel_nbytes)
{
	uint32_t word = 0;

	memcpy(&word, p, pixel_nbytes == 3 ? 4 : pixel_nbytes);
	return __builtin_convertvector((bytes8)(uint64_t)word, lanes);
}

VECTOR_INLINE void
store(uint8_t *p, lanes value, unsigned pixel_nbytes)
{
	bytes8 bytes = __builtin_convertvector(value, bytes8);
	uint32_t word = (uint32_t)(uint64_t)bytes;

	memcpy(p, &word, pixel_nbytes);
}

VECTOR_INLINE lanes
magnitudes(lanes value)
{
	lanes minus = -value, is_less = value < minus;

	return (is_less & minus) | (~is_less & value);
}

VECTOR_INLINE void
undo_sub(uint8_t *row, size_t nbytes, unsigned pixel_nbytes)
{
	lanes left = {0};

	for (size_t i = 0; i + pixel_nbytes <= nbytes; i += pixel_nbytes) {
		left = left + load(row + i, pixel_nbytes);
		store(row + i, left, pixel_nbytes);
	}
}

VECTOR_INLINE void
undo_average(uint8_t *row, const uint8_t *above, size_t nbytes,
	     unsigned pixel_nbytes)
{
	lanes left = {0};

	for (size_t i = 0; i + pixel_nbytes <= nbytes; i += pixel_nbytes) {
		lanes up = load(above + i, pixel_nbytes);

		left = (load(row + i, pixel_nbytes) + ((left + up) >> 1)) & 255;
		store(row + i, left, pixel_nbytes);
	}
}

/* PNG section 9.4. */
VECTOR_INLINE void
undo_paeth(uint8_t *row, const uint8_t *above, size_t nbytes,
	   unsigned pixel_nbytes)
{
	lanes left = {0}, corner = {0};

	for (size_t i = 0; i + pixel_nbytes <= nbytes; i += pixel_nbytes) {
		lanes up = load(above + i, pixel_nbytes);
		lanes x = up - corner, y = left - corner;
		lanes to_left = magnitudes(x), to_up = magnitudes(y);
		lanes to_corner = magnitudes(x + y);
		lanes is_left = (to_left <= to_up) & (to_left <= to_corner);
		lanes is_up = to_up <= to_corner;
		lanes of_two = (is_up & up) | (~is_up & corner);
		lanes best = (is_left & left) | (~is_left & of_two);

		left = (load(row + i, pixel_nbytes) + best) & 255;
		corner = up;
		store(row + i, left, pixel_nbytes);
	}
}

VECTOR_INLINE void
undo_up(uint8_t *row, const uint8_t *above, size_t nbytes)
{
	for (; nbytes >= BLOCK_NBYTES; nbytes -= BLOCK_NBYTES) {
		uint8_t sums[BLOCK_NBYTES];

		for (size_t i = 0; i < BLOCK_NBYTES; i++)
			sums[i] = (uint8_t)(row[i] + above[i]);
		memcpy(row, sums, BLOCK_NBYTES);
		row += BLOCK_NBYTES;
		above += BLOCK_NBYTES;
	}
	for (size_t i = 0; i < nbytes; i++)
		row[i] = (uint8_t)(row[i] + above[i]);
}

VECTOR_INLINE void
undo(enum row_filter filter, uint8_t *row, const uint8_t *above, size_t nbytes,
     unsigned pixel_nbytes)
{
	switch (filter) {
	case ROW_FILTER_SUB:
		undo_sub(row, nbytes, pixel_nbytes);
		break;
	case ROW_FILTER_UP:
		undo_up(row, above, nbytes);
		break;
	case ROW_FILTER_AVERAGE:
		undo_average(row, above, nbytes, pixel_nbytes);
		break;
	case ROW_FILTER_PAETH:
		undo_paeth(row, above, nbytes, pixel_nbytes);
		break;
	default:
		break;
	}
}

VECTOR_CLONES void
row_filter_undo(enum row_filter filter, uint8_t *row, const uint8_t *above,
		size_t nbytes, unsigned pixel_nbytes)
{
	switch (pixel_nbytes) {
	case 1:
		undo(filter, row, above, nbytes, 1);
		break;
	case 2:
		undo(filter, row, above, nbytes, 2);
		break;
	case 3:
		undo(filter, row, above, nbytes, 3);
		break;
	default:
		undo(filter, row, above, nbytes, 4);
		break;
	}
}
