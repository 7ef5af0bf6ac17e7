/* SPDX-License-Identifier: MIT */
#include "deflate/run_code.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "noise.h"

/* RFC 1951 section 3.2.5, row by row. */
static unsigned
length_symbol(size_t run, unsigned *extra_nbits, unsigned *extra)
{
	unsigned base = 3, symbol = 257;

	if (run == 258) {
		*extra_nbits = *extra = 0;
		return 285;
	}
	for (;; symbol++) {
		unsigned nbits = symbol < 265 ? 0 : (symbol - 261) / 4;

		if (run < base + (1u << nbits)) {
			*extra_nbits = nbits;
			*extra = (unsigned)run - base;
			return symbol;
		}
		base += 1u << nbits;
	}
}

static uint32_t
count_of(const struct run_code *code, unsigned symbol)
{
	uint32_t sum = 0;

	for (unsigned i = 0; i < 4; i++)
		sum += code->counts[i][symbol];
	return sum;
}

static void
test_parts(void **state)
{
	(void)state;
	for (size_t run = 3; run <= 3000; run++) {
		size_t left = run, n = 0;

		while (left > 0) {
			size_t part = run_code_part(left);

			assert_in_range(part, RUN_CODE_MIN_RUN,
					RUN_CODE_MAX_RUN);
			assert_true(part <= left);
			left -= part;
			n++;
		}
		/* No more symbols than there must be. */
		assert_int_equal(n, (run + 257) / 258);
	}
}

static void
test_count_runs(void **state)
{
	static struct run_code code;
	unsigned nbits, extra;

	(void)state;
	for (size_t run = 3; run <= 258; run++) {
		run_code_begin(&code);
		run_code_count_run(&code, run);
		assert_int_equal(
			count_of(&code, length_symbol(run, &nbits, &extra)), 1);
	}
	run_code_begin(&code);
	run_code_count_run(&code, 0);
	for (unsigned i = 0; i < RUN_CODE_SYMBOLS; i++)
		assert_int_equal(count_of(&code, i), i == RUN_CODE_END);
	run_code_count_run(&code, 5 * 258);
	assert_int_equal(count_of(&code, 285), 5);
}

static void
test_count_literals(void **state)
{
	static struct run_code code;
	uint8_t data[300];
	uint32_t expected[256];

	(void)state;
	noise_fill(data, sizeof(data), 256);
	for (size_t n = 0; n <= sizeof(data); n++) {
		memset(expected, 0, sizeof(expected));
		for (size_t i = 0; i < n; i++)
			expected[data[i]]++;
		run_code_begin(&code);
		run_code_count_literals(&code, data, n);
		for (unsigned i = 0; i < 256; i++)
			assert_int_equal(count_of(&code, i), expected[i]);
	}
}

/* Some literals and runs; which ones depends on round. */
static void
fill(struct run_code *code, unsigned round)
{
	uint8_t data[2000];

	run_code_begin(code);
	noise_fill(data, sizeof(data), round % 5 == 0 ? 256 : 1 + round);
	for (size_t i = round % 7 == 0 ? 0 : 1500; i < sizeof(data); i++)
		data[i] = data[noise_below((uint32_t)i + 1)];
	run_code_count_literals(code, data, noise_below(sizeof(data)));
	for (unsigned i = 0; i < round % 40; i++)
		run_code_count_run(code, 3 + noise_below(round % 3 ? 5 : 300));
}

/* Each run has its symbol's code, then the extra bits, then distance 1. */
static void
check_runs(const struct run_code *code)
{
	for (size_t run = 3; run <= 258; run++) {
		const struct run_code_bits *bits = &code->runs[run];
		unsigned extra_nbits, extra;
		unsigned symbol = length_symbol(run, &extra_nbits, &extra);
		unsigned nbits = code->lengths[symbol];

		if (nbits == 0)
			continue;
		assert_int_equal(bits->nbits, nbits + extra_nbits + 1);
		assert_int_equal(bits->bits >> nbits, extra);
	}
}

static void
test_make(void **state)
{
	static struct run_code code;

	(void)state;
	for (unsigned round = 0; round < 200; round++) {
		uint32_t counts[RUN_CODE_SYMBOLS];
		uint64_t nbits = 0;

		fill(&code, round);
		for (unsigned i = 0; i < RUN_CODE_SYMBOLS; i++)
			counts[i] = count_of(&code, i);
		assert_int_equal(counts[RUN_CODE_END], 1);
		for (size_t run = 3; run <= 258; run++) {
			unsigned extra_nbits, extra;
			unsigned i = length_symbol(run, &extra_nbits, &extra);

			if (extra == 0)
				nbits += counts[i] * (extra_nbits + 1);
		}
		assert_true(run_code_make(&code) >= nbits);
		for (unsigned i = 0; i < RUN_CODE_SYMBOLS; i++) {
			assert_int_equal(code.lengths[i] > 0, counts[i] > 0);
			assert_true(code.lengths[i] <= RUN_CODE_MAX_BITS);
			nbits += (uint64_t)counts[i] * code.lengths[i];
			if (i <= RUN_CODE_END)
				assert_int_equal(code.literals[i].nbits,
						 code.lengths[i]);
		}
		check_runs(&code);
	}
}

/* The sum of all bits, symbol by symbol. */
static void
test_make_counts_bits(void **state)
{
	static struct run_code code;
	uint64_t nbits, expected;

	(void)state;
	run_code_begin(&code);
	run_code_count_literals(&code, (const uint8_t *)"aaaabbc", 7);
	run_code_count_run(&code, 3);
	run_code_count_run(&code, 20); /* two extra bits */
	run_code_count_run(&code, 258);
	nbits = run_code_make(&code);
	expected = 4u * code.lengths['a'] + 2u * code.lengths['b'] +
		   code.lengths['c'] + code.lengths[257] + code.lengths[269] +
		   code.lengths[285] + code.lengths[256] + 3 + 2;
	assert_int_equal(nbits, expected);
}

struct bit_reader {
	const uint8_t *data;
	size_t at;
};

static unsigned
get(struct bit_reader *reader, unsigned nbits)
{
	unsigned value = 0;

	for (unsigned i = 0; i < nbits; i++, reader->at++)
		value |= (unsigned)(reader->data[reader->at / 8] >>
					    (reader->at % 8) &
				    1)
			 << i;
	return value;
}

/* RFC 1951 section 3.2.2, bit by bit. */
static unsigned
get_symbol(struct bit_reader *reader, const uint8_t lengths[19])
{
	unsigned code = 0, first = 0;

	for (unsigned nbits = 1; nbits <= 7; nbits++) {
		unsigned n = 0;

		code = code << 1 | get(reader, 1);
		first <<= 1;
		for (unsigned i = 0; i < 19; i++)
			if (lengths[i] == nbits && code == first + n++)
				return i;
		first += n;
	}
	fail_msg("no code");
	return 0;
}

/* RFC 1951 section 3.2.7: the lengths of literals, then that of distances. */
static void
check_header(const struct run_code *code, const uint8_t *bits, size_t nbits)
{
	static const uint8_t order[] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
					11, 4,  12, 3, 13, 2, 14, 1, 15};
	struct bit_reader reader = {.data = bits};
	uint8_t lengths[19] = {0}, all[320] = {0};
	unsigned n_literals = 257 + get(&reader, 5), n = 0;

	assert_int_equal(get(&reader, 5), 0);
	for (unsigned i = get(&reader, 4) + 4, k = 0; k < i; k++)
		lengths[order[k]] = (uint8_t)get(&reader, 3);
	while (n < n_literals + 1) {
		unsigned symbol = get_symbol(&reader, lengths), repeat = 1;
		uint8_t value = symbol < 16    ? (uint8_t)symbol
				: symbol == 16 ? all[n - 1]
					       : 0;

		if (symbol == 16)
			repeat = 3 + get(&reader, 2);
		else if (symbol == 17)
			repeat = 3 + get(&reader, 3);
		else if (symbol == 18)
			repeat = 11 + get(&reader, 7);
		memset(all + n, value, repeat);
		n += repeat;
	}
	assert_int_equal(n, n_literals + 1);
	assert_int_equal(reader.at, nbits);
	assert_int_equal(all[n_literals], 1);
	assert_memory_equal(all, code->lengths, n_literals);
	for (unsigned i = n_literals; i < RUN_CODE_SYMBOLS; i++)
		assert_int_equal(code->lengths[i], 0);
	for (; reader.at % 8 != 0;)
		assert_int_equal(get(&reader, 1), 0);
}

static void
test_header(void **state)
{
	static struct run_code code;
	uint8_t bits[RUN_CODE_HEADER_MAX_BYTES];
	size_t nbits;

	(void)state;
	for (unsigned round = 0; round < 300; round++) {
		fill(&code, round);
		run_code_make(&code);
		memset(bits, 0xff, sizeof(bits));
		nbits = run_code_header(&code, bits);
		assert_true(nbits <= sizeof(bits) * 8);
		check_header(&code, bits, nbits);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_count_runs),
		cmocka_unit_test(test_count_literals),
		cmocka_unit_test(test_make),
		cmocka_unit_test(test_make_counts_bits),
		cmocka_unit_test(test_header),
	};

	return cmocka_run_group_tests_name("run_code", tests, NULL, NULL);
}
