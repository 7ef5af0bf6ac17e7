/* SPDX-License-Identifier: MIT */
/*
 * vp8_tables.h - the figures of VP8 that a key frame is coded by
 *
 * The source is RFC 6386, whose section is named with each.
 */
#ifndef GM_FORMATS_WEBP_VP8_TABLES_H
#define GM_FORMATS_WEBP_VP8_TABLES_H

#include <stdint.h>

/*
 * Tokens have a probability for each of the 11 inner nodes of their tree, by
 * type of block, band of the coefficient and context (13.3).  Here these are
 * rows, of which that of a type, a band and a context is vp8_row().
 */
#define VP8_N_NODES 11u
#define VP8_N_BANDS 8u
#define VP8_N_ROWS  96u

enum vp8_type {
	VP8_Y_AFTER_Y2, /* begins with its second coefficient */
	VP8_Y2,
	VP8_CHROMA,
	VP8_Y_WITH_DC,
	VP8_N_TYPES
};

static inline unsigned
vp8_row(enum vp8_type type, unsigned band, unsigned context)
{
	return ((unsigned)type * VP8_N_BANDS + band) * 3 + context;
}

/* Coefficients of a block. */
#define VP8_BLOCK 16u

/* The band of each coefficient (13.3); one more, so that the coefficient after
   the last has one, too. */
extern const uint8_t vp8_bands[VP8_BLOCK + 1];

/* What holds until a frame says otherwise (13.5). */
extern const uint8_t vp8_default_probs[VP8_N_ROWS][VP8_N_NODES];

/* How probable it is that a frame leaves each of them (13.4). */
extern const uint8_t vp8_update_probs[VP8_N_ROWS][VP8_N_NODES];

/* The tokens of a coefficient (13.2), numbered as here throughout. */
enum vp8_token {
	VP8_ZERO,
	VP8_ONE,
	VP8_TWO,
	VP8_THREE,
	VP8_FOUR,
	VP8_CAT1, /* 5 and 6: with 1 bit more */
	VP8_CAT2, /* to 10: 2 */
	VP8_CAT3, /* to 18: 3 */
	VP8_CAT4, /* to 34: 4 */
	VP8_CAT5, /* to 66: 5 */
	VP8_CAT6, /* to 2048 and more: 11 */
	VP8_END,  /* no coefficient of the block follows */
	VP8_N_TOKENS
};

#define VP8_MAX_EXTRA_BITS 11u

/* The probabilities of the further bits, ended by 0, of VP8_CAT1 and on. */
extern const uint8_t vp8_extra_probs[6][VP8_MAX_EXTRA_BITS + 1];

/* The most booleans of a token's way through the tree. */
#define VP8_MAX_PATH 7u

/* That way: nodes in their order, and the boolean at each. */
struct vp8_path {
	uint8_t n;
	uint8_t nodes[VP8_MAX_PATH];
	uint8_t bits[VP8_MAX_PATH];
};

extern const struct vp8_path vp8_paths[VP8_N_TOKENS];

/* How each of 4x4 pixels is predicted, in a macroblock of B_PRED (8.1). */
enum vp8_submode {
	VP8_B_DC,
	VP8_B_TM,
	VP8_B_VE,
	VP8_B_HE,
	VP8_B_LD,
	VP8_B_RD,
	VP8_B_VR,
	VP8_B_VL,
	VP8_B_HD,
	VP8_B_HU,
	VP8_N_SUBMODES
};

/* By the mode of the block above, and of that on the left (11.5). */
extern const uint8_t vp8_submode_probs[VP8_N_SUBMODES][VP8_N_SUBMODES]
				      [VP8_N_SUBMODES - 1];

/* Of the trees of modes in a key frame (11.2). */
#define VP8_PROB_WHOLE     145u /* B_PRED, or not */
#define VP8_PROB_DC_OR_V   156u
#define VP8_PROB_DC        163u
#define VP8_PROB_H         128u
#define VP8_PROB_CHROMA_DC 142u
#define VP8_PROB_CHROMA_V  114u
#define VP8_PROB_CHROMA_H  183u

/* Of a boolean that may be either. */
#define VP8_PROB_EVEN 128u

#endif
