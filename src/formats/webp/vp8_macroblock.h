/* SPDX-License-Identifier: MIT */
/*
 * vp8_macroblock.h - what becomes of a macroblock between reading and writing
 */
#ifndef GM_FORMATS_WEBP_VP8_MACROBLOCK_H
#define GM_FORMATS_WEBP_VP8_MACROBLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct vp8_macroblock {
	uint16_t n_tokens; /* numbers in the record of luma tokens */
	uint8_t n_modes;   /* of the record of luma modes */
	uint8_t segment;   /* 0..3 */
	bool is_whole;     /* predicted as a whole, with a block Y2: no
			      B_PRED */
	bool is_skipped;   /* it says that it has no tokens */
	bool is_empty;     /* it may say so: what is kept of them is only the
			      ends of blocks */
	bool is_marked;    /* its chroma is a block of explicit zeros */
	bool is_flat;      /* its chroma is predicted from 128 as 128 */
};

#endif
