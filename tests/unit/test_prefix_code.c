/* SPDX-License-Identifier: MIT */
#include "deflate/prefix_code.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "noise.h"

#define MAX_N PREFIX_CODE_MAX_SYMBOLS

/* Huffman's sum over all inner nodes, the two lightest searched for. */
static uint64_t
least_cost(const uint32_t *counts, unsigned n)
{
	uint64_t weights[MAX_N], cost = 0;
	unsigned used = 0;

	for (unsigned i = 0; i < n; i++)
		if (counts[i] > 0)
			weights[used++] = counts[i];
	for (; used > 1; used--) {
		for (unsigned k = 0; k < 2; k++)
			for (unsigned i = k + 1; i < used; i++)
				if (weights[i] < weights[k]) {
					uint64_t swap = weights[i];

					weights[i] = weights[k];
					weights[k] = swap;
				}
		weights[0] += weights[1];
		cost += weights[0];
		weights[1] = weights[used - 1];
	}
	return cost;
}

static uint64_t
cost_of(const uint32_t *counts, unsigned n, const uint8_t *lengths)
{
	uint64_t cost = 0;

	for (unsigned i = 0; i < n; i++)
		cost += (uint64_t)counts[i] * lengths[i];
	return cost;
}

/* All symbols that occur have a length in range, and no room is left. */
static void
check_lengths(const uint32_t *counts, unsigned n, unsigned limit,
	      const uint8_t *lengths)
{
	uint32_t taken = 0;
	unsigned used = 0;

	for (unsigned i = 0; i < n; i++) {
		if (counts[i] == 0) {
			assert_int_equal(lengths[i], 0);
			continue;
		}
		used++;
		assert_in_range(lengths[i], 1, limit);
		taken += 1u << (limit - lengths[i]);
		for (unsigned k = 0; k < i; k++)
			if (counts[k] > counts[i])
				assert_true(lengths[k] <= lengths[i]);
			else if (counts[k] > 0 && counts[k] < counts[i])
				assert_true(lengths[k] >= lengths[i]);
	}
	if (used > 1)
		assert_int_equal(taken, 1u << limit);
	else if (used == 1)
		assert_int_equal(taken, 1u << (limit - 1));
}

/* A symbol more than there is must stay as it is. */
static void
make_lengths(const uint32_t *counts, unsigned n, unsigned limit,
	     uint8_t *lengths)
{
	lengths[n] = 99;
	prefix_code_lengths(counts, n, limit, lengths);
	assert_int_equal(lengths[n], 99);
	check_lengths(counts, n, limit, lengths);
}

static void
test_optimal(void **state)
{
	(void)state;
	for (unsigned round = 0; round < 300; round++) {
		uint32_t counts[MAX_N];
		uint8_t lengths[MAX_N + 1];
		unsigned n = 1 + noise_below(MAX_N);
		/* No code is longer than 15 bits when all weigh as much. */
		uint32_t most = 1 + noise_below(round % 3 == 0 ? 2 : 200);

		for (unsigned i = 0; i < n; i++)
			counts[i] = noise_below(most + 1);
		make_lengths(counts, n, PREFIX_CODE_MAX_BITS, lengths);
		if (least_cost(counts, n) > 0)
			assert_int_equal(cost_of(counts, n, lengths),
					 least_cost(counts, n));
	}
}

/* Large counts, which differ in each of their bytes. */
static void
test_large_counts(void **state)
{
	uint32_t counts[13];
	uint8_t lengths[14];

	(void)state;
	for (unsigned round = 0; round < 200; round++) {
		for (unsigned i = 0; i < 13; i++)
			counts[i] = noise_below(UINT32_MAX / 13) >>
				    noise_below(5) * 6;
		make_lengths(counts, 13, 15, lengths);
		assert_int_equal(cost_of(counts, 13, lengths),
				 least_cost(counts, 13));
	}
}

static void
test_exact_lengths(void **state)
{
	const uint32_t counts[] = {1, 1, 2, 4, 8, 0, 16};
	const uint8_t expected[] = {5, 5, 4, 3, 2, 0, 1};
	uint8_t lengths[8];

	(void)state;
	make_lengths(counts, 7, 15, lengths);
	assert_memory_equal(lengths, expected, 7);
}

static void
fill_fibonacci(uint32_t *counts, unsigned n, unsigned n_rising)
{
	for (unsigned i = 0; i < n; i++)
		counts[i] = i < 2          ? 1
			    : i < n_rising ? counts[i - 1] + counts[i - 2]
					   : 1 + i % 7;
}

static void
test_limit(void **state)
{
	uint32_t counts[MAX_N];
	uint8_t lengths[MAX_N + 1];

	(void)state;
	/* The sum of all must be below 2^32. */
	for (unsigned n_rising = 2; n_rising < 44; n_rising++) {
		fill_fibonacci(counts, 286, n_rising);
		for (unsigned limit = 9; limit <= 15; limit++)
			make_lengths(counts, 286, limit, lengths);
	}
	fill_fibonacci(counts, 19, 19);
	for (unsigned limit = 5; limit <= 15; limit++)
		make_lengths(counts, 19, limit, lengths);
}

/* Of 286 symbols, one that is nearly all there is. */
static void
test_limit_of_one_heavy(void **state)
{
	uint32_t counts[MAX_N];
	uint8_t lengths[MAX_N + 1];

	(void)state;
	for (unsigned i = 0; i < 286; i++)
		counts[i] = i == 100 ? 4000000000u : 1;
	make_lengths(counts, 286, 14, lengths);
	assert_int_equal(lengths[100], 1);
	/* As many as fit at all. */
	make_lengths(counts, 128, 7, lengths);
	for (unsigned i = 0; i < 128; i++)
		assert_int_equal(lengths[i], 7);
}

/* 29027 bits is the least there is with 7 (by package-merge), 28634 with 15. */
static void
test_limit_costs_little(void **state)
{
	uint32_t counts[19];
	uint8_t lengths[20];

	(void)state;
	fill_fibonacci(counts, 19, 19);
	assert_int_equal(least_cost(counts, 19), 28634);
	make_lengths(counts, 19, 7, lengths);
	assert_in_range(cost_of(counts, 19, lengths), 29027, 29027 * 9 / 8);
}

static void
test_few_symbols(void **state)
{
	uint32_t counts[MAX_N] = {0};
	uint8_t lengths[MAX_N + 1];
	uint16_t codes[MAX_N];

	(void)state;
	memset(lengths, 9, sizeof(lengths));
	make_lengths(counts, MAX_N, 14, lengths);
	counts[256] = 1;
	make_lengths(counts, MAX_N, 14, lengths);
	assert_int_equal(lengths[256], 1);
	prefix_code_codes(lengths, MAX_N, codes);
	assert_int_equal(codes[256], 0);
	counts[3] = 70000;
	make_lengths(counts, MAX_N, 14, lengths);
	assert_int_equal(lengths[3], 1);
	assert_int_equal(lengths[256], 1);
	prefix_code_codes(lengths, MAX_N, codes);
	assert_int_equal(codes[3], 0);
	assert_int_equal(codes[256], 1);
	assert_int_equal(codes[4], 0);
}

static unsigned
reversed(unsigned code, unsigned nbits)
{
	unsigned result = 0;

	for (; nbits > 0; nbits--, code >>= 1)
		result = result << 1 | (code & 1);
	return result;
}

/* RFC 1951 section 3.2.2: A to H have these lengths and codes. */
static void
test_canonical(void **state)
{
	const uint8_t lengths[] = {3, 3, 3, 3, 3, 2, 4, 4};
	const unsigned expected[] = {2, 3, 4, 5, 6, 0, 14, 15};
	uint16_t codes[8];

	(void)state;
	prefix_code_codes(lengths, 8, codes);
	for (unsigned i = 0; i < 8; i++)
		assert_int_equal(codes[i], reversed(expected[i], lengths[i]));
}

/* Codes rise with length and symbol, and none begins another. */
static void
test_codes_rise(void **state)
{
	uint32_t counts[MAX_N];
	uint8_t lengths[MAX_N + 1];
	uint16_t codes[MAX_N];

	(void)state;
	fill_fibonacci(counts, MAX_N, 30);
	make_lengths(counts, MAX_N, 15, lengths);
	prefix_code_codes(lengths, MAX_N, codes);
	for (unsigned i = 0; i < MAX_N; i++)
		for (unsigned k = 0; k < MAX_N; k++) {
			unsigned a = reversed(codes[i], lengths[i])
				     << (15 - lengths[i]);
			unsigned b = reversed(codes[k], lengths[k])
				     << (15 - lengths[k]);

			if (lengths[i] < lengths[k] ||
			    (lengths[i] == lengths[k] && i < k))
				assert_true(a + (1u << (15 - lengths[i])) <= b);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_optimal),
		cmocka_unit_test(test_large_counts),
		cmocka_unit_test(test_exact_lengths),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_limit_of_one_heavy),
		cmocka_unit_test(test_limit_costs_little),
		cmocka_unit_test(test_few_symbols),
		cmocka_unit_test(test_canonical),
		cmocka_unit_test(test_codes_rise),
	};

	return cmocka_run_group_tests_name("prefix_code", tests, NULL, NULL);
}
