/* SPDX-License-Identifier: MIT */
/*
 * vp8_macroblock.h - what becomes of a macroblock between reading and writing
 */
#ifndef GM_FORMATS_WEBP_VP8_MACROBLOCK_H
#define GM_FORMATS_WEBP_VP8_MACROBLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct vp8_macroblock {
	uint16_t n_tokens; /* of the record of luma tokens; 0 when skipped */
	uint8_t n_modes;   /* of the record of luma modes */
	uint8_t segment;   /* 0..3 */
	bool is_whole;     /* predicted as a whole, with a block Y2: no
			      B_PRED */
	bool is_skipped;   /* it has no tokens */
	bool is_marked;    /* its chroma is a block of explicit zeros */
	bool is_flat;      /* its chroma is predicted from 128 as 128 */
};

#endif
