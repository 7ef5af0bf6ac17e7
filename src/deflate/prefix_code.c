/* SPDX-License-Identifier: MIT */
#include "deflate/prefix_code.h"

#include <string.h>

/* A symbol that occurs, to be sorted. */
struct leaf {
	uint32_t count;
	uint16_t symbol;
};

/* One pass of a radix sort by a byte of the counts. */
static void
sort_by_byte(const struct leaf *from, unsigned n, unsigned shift,
	     struct leaf *to)
{
	unsigned begins[257] = {0};

	for (unsigned i = 0; i < n; i++)
		begins[(from[i].count >> shift & 255) + 1]++;
	for (unsigned i = 1; i < 256; i++)
		begins[i] += begins[i - 1];
	for (unsigned i = 0; i < n; i++)
		to[begins[from[i].count >> shift & 255]++] = from[i];
}

/* The symbols that occur, the rarest first. */
static unsigned
sort_leaves(const uint32_t *counts, unsigned n, struct leaf *leaves)
{
	struct leaf other[PREFIX_CODE_MAX_SYMBOLS];
	uint32_t all = 0;
	unsigned used = 0;

	for (unsigned i = 0; i < n; i++) {
		if (counts[i] == 0)
			continue;
		leaves[used++] = (struct leaf){counts[i], (uint16_t)i};
		all |= counts[i];
	}
	for (unsigned shift = 0; shift < 32 && all >> shift != 0; shift += 8) {
		sort_by_byte(leaves, used, shift, other);
		memcpy(leaves, other, used * sizeof(leaves[0]));
	}
	return used;
}

/* Of the two queues, the lighter head; leaves come first when they are even. */
static unsigned
take_lighter(const uint32_t *weights, unsigned n, unsigned next, unsigned *leaf,
	     unsigned *node)
{
	if (*leaf < n && (*node >= next || weights[*leaf] <= weights[*node]))
		return (*leaf)++;
	return (*node)++;
}

/*
 * Huffman's algorithm with two queues, of leaves and of the nodes above them,
 * both in rising order; then depths from the root down.  n_of[d] is how many
 * leaves are d deep, those below the limit counted as at it.
 */
static void
count_depths(const struct leaf *leaves, unsigned n, unsigned limit,
	     unsigned *n_of)
{
	uint32_t weights[2 * PREFIX_CODE_MAX_SYMBOLS];
	uint16_t parents[2 * PREFIX_CODE_MAX_SYMBOLS];
	uint16_t depths[2 * PREFIX_CODE_MAX_SYMBOLS];
	unsigned root = 2 * n - 2, leaf = 0, node = n;

	for (unsigned i = 0; i < n; i++)
		weights[i] = leaves[i].count;
	for (unsigned next = n; next <= root; next++) {
		unsigned a = take_lighter(weights, n, next, &leaf, &node);
		unsigned b = take_lighter(weights, n, next, &leaf, &node);

		weights[next] = weights[a] + weights[b];
		parents[a] = parents[b] = (uint16_t)next;
	}
	depths[root] = 0;
	for (unsigned i = root; i-- > 0;) {
		depths[i] = (uint16_t)(depths[parents[i]] + 1);
		if (i < n)
			n_of[depths[i] < limit ? depths[i] : limit]++;
	}
}

/*
 * Leaves moved up to the limit take more than there is: push one that is
 * above it down, and one of the limit up beside it, until all have room.
 */
static void
make_room(unsigned limit, unsigned *n_of)
{
	uint32_t taken = 0;

	for (unsigned d = 1; d <= limit; d++)
		taken += n_of[d] << (limit - d);
	while (taken > 1u << limit) {
		unsigned d = limit - 1;

		while (n_of[d] == 0)
			d--;
		n_of[d]--;
		n_of[d + 1] += 2;
		n_of[limit]--;
		taken--;
	}
}

void
prefix_code_lengths(const uint32_t *counts, unsigned n, unsigned limit,
		    uint8_t *lengths)
{
	struct leaf leaves[PREFIX_CODE_MAX_SYMBOLS];
	unsigned n_of[PREFIX_CODE_MAX_BITS + 1] = {0};
	unsigned used = sort_leaves(counts, n, leaves), i = 0;

	memset(lengths, 0, n);
	if (used == 0)
		return;
	if (used == 1)
		n_of[1] = 1;
	else
		count_depths(leaves, used, limit, n_of);
	make_room(limit, n_of);
	/* The rarest are the deepest. */
	for (unsigned d = limit; d > 0; d--)
		for (unsigned j = 0; j < n_of[d]; j++)
			lengths[leaves[i++].symbol] = (uint8_t)d;
}

static uint16_t
reverse(unsigned code, unsigned nbits)
{
	unsigned reversed = 0;

	for (unsigned i = 0; i < nbits; i++)
		reversed |= (code >> i & 1) << (nbits - 1 - i);
	return (uint16_t)reversed;
}

void
prefix_code_codes(const uint8_t *lengths, unsigned n, uint16_t *codes)
{
	unsigned next[PREFIX_CODE_MAX_BITS + 2] = {0};

	for (unsigned i = 0; i < n; i++)
		if (lengths[i] > 0)
			next[lengths[i] + 1]++;
	/* next[d] becomes the first code of d bits. */
	for (unsigned d = 2; d <= PREFIX_CODE_MAX_BITS; d++)
		next[d] = (next[d - 1] + next[d]) << 1;
	for (unsigned i = 0; i < n; i++)
		codes[i] = lengths[i] == 0
				   ? 0
				   : reverse(next[lengths[i]]++, lengths[i]);
}
