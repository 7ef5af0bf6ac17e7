/* SPDX-License-Identifier: MIT */
/*
 * run_code.h - the Huffman codes of one block of run_deflate.h
 *
 * Counts symbols, makes the codes, and knows what they cost.
 */
#ifndef GM_DEFLATE_RUN_CODE_H
#define GM_DEFLATE_RUN_CODE_H

#include <stddef.h>
#include <stdint.h>

/* Literals, the end of the block, and lengths (RFC 1951 section 3.2.5). */
#define RUN_CODE_SYMBOLS 286u
#define RUN_CODE_END     256u

/* Shortest and longest repetition that one symbol tells. */
#define RUN_CODE_MIN_RUN 3u
#define RUN_CODE_MAX_RUN 258u

/* Longest code, so that four of them fit in a word with 7 bits before. */
#define RUN_CODE_MAX_BITS 14u

/* Most bits of a block's header: 17 and 19 lengths of 3, 287 of 14 bits. */
#define RUN_CODE_HEADER_MAX_BYTES 512u

/* Bits to be written, lowest first. */
struct run_code_bits {
	uint32_t bits;
	uint32_t nbits;
};

/* Zeroed before the first block. */
struct run_code {
	/* Literals in four parts, so that a count does not wait for the one
	   before it; the other symbols in the first. */
	uint32_t counts[4][RUN_CODE_SYMBOLS];
	uint8_t lengths[RUN_CODE_SYMBOLS];
	struct run_code_bits literals[RUN_CODE_END + 1];
	/* By length of the run: its symbol, extra bits, and distance 1. */
	struct run_code_bits runs[RUN_CODE_MAX_RUN + 1];
};

void run_code_begin(struct run_code *code);

void run_code_count_literals(struct run_code *code, const uint8_t *data,
			     size_t n);

/* Add what another has counted, but for the end of its block. */
void run_code_add(struct run_code *code, const struct run_code *other);

/* A run of any length but 1 and 2. */
void run_code_count_run(struct run_code *code, size_t run);

/* The length of the next symbol for a run of which this much is left. */
static inline size_t
run_code_part(size_t run)
{
	size_t part = run < RUN_CODE_MAX_RUN ? run : RUN_CODE_MAX_RUN;

	/* Leave nothing that no symbol tells. */
	return run - part == 1 || run - part == 2 ? part - RUN_CODE_MIN_RUN
						  : part;
}

/*
 * Make the codes of what was counted.  Returns the bits of the block without
 * its header.
 */
uint64_t run_code_make(struct run_code *code);

/*
 * The header of the block (RFC 1951 section 3.2.7), after its first three
 * bits: writes to bits and returns how many there are; the last byte is
 * filled with zeros.
 */
size_t run_code_header(const struct run_code *code,
		       uint8_t bits[RUN_CODE_HEADER_MAX_BYTES]);

#endif
