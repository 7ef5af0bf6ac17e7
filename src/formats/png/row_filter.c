/* SPDX-License-Identifier: MIT */
#include "formats/png/row_filter.h"

#include <string.h>

#include "base/vector.h"

/*
 * Rows are judged by blocks of this many bytes, one of every BLOCK_STEP of
 * them: as good as whole rows, in a quarter of the time.
 */
#define BLOCK_NBYTES 64u
#define SMALL_NBYTES 16u
#define BLOCK_STEP   4u

/* Shorter rows are judged whole. */
#define WHOLE_NBYTES 1024u

/*
 * Of the functions below: n bytes of a row, those of the pixel before them
 * and of the row above, to n bytes of out.
 */
VECTOR_INLINE void
filter_sub(const uint8_t *row, const uint8_t *left, size_t n,
	   uint8_t *restrict out)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (uint8_t)(row[i] - left[i]);
}

VECTOR_INLINE void
filter_average(const uint8_t *row, const uint8_t *left, const uint8_t *above,
	       size_t n, uint8_t *restrict out)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (uint8_t)(row[i] - ((left[i] + above[i]) >> 1));
}

/* PNG section 9.4, in 16 bits, of which a vector holds twice as many. */
VECTOR_INLINE void
filter_paeth(const uint8_t *row, const uint8_t *left, const uint8_t *above,
	     const uint8_t *corner, size_t n, uint8_t *restrict out)
{
	for (size_t i = 0; i < n; i++) {
		int16_t x = (int16_t)(above[i] - corner[i]);
		int16_t y = (int16_t)(left[i] - corner[i]);
		int16_t z = (int16_t)(x + y);
		uint8_t best;

		x = (int16_t)(x < 0 ? -x : x);
		y = (int16_t)(y < 0 ? -y : y);
		z = (int16_t)(z < 0 ? -z : z);
		best = y <= z ? above[i] : corner[i];
		best = x <= y && x <= z ? left[i] : best;
		out[i] = (uint8_t)(row[i] - best);
	}
}

/* n bytes from offset at on, which is not in the first pixel. */
VECTOR_INLINE void
filter_part(enum row_filter filter, const uint8_t *row, const uint8_t *above,
	    size_t at, size_t n, unsigned pixel_nbytes, uint8_t *restrict out)
{
	const uint8_t *left = row + at - pixel_nbytes;
	const uint8_t *corner = above + at - pixel_nbytes;

	row += at;
	above += at;
	switch (filter) {
	case ROW_FILTER_SUB:
		filter_sub(row, left, n, out);
		break;
	case ROW_FILTER_UP:
		filter_sub(row, above, n, out);
		break;
	case ROW_FILTER_AVERAGE:
		filter_average(row, left, above, n, out);
		break;
	case ROW_FILTER_PAETH:
		filter_paeth(row, left, above, corner, n, out);
		break;
	default:
		memcpy(out, row, n);
		break;
	}
}

/* There is nothing to the left of the first pixel. */
static void
filter_first(enum row_filter filter, const uint8_t *row, const uint8_t *above,
	     size_t n, uint8_t *out)
{
	for (size_t i = 0; i < n; i++) {
		unsigned foreseen = 0;

		if (filter == ROW_FILTER_UP || filter == ROW_FILTER_PAETH)
			foreseen = above[i];
		else if (filter == ROW_FILTER_AVERAGE)
			foreseen = above[i] / 2u;
		out[i] = (uint8_t)(row[i] - foreseen);
	}
}

/*
 * By large blocks, then small ones; the last of those ends with the row, if it
 * means to do some bytes twice.
 */
VECTOR_INLINE void
filter_rest(enum row_filter filter, const uint8_t *row, const uint8_t *above,
	    size_t nbytes, unsigned pixel_nbytes, uint8_t *out)
{
	size_t at = pixel_nbytes;

	for (; at + BLOCK_NBYTES <= nbytes; at += BLOCK_NBYTES)
		filter_part(filter, row, above, at, BLOCK_NBYTES, pixel_nbytes,
			    out + at);
	for (; at + SMALL_NBYTES <= nbytes; at += SMALL_NBYTES)
		filter_part(filter, row, above, at, SMALL_NBYTES, pixel_nbytes,
			    out + at);
	if (at >= nbytes)
		return;
	if (nbytes >= SMALL_NBYTES + pixel_nbytes)
		filter_part(filter, row, above, nbytes - SMALL_NBYTES,
			    SMALL_NBYTES, pixel_nbytes,
			    out + nbytes - SMALL_NBYTES);
	else
		filter_part(filter, row, above, at, nbytes - at, pixel_nbytes,
			    out + at);
}

VECTOR_CLONES void
row_filter_do(enum row_filter filter, const uint8_t *row, const uint8_t *above,
	      size_t nbytes, unsigned pixel_nbytes, uint8_t *out)
{
	filter_first(filter, row, above,
		     nbytes < pixel_nbytes ? nbytes : pixel_nbytes, out);
	switch (filter) {
	case ROW_FILTER_SUB:
		filter_rest(ROW_FILTER_SUB, row, above, nbytes, pixel_nbytes,
			    out);
		break;
	case ROW_FILTER_UP:
		filter_rest(ROW_FILTER_UP, row, above, nbytes, pixel_nbytes,
			    out);
		break;
	case ROW_FILTER_AVERAGE:
		filter_rest(ROW_FILTER_AVERAGE, row, above, nbytes,
			    pixel_nbytes, out);
		break;
	case ROW_FILTER_PAETH:
		filter_rest(ROW_FILTER_PAETH, row, above, nbytes, pixel_nbytes,
			    out);
		break;
	default:
		filter_rest(ROW_FILTER_NONE, row, above, nbytes, pixel_nbytes,
			    out);
		break;
	}
}

VECTOR_INLINE uint32_t
sum_magnitudes(const uint8_t *bytes)
{
	uint16_t sum = 0; /* at most BLOCK_NBYTES * 128 */

	for (unsigned i = 0; i < BLOCK_NBYTES; i++) {
		uint8_t down = bytes[i], up = (uint8_t)-bytes[i];

		sum = (uint16_t)(sum + (down < up ? down : up));
	}
	return sum;
}

VECTOR_CLONES enum row_filter
row_filter_choose(const uint8_t *row, const uint8_t *above, size_t nbytes,
		  unsigned pixel_nbytes)
{
	uint64_t sub = 0, up = 0, average = 0, paeth = 0, least;
	size_t step = BLOCK_NBYTES * (nbytes < WHOLE_NBYTES ? 1 : BLOCK_STEP);
	uint8_t out[BLOCK_NBYTES];

	if (memcmp(row, above, nbytes) == 0)
		return ROW_FILTER_UP;
	for (size_t at = pixel_nbytes; at + BLOCK_NBYTES <= nbytes;
	     at += step) {
		filter_part(ROW_FILTER_SUB, row, above, at, BLOCK_NBYTES,
			    pixel_nbytes, out);
		sub += sum_magnitudes(out);
		filter_part(ROW_FILTER_UP, row, above, at, BLOCK_NBYTES,
			    pixel_nbytes, out);
		up += sum_magnitudes(out);
		filter_part(ROW_FILTER_AVERAGE, row, above, at, BLOCK_NBYTES,
			    pixel_nbytes, out);
		average += sum_magnitudes(out);
		filter_part(ROW_FILTER_PAETH, row, above, at, BLOCK_NBYTES,
			    pixel_nbytes, out);
		paeth += sum_magnitudes(out);
	}
	least = paeth;
	least = average < least ? average : least;
	least = up < least ? up : least;
	least = sub < least ? sub : least;
	return least == paeth ? ROW_FILTER_PAETH
	       : least == up  ? ROW_FILTER_UP
	       : least == sub ? ROW_FILTER_SUB
			      : ROW_FILTER_AVERAGE;
}

/* c * log2(c) in 1/256, with straight lines between the powers of two. */
static uint64_t
weight_of(uint32_t c)
{
	unsigned exponent;

	if (c < 2)
		return 0;
	exponent = 31 - (unsigned)__builtin_clz(c);
	return (uint64_t)c * (256 * exponent + ((c << 8 >> exponent) - 256));
}

/*
 * How far the bytes are from taking eight bits each: more is better.  Counted
 * in four parts, so that no count waits for the one before it.
 */
static uint64_t
count_order(const uint8_t *bytes, size_t n)
{
	uint32_t counts[4][256] = {{0}};
	uint64_t order = 0;
	size_t i = 0;

	for (; i + 4 <= n; i += 4)
		for (unsigned j = 0; j < 4; j++)
			counts[j][bytes[i + j]]++;
	for (; i < n; i++)
		counts[0][bytes[i]]++;
	for (unsigned j = 0; j < 256; j++)
		order += weight_of(counts[0][j] + counts[1][j] + counts[2][j] +
				   counts[3][j]);
	return order;
}

enum row_filter
row_filter_choose_least(const uint8_t *row, const uint8_t *above, size_t nbytes,
			unsigned pixel_nbytes, uint8_t *scratch)
{
	enum row_filter best = ROW_FILTER_UP;
	uint64_t most = 0;

	if (memcmp(row, above, nbytes) == 0)
		return ROW_FILTER_UP;
	for (int filter = ROW_FILTER_NONE; filter < ROW_FILTER_N; filter++) {
		uint64_t order;

		row_filter_do((enum row_filter)filter, row, above, nbytes,
			      pixel_nbytes, scratch);
		order = count_order(scratch, nbytes);
		if (order <= most)
			continue;
		most = order;
		best = (enum row_filter)filter;
	}
	return best;
}
