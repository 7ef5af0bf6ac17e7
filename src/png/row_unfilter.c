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
typedef uint8_t bytes16 __attribute__((vector_size(16)));
typedef uint64_t words __attribute__((vector_size(16)));

/* Of three bytes, reads the one behind them too: two loads take longer. */
VECTOR_INLINE uint32_t
load_word(const uint8_t *p, unsigned pixel_nbytes)
{
	uint32_t word = 0;

	memcpy(&word, p, pixel_nbytes == 3 ? 4 : pixel_nbytes);
	return word;
}

VECTOR_INLINE lanes
load(const uint8_t *p, unsigned pixel_nbytes)
{
	uint32_t word = load_word(p, pixel_nbytes);

	return __builtin_convertvector((bytes8)(uint64_t)word, lanes);
}

VECTOR_INLINE void
store_word(uint8_t *p, uint32_t word, unsigned pixel_nbytes)
{
	if (pixel_nbytes == 3) {
		memcpy(p, &word, 2);
		p[2] = (uint8_t)(word >> 16);
	} else {
		memcpy(p, &word, pixel_nbytes);
	}
}

VECTOR_INLINE void
store(uint8_t *p, lanes value, unsigned pixel_nbytes)
{
	bytes8 bytes = __builtin_convertvector(value, bytes8);

	store_word(p, (uint32_t)(uint64_t)bytes, pixel_nbytes);
}

VECTOR_INLINE lanes
magnitudes(lanes value)
{
#ifdef __SSE2__
	return __builtin_ia32_pmaxsw128(value, -value);
#else
	lanes sign = value >> 15;

	return (value ^ sign) - sign;
#endif
}

VECTOR_INLINE void
undo_sub(const uint8_t *from, size_t nbytes, unsigned pixel_nbytes, uint8_t *to)
{
	lanes left = {0};

	for (size_t i = 0; i + pixel_nbytes <= nbytes; i += pixel_nbytes) {
		left = left + load(from + i, pixel_nbytes);
		store(to + i, left, pixel_nbytes);
	}
}

VECTOR_INLINE void
undo_average(const uint8_t *from, const uint8_t *above, size_t nbytes,
	     unsigned pixel_nbytes, uint8_t *to)
{
	lanes left = {0};

	for (size_t i = 0; i + pixel_nbytes <= nbytes; i += pixel_nbytes) {
		lanes up = load(above + i, pixel_nbytes);

		left = (load(from + i, pixel_nbytes) + ((left + up) >> 1)) &
		       255;
		store(to + i, left, pixel_nbytes);
	}
}

VECTOR_INLINE lanes
choose(lanes mask, lanes yes, lanes no)
{
	return (mask & yes) | (~mask & no);
}

/*
 * PNG section 9.4.  What each choice would give is made ready while it is
 * found out which one it is: all pixels of a row wait for each other here.
 */
VECTOR_INLINE lanes
add_paeth(lanes filtered, lanes left, lanes up, lanes corner)
{
	lanes x = up - corner, y = left - corner;
	lanes to_left = magnitudes(x), to_up = magnitudes(y);
	lanes to_corner = magnitudes(x + y);
	lanes is_not_left = (to_left > to_up) | (to_left > to_corner);
	lanes by_left = (filtered + left) & 255;
	lanes by_up = (filtered + up) & 255;
	lanes by_corner = (filtered + corner) & 255;

	return choose(is_not_left, choose(to_up > to_corner, by_corner, by_up),
		      by_left);
}

VECTOR_INLINE void
undo_paeth(const uint8_t *from, const uint8_t *above, size_t nbytes,
	   unsigned pixel_nbytes, uint8_t *to)
{
	lanes left = {0}, corner = {0};

	for (size_t i = 0; i + pixel_nbytes <= nbytes; i += pixel_nbytes) {
		lanes up = load(above + i, pixel_nbytes);

		left = add_paeth(load(from + i, pixel_nbytes), left, up,
				 corner);
		corner = up;
		store(to + i, left, pixel_nbytes);
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

/*
 * Two rows at a time, the upper one in the lower lanes and a pixel ahead: a
 * pixel waits for the one to its left, so that the processor is idle but for
 * the other row.
 */
struct pair {
	lanes left;
	lanes corner;
	bool all_paeth;   /* a constant, once inlined */
	lanes is_paeth;   /* by the filters of the rows: all bits or none */
	lanes is_average; /* what is neither is to the left */
};

/* All lanes of each row. */
VECTOR_INLINE lanes
each(bool upper, bool lower)
{
	int16_t a = upper ? -1 : 0, b = lower ? -1 : 0;

	return (lanes){a, a, a, a, b, b, b, b};
}

/* Each byte a lane; the compiler's own conversion takes twice as long. */
VECTOR_INLINE lanes
widen(uint64_t bytes)
{
	bytes16 low = (bytes16)(words){bytes, 0}, zero = {0};

	return (lanes)__builtin_shufflevector(low, zero, 0, 16, 1, 17, 2, 18, 3,
					      19, 4, 20, 5, 21, 6, 22, 7, 23);
}

/* The pixels of two rows, whose filtered bytes are given, and one above. */
VECTOR_INLINE uint64_t
pair_step(struct pair *pair, uint32_t upper, uint32_t lower, uint32_t above)
{
	lanes filtered = widen((uint64_t)lower << 32 | upper);
	lanes left = pair->left;
	/* Above the lower row is the upper one, where it was. */
	lanes up = (lanes)__builtin_shufflevector((words)widen(above),
						  (words)left, 0, 2);
	lanes value = add_paeth(filtered, left, up, pair->corner);

	if (!pair->all_paeth) {
		lanes average = (left + up) >> 1;
		lanes other = choose(pair->is_average, average, left);

		value = choose(pair->is_paeth, value, (filtered + other) & 255);
	}
	pair->corner = up;
	pair->left = value;
	return (uint64_t) __builtin_convertvector(value, bytes8);
}

/* The rows whose filters are undone together. */
struct pair_rows {
	const uint8_t *upper;
	const uint8_t *lower;
	const uint8_t *above;
	uint8_t *to_upper;
	uint8_t *to_lower;
};

VECTOR_INLINE void
undo_pair(struct pair *pair, const struct pair_rows *rows, size_t nbytes,
	  unsigned pixel_nbytes)
{
	size_t i, at = 0;
	uint64_t both = pair_step(pair, load_word(rows->upper, pixel_nbytes), 0,
				  load_word(rows->above, pixel_nbytes));

	store_word(rows->to_upper, (uint32_t)both, pixel_nbytes);
	for (i = pixel_nbytes; i + pixel_nbytes <= nbytes; i += pixel_nbytes) {
		both = pair_step(pair, load_word(rows->upper + i, pixel_nbytes),
				 load_word(rows->lower + at, pixel_nbytes),
				 load_word(rows->above + i, pixel_nbytes));
		store_word(rows->to_upper + i, (uint32_t)both, pixel_nbytes);
		store_word(rows->to_lower + at, (uint32_t)(both >> 32),
			   pixel_nbytes);
		at = i;
	}
	both = pair_step(pair, 0, load_word(rows->lower + at, pixel_nbytes), 0);
	store_word(rows->to_lower + at, (uint32_t)(both >> 32), pixel_nbytes);
}

VECTOR_CLONES void
row_filter_undo_pair(const uint8_t *upper, const uint8_t *lower,
		     const uint8_t *above, size_t nbytes, unsigned pixel_nbytes,
		     uint8_t *to_upper, uint8_t *to_lower)
{
	const struct pair_rows rows = {upper + 1, lower + 1, above, to_upper,
				       to_lower};
	struct pair pair = {
		.is_paeth = each(upper[0] == ROW_FILTER_PAETH,
				 lower[0] == ROW_FILTER_PAETH),
		.is_average = each(upper[0] == ROW_FILTER_AVERAGE,
				   lower[0] == ROW_FILTER_AVERAGE),
	};

	if (upper[0] == ROW_FILTER_PAETH && lower[0] == ROW_FILTER_PAETH) {
		pair.all_paeth = true;
		if (pixel_nbytes == 3)
			undo_pair(&pair, &rows, nbytes, 3);
		else
			undo_pair(&pair, &rows, nbytes, 4);
		return;
	}
	pair.all_paeth = false;
	if (pixel_nbytes == 3)
		undo_pair(&pair, &rows, nbytes, 3);
	else
		undo_pair(&pair, &rows, nbytes, 4);
}

bool
row_filter_pairs(enum row_filter upper, enum row_filter lower,
		 unsigned pixel_nbytes)
{
	return pixel_nbytes >= 3 && upper != ROW_FILTER_NONE &&
	       upper != ROW_FILTER_UP && lower != ROW_FILTER_NONE &&
	       lower != ROW_FILTER_UP;
}
