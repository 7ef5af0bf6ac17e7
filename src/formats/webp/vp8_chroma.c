/* SPDX-License-Identifier: MIT */
#include "formats/webp/vp8_chroma.h"

#include <math.h>
#include <string.h>

/* Nodes: is there a token but for VP8_END?  Is it not VP8_ZERO? */
#define NODE_END  0u
#define NODE_ZERO 1u

/* Bits that a header has for a new probability. */
#define NEW_PROB_BITS 8.0

#define MAX_PROB 255u

/* How often a node is false, and true. */
struct counts {
	double n_false;
	double n_true;
};

/* Bits that are taken by them. */
static double
cost(const struct counts *counts, unsigned prob)
{
	return -counts->n_false * log2(prob / 256.0) -
	       counts->n_true * log2(1 - prob / 256.0);
}

static unsigned
best_prob(const struct counts *counts)
{
	double share = counts->n_false / (counts->n_false + counts->n_true);
	unsigned prob = (unsigned)(256 * share + 0.5);

	return prob < 1 ? 1 : prob > MAX_PROB ? MAX_PROB : prob;
}

/* Set a probability, where that saves more than it takes to say so. */
static void
set(uint8_t probs[VP8_N_ROWS][VP8_N_NODES], unsigned row, unsigned node,
    struct counts counts)
{
	unsigned kept = vp8_default_probs[row][node];
	struct counts is_new = {.n_true = 1}, is_kept = {.n_false = 1};
	unsigned update = vp8_update_probs[row][node];
	unsigned best;

	probs[row][node] = (uint8_t)kept;
	if (counts.n_false + counts.n_true == 0)
		return;
	best = best_prob(&counts);
	if (cost(&counts, best) + cost(&is_new, update) + NEW_PROB_BITS <
	    cost(&counts, kept) + cost(&is_kept, update))
		probs[row][node] = (uint8_t)best;
}

/*
 * The blocks of a marked macroblock are the zeros, two beside and below them
 * in whose context they are, and five that have none such.  The zeros are in
 * the corner of the first block, so no macroblock is in the context of
 * another one's.
 */
static void
set_all(uint8_t probs[VP8_N_ROWS][VP8_N_NODES], double n_coded, double n_marked)
{
	double n_band[VP8_N_BANDS] = {0};

	for (unsigned i = 0; i < VP8_BLOCK; i++)
		n_band[vp8_bands[i]] += n_marked;
	for (unsigned row = vp8_row(VP8_CHROMA, 0, 0);
	     row < vp8_row(VP8_CHROMA + 1, 0, 0); row++)
		memcpy(probs[row], vp8_default_probs[row], VP8_N_NODES);
	set(probs, vp8_row(VP8_CHROMA, 0, 0), NODE_END,
	    (struct counts){8 * n_coded - 3 * n_marked, n_marked});
	set(probs, vp8_row(VP8_CHROMA, 0, 1), NODE_END,
	    (struct counts){2 * n_marked, 0});
	for (unsigned band = 0; band < VP8_N_BANDS; band++)
		set(probs, vp8_row(VP8_CHROMA, band, 0), NODE_ZERO,
		    (struct counts){n_band[band], 0});
}

static vp8_bool
node(uint8_t probs[VP8_N_ROWS][VP8_N_NODES], unsigned band, unsigned context,
     unsigned node_i, bool bit)
{
	return vp8_bool_of(probs[vp8_row(VP8_CHROMA, band, context)][node_i],
			   bit);
}

void
vp8_chroma_plan(struct vp8_chroma *chroma,
		uint8_t probs[VP8_N_ROWS][VP8_N_NODES], uint32_t n_coded,
		uint32_t n_marked)
{
	unsigned n = 0;

	set_all(probs, n_coded, n_marked);
	for (unsigned i = 0; i < 8; i++)
		chroma->empty[i] = node(probs, 0, 0, NODE_END, false);
	chroma->n_empty = 8;
	chroma->marked[n++] = node(probs, 0, 0, NODE_END, true);
	for (unsigned i = 0; i < VP8_BLOCK; i++)
		chroma->marked[n++] =
			node(probs, vp8_bands[i], 0, NODE_ZERO, false);
	for (unsigned i = 1; i < 8; i++)
		chroma->marked[n++] =
			node(probs, 0, i == 1 || i == 2, NODE_END, false);
	chroma->n_marked = n;
}
