/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/huffman.h"

#include <string.h>

/* Codes of 16 bits, left-aligned: what is left for more of them. */
#define ALL_CODES 65536u

size_t
huffman_read(struct huffman_table *table, const uint8_t *data, size_t nbytes)
{
	uint32_t used = 0;
	size_t n = 0;

	if (nbytes < HUFFMAN_MAX_BITS)
		return 0;
	for (unsigned i = 0; i < HUFFMAN_MAX_BITS; i++) {
		n += data[i];
		used += data[i] * (ALL_CODES >> (i + 1));
	}
	if (n > sizeof(table->symbols) || n > nbytes - HUFFMAN_MAX_BITS ||
	    used >= ALL_CODES)
		return 0;
	*table = (struct huffman_table){.n_symbols = (uint16_t)n};
	memcpy(table->counts, data, HUFFMAN_MAX_BITS);
	memcpy(table->symbols, data + HUFFMAN_MAX_BITS, n);
	return HUFFMAN_MAX_BITS + n;
}

/* Fill the lookahead of one code. */
static void
fill_peek(struct huffman_decoder *decoder, uint32_t code, unsigned nbits,
	  uint8_t symbol)
{
	unsigned spread = HUFFMAN_PEEK_BITS - nbits;
	uint16_t entry = (uint16_t)(nbits << 8 | symbol);

	for (uint32_t i = 0; i < 1u << spread; i++)
		decoder->peek[(code << spread) + i] = entry;
}

void
huffman_decoder_make(struct huffman_decoder *decoder,
		     const struct huffman_table *table)
{
	uint32_t code = 0;
	unsigned n = 0;

	memset(decoder->peek, 0, sizeof(decoder->peek));
	memcpy(decoder->symbols, table->symbols, sizeof(decoder->symbols));
	for (unsigned nbits = 1; nbits <= HUFFMAN_MAX_BITS; nbits++) {
		decoder->offset[nbits] = (int32_t)n - (int32_t)code;
		for (unsigned i = 0; i < table->counts[nbits - 1]; i++) {
			if (nbits <= HUFFMAN_PEEK_BITS)
				fill_peek(decoder, code, nbits,
					  table->symbols[n]);
			code++;
			n++;
		}
		decoder->past[nbits] = code * (ALL_CODES >> nbits);
		code <<= 1;
	}
}

unsigned
huffman_decode_long(const struct huffman_decoder *decoder, uint64_t window)
{
	uint32_t bits = (uint32_t)(window >> 48);
	unsigned nbits = HUFFMAN_PEEK_BITS + 1;

	while (nbits <= HUFFMAN_MAX_BITS && bits >= decoder->past[nbits])
		nbits++;
	if (nbits > HUFFMAN_MAX_BITS)
		return 0;
	bits >>= HUFFMAN_MAX_BITS - nbits;
	return nbits << 8 |
	       decoder->symbols[(int32_t)bits + decoder->offset[nbits]];
}

void
huffman_codes(const struct huffman_table *table, struct huffman_code codes[256])
{
	uint32_t code = 0;
	unsigned n = 0;

	memset(codes, 0, 256 * sizeof(codes[0]));
	for (unsigned nbits = 1; nbits <= HUFFMAN_MAX_BITS; nbits++) {
		for (unsigned i = 0; i < table->counts[nbits - 1]; i++) {
			codes[table->symbols[n++]] = (struct huffman_code){
				.code = (uint16_t)code++,
				.nbits = (uint8_t)nbits,
			};
		}
		code <<= 1;
	}
}

/* Categories that the table has no code for, in their order. */
static unsigned
missing_dc(const struct huffman_table *table, uint8_t *missing)
{
	struct huffman_code codes[256];
	unsigned n = 0;

	huffman_codes(table, codes);
	for (unsigned i = 0; i < HUFFMAN_DC_SYMBOLS; i++)
		if (codes[i].nbits == 0)
			missing[n++] = (uint8_t)i;
	return n;
}

bool
huffman_complete_dc(struct huffman_table *table)
{
	uint8_t missing[HUFFMAN_DC_SYMBOLS];
	unsigned n = missing_dc(table, missing);
	uint32_t left = ALL_CODES;
	unsigned nbits = 0;

	if (n == 0)
		return true;
	/* A file may name one symbol often; counts are bytes. */
	if (table->n_symbols + n > UINT8_MAX)
		return false;
	for (unsigned i = 0; i < HUFFMAN_MAX_BITS; i++) {
		left -= table->counts[i] * (ALL_CODES >> (i + 1));
		if (table->counts[i] > 0)
			nbits = i + 1;
	}
	/* The code of ones alone stays free (T.81 annex C). */
	while (nbits < 1 || left / (ALL_CODES >> nbits) < n + 1)
		if (++nbits > HUFFMAN_MAX_BITS)
			return false;
	memcpy(table->symbols + table->n_symbols, missing, n);
	table->counts[nbits - 1] = (uint8_t)(table->counts[nbits - 1] + n);
	table->n_symbols = (uint16_t)(table->n_symbols + n);
	return true;
}
