/* SPDX-License-Identifier: MIT */
#include "deflate/run_code.h"

#include <stdbool.h>
#include <string.h>

#include "deflate/prefix_code.h"

#define FIRST_LENGTH 257u
#define N_LENGTHS    29u

/* RFC 1951 section 3.2.7. */
#define N_LENGTH_CODES      19u
#define LENGTH_CODE_BITS    7u
#define REPEAT_LENGTH       16u
#define REPEAT_ZERO         17u
#define REPEAT_ZERO_LONG    18u
#define MIN_LITERAL_LENGTHS 257u

/* RFC 1951 section 3.2.5: the shortest run of each symbol; extra bits. */
static const uint16_t run_bases[N_LENGTHS] = {
	3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
	31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
static const uint8_t run_extras[N_LENGTHS] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1,
					      1, 1, 2, 2, 2, 2, 3, 3, 3, 3,
					      4, 4, 4, 4, 5, 5, 5, 5, 0};

/* Which of them tells a run: four symbols for each number of extra bits. */
static unsigned
run_index(size_t run)
{
	unsigned n = (unsigned)run - RUN_CODE_MIN_RUN, extra;

	if (n < 8)
		return n;
	if (run == RUN_CODE_MAX_RUN)
		return N_LENGTHS - 1;
	extra = 29 - (unsigned)__builtin_clz(n);
	return 4 * extra + (n >> extra);
}

void
run_code_begin(struct run_code *code)
{
	memset(code->counts, 0, sizeof(code->counts));
	code->counts[0][RUN_CODE_END] = 1;
}

void
run_code_count_literals(struct run_code *code, const uint8_t *data, size_t n)
{
	size_t i = 0;

	for (; i + 4 <= n; i += 4) {
		code->counts[0][data[i]]++;
		code->counts[1][data[i + 1]]++;
		code->counts[2][data[i + 2]]++;
		code->counts[3][data[i + 3]]++;
	}
	for (; i < n; i++)
		code->counts[0][data[i]]++;
}

void
run_code_add(struct run_code *code, const struct run_code *other)
{
	for (unsigned i = 0; i < 4; i++)
		for (unsigned j = 0; j < RUN_CODE_SYMBOLS; j++)
			code->counts[i][j] += other->counts[i][j];
	code->counts[0][RUN_CODE_END] = 1;
}

void
run_code_count_run(struct run_code *code, size_t run)
{
	while (run > 0) {
		size_t part = run_code_part(run);

		code->counts[0][FIRST_LENGTH + run_index(part)]++;
		run -= part;
	}
}

/* Of all runs, the bits after their codes: extra ones, and the distance. */
static uint64_t
count_extra_bits(const uint32_t *counts)
{
	uint64_t n = 0;

	for (unsigned i = 0; i < N_LENGTHS; i++)
		n += (uint64_t)counts[FIRST_LENGTH + i] * (run_extras[i] + 1);
	return n;
}

static void
fill_runs(struct run_code *code, const uint16_t *codes)
{
	for (unsigned run = RUN_CODE_MIN_RUN; run <= RUN_CODE_MAX_RUN; run++) {
		unsigned i = run_index(run);
		unsigned nbits = code->lengths[FIRST_LENGTH + i];
		uint32_t extra = run - run_bases[i];

		/* Distance 1 is the one distance: its code is the bit 0. */
		code->runs[run] = (struct run_code_bits){
			.bits = codes[FIRST_LENGTH + i] | extra << nbits,
			.nbits = nbits + run_extras[i] + 1,
		};
	}
}

uint64_t
run_code_make(struct run_code *code)
{
	uint16_t codes[RUN_CODE_SYMBOLS];
	uint32_t *counts = code->counts[0];
	uint64_t nbits;

	for (unsigned i = 0; i < RUN_CODE_END; i++)
		counts[i] += code->counts[1][i] + code->counts[2][i] +
			     code->counts[3][i];
	prefix_code_lengths(counts, RUN_CODE_SYMBOLS, RUN_CODE_MAX_BITS,
			    code->lengths);
	prefix_code_codes(code->lengths, RUN_CODE_SYMBOLS, codes);
	nbits = count_extra_bits(counts);
	for (unsigned i = 0; i < RUN_CODE_SYMBOLS; i++)
		nbits += (uint64_t)counts[i] * code->lengths[i];
	for (unsigned i = 0; i <= RUN_CODE_END; i++)
		code->literals[i] = (struct run_code_bits){
			.bits = codes[i], .nbits = code->lengths[i]};
	fill_runs(code, codes);
	return nbits;
}

/* Bits under way to bytes. */
struct header {
	uint8_t *bytes;
	size_t nbits;
};

static void
put_bits(struct header *header, unsigned bits, unsigned nbits)
{
	for (unsigned i = 0; i < nbits; i++, header->nbits++)
		header->bytes[header->nbits / 8] |=
			(uint8_t)((bits >> i & 1) << (header->nbits & 7));
}

/* A symbol of the code of lengths, with its extra bits. */
struct length_symbol {
	uint8_t symbol;
	uint8_t extra;
	uint8_t extra_nbits;
};

/* One symbol for the lengths from lengths[0] on; how many it tells. */
static unsigned
take_lengths(const uint8_t *lengths, unsigned n_left, bool has_before,
	     struct length_symbol *symbol)
{
	unsigned n = 1, most = lengths[0] == 0 ? 138 : 6;

	*symbol = (struct length_symbol){.symbol = lengths[0]};
	if (lengths[0] != 0 && !(has_before && lengths[-1] == lengths[0]))
		return 1;
	while (n < n_left && n < most && lengths[n] == lengths[0])
		n++;
	if (n < 3)
		return 1;
	if (lengths[0] != 0)
		*symbol = (struct length_symbol){REPEAT_LENGTH,
						 (uint8_t)(n - 3), 2};
	else if (n < 11)
		*symbol = (struct length_symbol){REPEAT_ZERO, (uint8_t)(n - 3),
						 3};
	else
		*symbol = (struct length_symbol){REPEAT_ZERO_LONG,
						 (uint8_t)(n - 11), 7};
	return n;
}

/* The lengths of all codes, the distance's last, as symbols. */
static unsigned
list_lengths(const struct run_code *code, unsigned n_literal,
	     struct length_symbol *symbols)
{
	uint8_t lengths[RUN_CODE_SYMBOLS + 1];
	unsigned n = 0;

	memcpy(lengths, code->lengths, n_literal);
	lengths[n_literal] = 1;
	for (unsigned i = 0; i <= n_literal;)
		i += take_lengths(lengths + i, n_literal + 1 - i, i > 0,
				  &symbols[n++]);
	return n;
}

size_t
run_code_header(const struct run_code *code,
		uint8_t bits[RUN_CODE_HEADER_MAX_BYTES])
{
	static const uint8_t order[N_LENGTH_CODES] = {16, 17, 18, 0,  8, 7,  9,
						      6,  10, 5,  11, 4, 12, 3,
						      13, 2,  14, 1,  15};
	struct length_symbol symbols[RUN_CODE_SYMBOLS + 1];
	struct header header = {.bytes = bits};
	uint32_t counts[N_LENGTH_CODES] = {0};
	uint8_t lengths[N_LENGTH_CODES];
	uint16_t codes[N_LENGTH_CODES];
	unsigned n_literal = RUN_CODE_SYMBOLS, n_order = N_LENGTH_CODES, n;

	while (n_literal > MIN_LITERAL_LENGTHS &&
	       code->lengths[n_literal - 1] == 0)
		n_literal--;
	n = list_lengths(code, n_literal, symbols);
	for (unsigned i = 0; i < n; i++)
		counts[symbols[i].symbol]++;
	prefix_code_lengths(counts, N_LENGTH_CODES, LENGTH_CODE_BITS, lengths);
	prefix_code_codes(lengths, N_LENGTH_CODES, codes);
	while (n_order > 4 && lengths[order[n_order - 1]] == 0)
		n_order--;
	memset(bits, 0, RUN_CODE_HEADER_MAX_BYTES);
	put_bits(&header, n_literal - MIN_LITERAL_LENGTHS, 5);
	put_bits(&header, 0, 5);
	put_bits(&header, n_order - 4, 4);
	for (unsigned i = 0; i < n_order; i++)
		put_bits(&header, lengths[order[i]], 3);
	for (unsigned i = 0; i < n; i++) {
		put_bits(&header, codes[symbols[i].symbol],
			 lengths[symbols[i].symbol]);
		put_bits(&header, symbols[i].extra, symbols[i].extra_nbits);
	}
	return header.nbits;
}
