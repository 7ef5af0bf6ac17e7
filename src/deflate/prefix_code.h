/* SPDX-License-Identifier: MIT */
/*
 * prefix_code.h - Huffman codes as deflate wants them
 *
 * Lengths are optimal but for the limit; codes are canonical (RFC 1951 section
 * 3.2.2) and ready to be written, which is from their lowest bit.
 */
#ifndef GM_DEFLATE_PREFIX_CODE_H
#define GM_DEFLATE_PREFIX_CODE_H

#include <stdint.h>

#define PREFIX_CODE_MAX_SYMBOLS 288u
#define PREFIX_CODE_MAX_BITS    15u

/*
 * Give each of the n symbols (at most PREFIX_CODE_MAX_SYMBOLS) that occurs a
 * length of 1 to limit bits, the others 0.  2^limit must be at least n, the
 * sum of the counts below 2^32.  One symbol alone gets one bit.
 */
void prefix_code_lengths(const uint32_t *counts, unsigned n, unsigned limit,
			 uint8_t *lengths);

/* The codes that go with lengths, the first bit lowest. */
void prefix_code_codes(const uint8_t *lengths, unsigned n, uint16_t *codes);

#endif
