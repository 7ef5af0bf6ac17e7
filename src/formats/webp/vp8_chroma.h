/* SPDX-License-Identifier: MIT */
/*
 * vp8_chroma.h - the chroma of a gray picture: what it costs, and its
 * probabilities
 *
 * Chroma is DC_PRED without coefficients, which is 128.  A macroblock that is
 * marked has one block of 16 zeros besides, for it must count as one that has
 * coefficients.  No luma token is coded by the probabilities of chroma, so
 * they are ours to set, by how many blocks of either kind there are.
 */
#ifndef GM_FORMATS_WEBP_VP8_CHROMA_H
#define GM_FORMATS_WEBP_VP8_CHROMA_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/webp/vp8_bool_out.h"
#include "formats/webp/vp8_tables.h"

/* Booleans of the chroma of a macroblock that is not skipped, at most. */
#define VP8_MAX_CHROMA (8u + VP8_BLOCK)

struct vp8_chroma {
	vp8_bool empty[VP8_MAX_CHROMA];
	vp8_bool marked[VP8_MAX_CHROMA];
	unsigned n_empty;
	unsigned n_marked;
};

/*
 * Set the rows of VP8_CHROMA in probs to what is best for so many macroblocks
 * with tokens, n_marked of them marked, and *chroma to what is then to be
 * written for each.
 */
void vp8_chroma_plan(struct vp8_chroma *chroma,
		     uint8_t probs[VP8_N_ROWS][VP8_N_NODES], uint32_t n_coded,
		     uint32_t n_marked);

#endif
