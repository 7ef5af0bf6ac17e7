/* SPDX-License-Identifier: MIT */
/*
 * vp8_tokens.h - the tokens of a macroblock: those of luma recorded and
 * written again, those of chroma only read
 *
 * The source is RFC 6386 section 13.
 */
#ifndef GM_FORMATS_WEBP_VP8_TOKENS_H
#define GM_FORMATS_WEBP_VP8_TOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "formats/webp/vp8_bool_in.h"
#include "formats/webp/vp8_bool_out.h"
#include "formats/webp/vp8_macroblock.h"
#include "formats/webp/vp8_tables.h"

/*
 * A record is one number for each token: its row of probabilities, whether it
 * follows a zero (and so cannot be VP8_END), which one it is, and the sign; of
 * VP8_CAT1 and on another number follows, the further bits.
 */
typedef uint16_t vp8_record;

/* Most numbers of a macroblock: 25 blocks of coefficients that are large. */
#define VP8_MAX_RECORD (25u * VP8_BLOCK * 2u)

/* Which blocks at an edge of a macroblock have tokens (13.3): 0 or 1. */
struct vp8_edge {
	uint8_t y[4];
	uint8_t chroma[4]; /* two of U, then two of V */
	uint8_t y2;        /* of the last macroblock that had a Y2 */
};

/* What the tokens of a macroblock come to. */
struct vp8_found {
	bool has_luma;     /* a luma block has tokens but for VP8_END */
	bool draws_luma;   /* likewise, as every decoder counts it */
	bool has_chroma;   /* a chroma block has */
	bool draws_chroma; /* and one is not 0 */
};

/*
 * Read the tokens of a macroblock from *in, by probs and what is above and on
 * the left, which then is at its own edges.  Returns the end of the record,
 * which has room for VP8_MAX_RECORD.
 */
vp8_record *vp8_tokens_read(struct vp8_bool_in *in,
			    const uint8_t probs[VP8_N_ROWS][VP8_N_NODES],
			    bool is_whole, struct vp8_edge *above,
			    struct vp8_edge *left, vp8_record *record,
			    struct vp8_found *found);

/* Of a record that has only VP8_END: the sum of of_rows over their rows. */
double vp8_tokens_add(const double of_rows[VP8_N_ROWS],
		      const vp8_record *record, const vp8_record *end);

/* A macroblock that is skipped has none. */
void vp8_tokens_skip(bool is_whole, struct vp8_edge *above,
		     struct vp8_edge *left);

/*
 * The booleans of each token in each row: its path, one for the sign, and room
 * up to VP8_MAX_PATH + 1 of them.  One more is at the end, because a token that
 * follows a zero is copied from its second boolean on, with as many.
 */
struct vp8_spelling {
	vp8_bool bools[VP8_N_ROWS * VP8_N_TOKENS * (VP8_MAX_PATH + 1) + 1];
};

void vp8_spelling_make(struct vp8_spelling *spelling,
		       const uint8_t probs[VP8_N_ROWS][VP8_N_NODES]);

/* Booleans that vp8_spell() has to have room for: those of a coefficient are
   at most 19, and it may write as many as a token has after the last. */
#define VP8_MAX_SPELLED                                                        \
	(25u * VP8_BLOCK * (VP8_MAX_PATH + VP8_MAX_EXTRA_BITS + 1) +           \
	 VP8_MAX_PATH + 1)

/* Make booleans of a record of n numbers, of one macroblock.  Returns their
   end. */
vp8_bool *vp8_spell(const struct vp8_spelling *spelling,
		    const vp8_record *record, size_t n, vp8_bool *bools);

#endif
