/* SPDX-License-Identifier: MIT */
/*
 * huffman.h - Huffman tables of JPEG: as files hold them, and to decode by
 *
 * A code is a table's "BITS" and "HUFFVAL" lists (T.81 annex C): how many
 * codes there are of each length, and the symbols in the order of their codes.
 */
#ifndef GM_FORMATS_JPEG_HUFFMAN_H
#define GM_FORMATS_JPEG_HUFFMAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/octets.h"

#define HUFFMAN_MAX_BITS 16

/* Categories of a DC difference of 8-bit samples: 0..11 (T.81 F.1.2.1). */
#define HUFFMAN_DC_SYMBOLS 12

/* A zeroed struct is no table.  Equal tables are equal byte for byte. */
struct huffman_table {
	uint8_t counts[HUFFMAN_MAX_BITS]; /* codes of 1, 2 ... 16 bits */
	uint8_t symbols[256];             /* n_symbols of them, then zeros */
	uint16_t n_symbols;
};

/*
 * Read one table from the payload of a DHT, without its class and number
 * (T.81 B.2.4.2), and return how many bytes it takes; 0 when it is cut short,
 * or no prefix code that leaves the code of ones alone (T.81 annex C) has so
 * many codes of these lengths.
 */
size_t huffman_read(struct huffman_table *table, const uint8_t *data,
		    size_t nbytes);

/* Bits of the lookahead: DC codes are seldom longer. */
#define HUFFMAN_PEEK_BITS 9

/* To decode one symbol at a time. */
struct huffman_decoder {
	/* By the next bits: length << 8 | symbol; 0 when the code is longer. */
	uint16_t peek[1 << HUFFMAN_PEEK_BITS];
	/*
	 * Of each length, the first 16 bits that are past its last code, and
	 * what to add to a code to have the index of its symbol.
	 */
	uint32_t past[HUFFMAN_MAX_BITS + 1];
	int32_t offset[HUFFMAN_MAX_BITS + 1];
	uint8_t symbols[256];
};

/* Of any table that huffman_read() took, and of a zeroed one. */
void huffman_decoder_make(struct huffman_decoder *decoder,
			  const struct huffman_table *table);

/* What huffman_decode() says of codes longer than the lookahead. */
unsigned huffman_decode_long(const struct huffman_decoder *decoder,
			     uint64_t window);

/*
 * The bits at bit offset pos, left-aligned: at least 57 of them are of the
 * data.  Reads 8 bytes at pos / 8.
 */
static inline uint64_t
huffman_window(const uint8_t *data, uint64_t pos)
{
	return octets_u64be(data + (pos >> 3)) << (pos & 7);
}

/*
 * The symbol whose code the window, left-aligned, starts with: length << 8 |
 * symbol; 0 when there is no such code.
 */
static inline unsigned
huffman_decode(const struct huffman_decoder *decoder, uint64_t window)
{
	unsigned peek = decoder->peek[window >> (64 - HUFFMAN_PEEK_BITS)];

	return peek != 0 ? peek : huffman_decode_long(decoder, window);
}

struct huffman_code {
	uint16_t code; /* right-aligned */
	uint8_t nbits; /* 0: the symbol has no code */
};

/* The codes of a table by symbol. */
void huffman_codes(const struct huffman_table *table,
		   struct huffman_code codes[256]);

/*
 * A DC table that can code every category: that of the file with the
 * categories that it leaves out added as its longest codes.  False when there
 * is no room for them.
 */
bool huffman_complete_dc(struct huffman_table *table);

#endif
