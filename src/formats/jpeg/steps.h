/* SPDX-License-Identifier: MIT */
/*
 * steps.h - tables to pass over blocks, several symbols to a lookup
 *
 * To find where the blocks of a scan begin and end, lengths are enough: no
 * coefficient is built.  One lookup by the next STEPS_BITS bits tells how
 * many bits the next symbols take, with the bits after their codes, how many
 * coefficients they pass, and whether a block ends with them.
 */
#ifndef GM_FORMATS_JPEG_STEPS_H
#define GM_FORMATS_JPEG_STEPS_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/jpeg/huffman.h"

#define STEPS_BITS 12
#define STEPS_SIZE (1u << STEPS_BITS)

/*
 * A step: bits taken (6 bits), coefficients passed (6 bits from bit 6), block
 * ends (the sign).  No step takes more than STEPS_MAX_TAKEN bits, so that a
 * window of 56 bits has all that three of them take: no look at how much is
 * left.
 */
#define STEPS_MAX_TAKEN  18
#define STEPS_TAKEN_MASK 63
#define STEPS_PASS_SHIFT 6
#define STEPS_PASS_MASK  63
#define STEPS_END        0x8000u
/* Passes past any block: no step can be told, look symbol by symbol. */
#define STEPS_NONE (63u << STEPS_PASS_SHIFT)

/* Largest category that a coefficient of 8-bit samples has (T.81 F.1.2). */
#define STEPS_MAX_DC_SIZE 11
#define STEPS_MAX_AC_SIZE 10

/* The symbol for sixteen zeros (T.81 F.1.2.2.1). */
#define STEPS_ZRL 0xf0u

/* How the blocks of one component are coded in a scan. */
struct steps {
	struct huffman_table dc_table;
	struct huffman_table ac_table; /* zeroed: there is only the DC */
	struct huffman_decoder dc;
	struct huffman_decoder ac;
	bool has_tables;               /* the two below are filled */
	uint16_t dc_steps[STEPS_SIZE]; /* from the beginning of a block */
	uint16_t ac_steps[STEPS_SIZE]; /* from within it */
};

/* Is *steps made of these tables already? */
bool steps_match(const struct steps *steps, const struct huffman_table *dc,
		 const struct huffman_table *ac);

/* Make the decoders; the tables of steps are left for steps_fill(). */
void steps_make(struct steps *steps, const struct huffman_table *dc,
		const struct huffman_table *ac);

/* Fill the tables of steps unless they are. */
void steps_fill(struct steps *steps);

#endif
