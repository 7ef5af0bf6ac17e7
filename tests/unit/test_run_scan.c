/* SPDX-License-Identifier: MIT */
#include "deflate/run_scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "noise.h"

/* Bytes that may be read behind the data. */
#define SLACK 8u

static size_t
find_naively(const uint8_t *data, size_t from, size_t nbytes)
{
	for (size_t i = from; i + RUN_SCAN_MIN <= nbytes; i++) {
		size_t n = 0;

		while (n < RUN_SCAN_MIN && data[i + n] == data[i - 1])
			n++;
		if (n == RUN_SCAN_MIN)
			return i;
	}
	return nbytes;
}

static size_t
length_naively(const uint8_t *data, size_t at, size_t nbytes)
{
	size_t i = at;

	while (i < nbytes && data[i] == data[at - 1])
		i++;
	return i - at;
}

static void
compare(const uint8_t *data, size_t nbytes)
{
	for (size_t i = 1; i <= nbytes; i++) {
		assert_int_equal(run_scan_find(data, i, nbytes),
				 find_naively(data, i, nbytes));
		assert_int_equal(run_scan_length(data, i, nbytes),
				 length_naively(data, i, nbytes));
	}
}

/*
 * Memory that ends with the slack, which is filled to look like more of the
 * last run; data may begin anywhere in a word.
 */
static void
compare_noise(size_t nbytes, size_t alignment, uint32_t n_values)
{
	uint8_t *memory = malloc(alignment + nbytes + SLACK);
	uint8_t *data = memory + alignment;

	assert_non_null(memory);
	noise_fill(data, nbytes, n_values);
	memset(data + nbytes, data[nbytes - 1], SLACK);
	compare(data, nbytes);
	memset(data + nbytes, data[nbytes - 1] ^ 1, SLACK);
	compare(data, nbytes);
	free(memory);
}

static void
test_noise(void **state)
{
	(void)state;
	for (size_t alignment = 0; alignment < 8; alignment++)
		for (size_t nbytes = 1; nbytes <= 80; nbytes++)
			for (uint32_t n_values = 1; n_values <= 4; n_values++)
				compare_noise(nbytes, alignment, n_values);
	compare_noise(3000, 3, 2);
	compare_noise(3000, 5, 256);
}

/* One run in bytes that differ, at each place and of each length. */
static void
test_one_run(void **state)
{
	enum {
		N = 100
	};
	uint8_t data[N + SLACK];

	(void)state;
	for (size_t at = 1; at < N; at++)
		for (size_t run = 0; at + run <= N; run++) {
			for (size_t i = 0; i < sizeof(data); i++)
				data[i] = (uint8_t)i;
			memset(data + at, data[at - 1], run);
			assert_int_equal(run_scan_find(data, 1, N),
					 run < RUN_SCAN_MIN ? N : at);
			assert_int_equal(run_scan_length(data, at, N), run);
		}
}

/* Bits that differ are found wherever they are in a byte. */
static void
test_each_bit(void **state)
{
	uint8_t data[8 + SLACK] = {0};

	(void)state;
	for (size_t i = 0; i < 8; i++)
		for (unsigned bit = 0; bit < 8; bit++) {
			memset(data, 0x80, sizeof(data));
			data[i] ^= (uint8_t)(1u << bit);
			compare(data, 8);
			memset(data, 0xff, sizeof(data));
			data[i] ^= (uint8_t)(1u << bit);
			compare(data, 8);
			memset(data, 0, sizeof(data));
			data[i] ^= (uint8_t)(1u << bit);
			compare(data, 8);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_noise),
		cmocka_unit_test(test_one_run),
		cmocka_unit_test(test_each_bit),
	};

	return cmocka_run_group_tests_name("run_scan", tests, NULL, NULL);
}
