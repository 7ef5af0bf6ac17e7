/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/steps.h"

#include <string.h>

/* One symbol by the next STEPS_BITS bits. */
struct symbol {
	uint8_t code_nbits; /* 0: none that can be told, or none at all */
	uint8_t taken;      /* with the bits that follow the code */
	uint8_t pass;       /* coefficients */
	bool ends;
};

bool
steps_match(const struct steps *steps, const struct huffman_table *dc,
	    const struct huffman_table *ac)
{
	return memcmp(&steps->dc_table, dc, sizeof(*dc)) == 0 &&
	       memcmp(&steps->ac_table, ac, sizeof(*ac)) == 0;
}

void
steps_make(struct steps *steps, const struct huffman_table *dc,
	   const struct huffman_table *ac)
{
	steps->dc_table = *dc;
	steps->ac_table = *ac;
	huffman_decoder_make(&steps->dc, dc);
	huffman_decoder_make(&steps->ac, ac);
	steps->has_tables = false;
}

static struct symbol
dc_symbol(unsigned code_nbits, unsigned size)
{
	struct symbol symbol = {0};

	if (size > STEPS_MAX_DC_SIZE)
		return symbol;
	symbol.code_nbits = (uint8_t)code_nbits;
	symbol.taken = (uint8_t)(code_nbits + size);
	return symbol;
}

/* What T.81 does not allow is no symbol. */
static struct symbol
ac_symbol(unsigned code_nbits, unsigned run_size)
{
	struct symbol symbol = {0};
	unsigned size = run_size & 15;

	if (size > STEPS_MAX_AC_SIZE ||
	    (size == 0 && run_size != 0 && run_size != STEPS_ZRL))
		return symbol;
	symbol.code_nbits = (uint8_t)code_nbits;
	symbol.taken = (uint8_t)(code_nbits + size);
	symbol.ends = run_size == 0;
	symbol.pass = (uint8_t)(symbol.ends ? 0 : (run_size >> 4) + 1);
	return symbol;
}

/* The symbols of a table, spread over all that can follow their codes. */
static void
spread(const struct huffman_table *table,
       struct symbol (*make)(unsigned code_nbits, unsigned symbol),
       struct symbol *symbols)
{
	struct symbol *to = symbols;
	unsigned n = 0;

	for (unsigned nbits = 1; nbits <= STEPS_BITS; nbits++) {
		size_t width = STEPS_SIZE >> nbits;

		for (unsigned i = 0; i < table->counts[nbits - 1]; i++) {
			struct symbol symbol = make(nbits, table->symbols[n++]);

			for (size_t j = 0; j < width; j++)
				*to++ = symbol;
		}
	}
	memset(to, 0, (size_t)(symbols + STEPS_SIZE - to) * sizeof(*to));
}

/*
 * Take AC symbols as long as their codes are among the bits_left bits that
 * index i still has, from a step that has taken and passed this much.
 */
static uint16_t
join(const struct symbol *ac, unsigned i, unsigned taken, unsigned pass)
{
	unsigned end = 0;

	while (end == 0 && taken < STEPS_BITS) {
		const struct symbol *symbol =
			&ac[i << taken & (STEPS_SIZE - 1)];

		if (symbol->code_nbits == 0 ||
		    symbol->code_nbits > STEPS_BITS - taken ||
		    taken + symbol->taken > STEPS_MAX_TAKEN ||
		    pass + symbol->pass >= STEPS_PASS_MASK)
			break;
		taken += symbol->taken;
		pass += symbol->pass;
		if (symbol->ends)
			end = STEPS_END;
	}
	return (uint16_t)(end | pass << STEPS_PASS_SHIFT | taken);
}

static uint16_t
dc_step(const struct symbol *dc, const struct symbol *ac, bool dc_only,
	unsigned i)
{
	const struct symbol *symbol = &dc[i];

	if (symbol->code_nbits == 0 || symbol->taken > STEPS_MAX_TAKEN)
		return STEPS_NONE;
	if (dc_only)
		return (uint16_t)(STEPS_END | symbol->taken);
	return join(ac, i, symbol->taken, 0);
}

void
steps_fill(struct steps *steps)
{
	struct symbol dc[STEPS_SIZE], ac[STEPS_SIZE];
	bool dc_only = steps->ac_table.n_symbols == 0;

	if (steps->has_tables)
		return;
	spread(&steps->dc_table, dc_symbol, dc);
	spread(&steps->ac_table, ac_symbol, ac);
	for (unsigned i = 0; i < STEPS_SIZE; i++) {
		uint16_t step = join(ac, i, 0, 0);

		steps->ac_steps[i] = step == 0 ? STEPS_NONE : step;
		steps->dc_steps[i] = dc_step(dc, ac, dc_only, i);
	}
	steps->has_tables = true;
}
