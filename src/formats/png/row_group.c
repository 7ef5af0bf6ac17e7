/* SPDX-License-Identifier: MIT */
/*
 * Undo the filters of several rows at once.
 *
 * With all filters but NONE and UP a pixel needs the one to its left, so that
 * the processor has to wait for one pixel before it begins the next.  Several
 * rows do not wait for each other when each is a pixel behind the row above it.
 */
#include "formats/png/row_filter.h"

#include <assert.h>

#include "base/vector.h"
#include "formats/png/lanes.h"

/*
 * Two rows at a time in one vector, the upper one in the lower lanes and a
 * pixel ahead of the other; and two such vectors, the second one two pixels
 * behind the first.
 */
struct pair {
	lanes left;
	lanes corner;
	lanes is_paeth;   /* by the filters of the rows: all bits or none */
	lanes is_average; /* what is neither is to the left */
};

#define MAX_PAIRS (ROW_GROUP_MAX / 2)

/* All lanes of each row. */
static lanes
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

/*
 * The pixels of two rows, whose filtered bytes are given; above has the one
 * above the upper one in its lower lanes.
 */
VECTOR_INLINE lanes
pair_step(struct pair *pair, uint64_t filtered_bytes, lanes above,
	  bool all_paeth)
{
	lanes filtered = widen(filtered_bytes), left = pair->left;
	/* Above the lower row is the upper one, where it was. */
	lanes up =
		(lanes)__builtin_shufflevector((words)above, (words)left, 0, 2);
	lanes value = lanes_add_paeth(filtered, left, up, pair->corner);

	if (!all_paeth) {
		lanes average = (left + up) >> 1;
		lanes other = lanes_choose(pair->is_average, average, left);

		value = lanes_choose(pair->is_paeth, value,
				     (filtered + other) & 255);
	}
	pair->corner = up;
	pair->left = value;
	return value;
}

/* The rows whose filters are undone together. */
struct group {
	const uint8_t *from[ROW_GROUP_MAX];
	uint8_t *to[ROW_GROUP_MAX];
	const uint8_t *above;
	size_t nbytes;
};

/*
 * One pixel of each row, that of row 0 at offset at, that of the next a pixel
 * before it.  At the edges some rows have none there: zeros stand in.
 */
VECTOR_INLINE void
group_step(struct pair *pairs, unsigned n_pairs, const struct group *group,
	   size_t at, unsigned pixel_nbytes, bool all_paeth, bool is_edge)
{
	uint32_t word = 0;
	lanes above;

	if (!is_edge || at < group->nbytes)
		word = lanes_load_word(group->above + at, pixel_nbytes);
	above = widen(word);
	for (unsigned i = 0; i < n_pairs; i++) {
		size_t skip = 2 * i * (size_t)pixel_nbytes;
		bool has_upper =
			!is_edge || (at >= skip && at - skip < group->nbytes);
		bool has_lower =
			!is_edge || (at >= skip + pixel_nbytes &&
				     at - skip - pixel_nbytes < group->nbytes);
		size_t upper = has_upper ? at - skip : 0;
		size_t lower = has_lower ? at - skip - pixel_nbytes : 0;
		/* What the next pair has above it, before it changes. */
		lanes next = (lanes)__builtin_shufflevector(
			(words)pairs[i].left, (words)pairs[i].left, 1, 1);
		uint64_t bytes = 0;
		lanes value;

		if (has_upper)
			bytes = lanes_load_word(group->from[2 * i] + upper,
						pixel_nbytes);
		if (has_lower)
			bytes |= (uint64_t)lanes_load_word(
					 group->from[2 * i + 1] + lower,
					 pixel_nbytes)
				 << 32;
		value = pair_step(&pairs[i], bytes, above, all_paeth);
		bytes = (uint64_t) __builtin_convertvector(value, bytes8);
		if (has_upper)
			lanes_store_word(group->to[2 * i] + upper,
					 (uint32_t)bytes, pixel_nbytes);
		if (has_lower)
			lanes_store_word(group->to[2 * i + 1] + lower,
					 (uint32_t)(bytes >> 32), pixel_nbytes);
		above = next;
	}
}

VECTOR_INLINE void
undo_group(struct pair *pairs, unsigned n_pairs, const struct group *group,
	   unsigned pixel_nbytes, bool all_paeth)
{
	/* Where the last row begins, and row 0 ends. */
	size_t begin = (2 * n_pairs - 1) * (size_t)pixel_nbytes, at = 0;

	for (; at < begin; at += pixel_nbytes)
		group_step(pairs, n_pairs, group, at, pixel_nbytes, all_paeth,
			   true);
	for (; at < group->nbytes; at += pixel_nbytes)
		group_step(pairs, n_pairs, group, at, pixel_nbytes, all_paeth,
			   false);
	for (; at < group->nbytes + begin; at += pixel_nbytes)
		group_step(pairs, n_pairs, group, at, pixel_nbytes, all_paeth,
			   true);
}

VECTOR_INLINE void
undo_rows(struct pair *pairs, unsigned n_pairs, const struct group *group,
	  unsigned pixel_nbytes, bool all_paeth)
{
	if (pixel_nbytes == 3 && all_paeth)
		undo_group(pairs, n_pairs, group, 3, true);
	else if (pixel_nbytes == 3)
		undo_group(pairs, n_pairs, group, 3, false);
	else if (all_paeth)
		undo_group(pairs, n_pairs, group, 4, true);
	else
		undo_group(pairs, n_pairs, group, 4, false);
}

VECTOR_CLONES static void
undo_two(struct pair *pairs, const struct group *group, unsigned pixel_nbytes,
	 bool all_paeth)
{
	undo_rows(pairs, 1, group, pixel_nbytes, all_paeth);
}

VECTOR_CLONES static void
undo_four(struct pair *pairs, const struct group *group, unsigned pixel_nbytes,
	  bool all_paeth)
{
	undo_rows(pairs, 2, group, pixel_nbytes, all_paeth);
}

/* Does a pixel of such a row wait for the one to its left? */
static bool
is_serial(uint8_t filter)
{
	return filter == ROW_FILTER_SUB || filter == ROW_FILTER_AVERAGE ||
	       filter == ROW_FILTER_PAETH;
}

/* How many of the next rows are best undone together: 1, 2 or 4. */
static unsigned
group_size(const uint8_t *rows, size_t nbytes, uint32_t n_rows,
	   unsigned pixel_nbytes)
{
	unsigned n = 0;

	/* The last row of a group begins when the first has as many pixels. */
	if (pixel_nbytes < 3 || nbytes < ROW_GROUP_MAX * pixel_nbytes)
		return 1;
	while (n < ROW_GROUP_MAX && n < n_rows &&
	       is_serial(rows[n * (1 + nbytes)]))
		n++;
	return n >= 4 ? 4 : n >= 2 ? 2 : 1;
}

unsigned
row_group_undo(const uint8_t *from, uint32_t n_rows, const uint8_t *above,
	       size_t nbytes, unsigned pixel_nbytes, uint8_t *const *to)
{
	unsigned n = group_size(from, nbytes, n_rows, pixel_nbytes);
	struct pair pairs[MAX_PAIRS] = {0};
	struct group group = {.above = above, .nbytes = nbytes};
	bool all_paeth = true;

	if (n == 1) {
		row_filter_undo((enum row_filter)from[0], from + 1, above,
				nbytes, pixel_nbytes, to[0]);
		return 1;
	}
	assert(n == 2 || n == 4);
	for (unsigned i = 0; i < n; i++) {
		group.from[i] = from + i * (1 + nbytes) + 1;
		group.to[i] = to[i];
		all_paeth &= group.from[i][-1] == ROW_FILTER_PAETH;
	}
	for (unsigned i = 0; i < n / 2; i++) {
		uint8_t upper = group.from[2 * i][-1];
		uint8_t lower = group.from[2 * i + 1][-1];

		pairs[i].is_paeth = each(upper == ROW_FILTER_PAETH,
					 lower == ROW_FILTER_PAETH);
		pairs[i].is_average = each(upper == ROW_FILTER_AVERAGE,
					   lower == ROW_FILTER_AVERAGE);
	}
	if (n == 2)
		undo_two(pairs, &group, pixel_nbytes, all_paeth);
	else
		undo_four(pairs, &group, pixel_nbytes, all_paeth);
	return n;
}
