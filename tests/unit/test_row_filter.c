/* SPDX-License-Identifier: MIT */
#include "filter_fixture.h"

#include <math.h>

static void
check_do(unsigned kind, size_t nbytes, unsigned pixel_nbytes)
{
	uint8_t *row = filter_fixture_memory(nbytes);
	uint8_t *above = filter_fixture_memory(nbytes);
	uint8_t *out = filter_fixture_memory(nbytes);
	uint8_t *expected = filter_fixture_memory(nbytes);

	filter_fixture_rows(kind, row, above, nbytes);
	for (int i = 0; i < ROW_FILTER_N; i++) {
		enum row_filter filter = (enum row_filter)i;

		row_filter_do(filter, row, above, nbytes, pixel_nbytes, out);
		filter_fixture_do(filter, row, above, nbytes, pixel_nbytes,
				  expected);
		assert_memory_equal(out, expected, nbytes);
	}
	free(row);
	free(above);
	free(out);
	free(expected);
}

static void
test_do(void **state)
{
	(void)state;
	for (size_t nbytes = 0; nbytes <= 300; nbytes++)
		for (unsigned kind = 0; kind < FILTER_FIXTURE_KINDS; kind++)
			for (unsigned pixel = 1; pixel <= 2; pixel++)
				check_do(kind, nbytes, pixel);
}

/* All ways in which the three bytes before a byte can stand. */
static void
test_paeth_of_all(void **state)
{
	static const uint8_t values[] = {0, 1, 2, 127, 128, 129, 254, 255};
	enum {
		N = sizeof(values)
	};
	uint8_t row[2], above[2], out[2];

	(void)state;
	for (unsigned i = 0; i < N * N * N; i++) {
		row[0] = values[i % N];
		above[0] = values[i / N % N];
		above[1] = values[i / N / N];
		row[1] = 0;
		row_filter_do(ROW_FILTER_PAETH, row, above, 2, 1, out);
		assert_int_equal(out[1], (uint8_t)-filter_fixture_paeth(
						 row[0], above[1], above[0]));
	}
}

static uint64_t
sum_of(enum row_filter filter, const uint8_t *row, const uint8_t *above,
       size_t nbytes, unsigned pixel_nbytes)
{
	uint8_t out[4096];
	uint64_t sum = 0;

	filter_fixture_do(filter, row, above, nbytes, pixel_nbytes, out);
	for (size_t i = 0; i < nbytes; i++)
		sum += (uint64_t)abs((int8_t)out[i]);
	return sum;
}

static void
test_choose_equal(void **state)
{
	(void)state;
	for (size_t nbytes = 0; nbytes <= 2000; nbytes += 1 + nbytes / 7) {
		uint8_t *row = filter_fixture_memory(nbytes);
		uint8_t *above = filter_fixture_memory(nbytes);

		filter_fixture_rows(0, row, above, nbytes);
		if (nbytes > 0)
			memcpy(above, row, nbytes);
		assert_int_equal(row_filter_choose(row, above, nbytes, 1),
				 ROW_FILTER_UP);
		assert_int_equal(row_filter_choose(row, above, nbytes, 2),
				 ROW_FILTER_UP);
		free(row);
		free(above);
	}
}

/* A known filter, and no byte read that is not of the rows. */
static void
test_choose_any_length(void **state)
{
	(void)state;
	for (size_t nbytes = 0; nbytes <= 300; nbytes++) {
		uint8_t *row = filter_fixture_memory(nbytes);
		uint8_t *above = filter_fixture_memory(nbytes);

		filter_fixture_rows(0, row, above, nbytes);
		assert_in_range(row_filter_choose(row, above, nbytes, 1), 0,
				ROW_FILTER_N - 1);
		assert_in_range(row_filter_choose(row, above, nbytes, 2), 0,
				ROW_FILTER_N - 1);
		free(row);
		free(above);
	}
}

/* Rows of one kind throughout: a part of them is as good as the whole. */
static void
expect_choice(const uint8_t *row, const uint8_t *above, unsigned pixel_nbytes,
	      enum row_filter expected)
{
	static const size_t lengths[] = {200, 700, 1024, 1500, 4000};

	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++)
		assert_int_equal(
			row_filter_choose(row, above, lengths[i], pixel_nbytes),
			expected);
}

static void
test_choose(void **state)
{
	uint8_t row[4000], above[4000];

	(void)state;
	for (unsigned pixel = 1; pixel <= 2; pixel++) {
		/* As above, but for steps that go to and fro. */
		noise_fill(above, sizeof(above), 200);
		for (size_t i = 0; i < sizeof(row); i++) {
			above[i] = (uint8_t)(above[i] + 20);
			row[i] = (uint8_t)(i / pixel % 2 ? above[i] + 20
							 : above[i] - 20);
		}
		expect_choice(row, above, pixel, ROW_FILTER_UP);
		/* As to the left, and above is noise. */
		noise_fill(row, sizeof(row), 2);
		expect_choice(row, above, pixel, ROW_FILTER_SUB);
		/* In the middle of both. */
		noise_fill(row, pixel, 256);
		for (size_t i = pixel; i < sizeof(row); i++)
			row[i] = (uint8_t)((row[i - pixel] + above[i]) / 2);
		expect_choice(row, above, pixel, ROW_FILTER_AVERAGE);
		/* Up at the left, and left at the top. */
		for (size_t i = pixel; i < sizeof(row); i++)
			row[i] = (uint8_t)filter_fixture_paeth(
				row[i - pixel], above[i], above[i - pixel]);
		expect_choice(row, above, pixel, ROW_FILTER_PAETH);
	}
}

/* Of rows like those of pictures, never far from the best. */
static void
test_choose_is_near_the_best(void **state)
{
	uint8_t row[3000], above[3000];

	(void)state;
	for (unsigned round = 0; round < 200; round++) {
		size_t nbytes = 500 + noise_below(2500);
		uint64_t least = UINT64_MAX, chosen;

		filter_fixture_rows(1 + round % 2 * 2, row, above, nbytes);
		for (int i = ROW_FILTER_SUB; i < ROW_FILTER_N; i++) {
			uint64_t sum = sum_of((enum row_filter)i, row, above,
					      nbytes, 1);

			least = sum < least ? sum : least;
		}
		chosen = sum_of(row_filter_choose(row, above, nbytes, 1), row,
				above, nbytes, 1);
		assert_true(chosen <= least + least / 4);
	}
}

/* What the best code could make of the filtered bytes, in bits. */
static double
entropy_of(enum row_filter filter, const uint8_t *row, const uint8_t *above,
	   size_t nbytes, unsigned pixel_nbytes)
{
	unsigned counts[256] = {0};
	double sum = 0;
	uint8_t out[4096];

	filter_fixture_do(filter, row, above, nbytes, pixel_nbytes, out);
	for (size_t i = 0; i < nbytes; i++)
		counts[out[i]]++;
	for (unsigned i = 0; i < 256; i++)
		if (counts[i] > 0)
			sum += counts[i] *
			       log2((double)nbytes / (double)counts[i]);
	return sum;
}

static void
check_least(unsigned kind, size_t nbytes, unsigned pixel_nbytes)
{
	uint8_t *row = filter_fixture_memory(nbytes);
	uint8_t *above = filter_fixture_memory(nbytes);
	uint8_t *scratch = filter_fixture_memory(nbytes);
	double least = 1e9, chosen;

	filter_fixture_rows(kind, row, above, nbytes);
	for (int i = 0; i < ROW_FILTER_N; i++) {
		double bits = entropy_of((enum row_filter)i, row, above, nbytes,
					 pixel_nbytes);

		least = bits < least ? bits : least;
	}
	chosen = entropy_of(row_filter_choose_least(row, above, nbytes,
						    pixel_nbytes, scratch),
			    row, above, nbytes, pixel_nbytes);
	/* Its logarithms are of straight lines: up to 0.09 too small. */
	assert_true(chosen <= least + (double)nbytes * 0.09);
	free(row);
	free(above);
	free(scratch);
}

static void
test_choose_least(void **state)
{
	(void)state;
	for (size_t nbytes = 0; nbytes <= 4000; nbytes += 1 + nbytes / 50)
		for (unsigned kind = 0; kind < FILTER_FIXTURE_KINDS; kind++)
			for (unsigned pixel = 1; pixel <= 2; pixel++)
				check_least(kind, nbytes, pixel);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_do),
		cmocka_unit_test(test_paeth_of_all),
		cmocka_unit_test(test_choose_equal),
		cmocka_unit_test(test_choose_any_length),
		cmocka_unit_test(test_choose),
		cmocka_unit_test(test_choose_is_near_the_best),
		cmocka_unit_test(test_choose_least),
	};

	return cmocka_run_group_tests_name("row_filter", tests, NULL, NULL);
}
