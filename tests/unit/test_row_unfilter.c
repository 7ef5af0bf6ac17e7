/* SPDX-License-Identifier: MIT */
/* Filters undone, row by row and several rows at once. */
#include "filter_fixture.h"

/* Of pixels of 3 bytes, the byte behind each row is read too. */
static size_t
slack(unsigned pixel_nbytes)
{
	return pixel_nbytes == 3;
}

static void
check_undo(unsigned kind, size_t nbytes, unsigned pixel_nbytes)
{
	size_t memory_nbytes = nbytes + slack(pixel_nbytes);
	uint8_t *row = filter_fixture_memory(memory_nbytes);
	uint8_t *above = filter_fixture_memory(memory_nbytes);
	uint8_t *from = filter_fixture_memory(memory_nbytes);
	uint8_t *to = filter_fixture_memory(memory_nbytes);

	filter_fixture_rows(kind, row, above, memory_nbytes);
	noise_fill(from, memory_nbytes, 256);
	for (int i = 0; i < ROW_FILTER_N; i++) {
		enum row_filter filter = (enum row_filter)i;

		filter_fixture_do(filter, row, above, nbytes, pixel_nbytes,
				  from);
		memset(to, 0xa5, memory_nbytes);
		row_filter_undo(filter, from, above, nbytes, pixel_nbytes, to);
		assert_memory_equal(to, row, nbytes);
		/* The byte behind is read, not written. */
		if (memory_nbytes > nbytes)
			assert_int_equal(to[nbytes], 0xa5);
	}
	free(row);
	free(above);
	free(from);
	free(to);
}

/* Rows are whole pixels. */
static void
test_undo(void **state)
{
	(void)state;
	for (unsigned pixel = 1; pixel <= 4; pixel++)
		for (size_t nbytes = 0; nbytes <= 300; nbytes += pixel)
			for (unsigned kind = 0; kind < FILTER_FIXTURE_KINDS;
			     kind++)
				check_undo(kind, nbytes, pixel);
}

/* All ways in which the three bytes before a byte can stand. */
static void
test_paeth_of_all(void **state)
{
	uint8_t from[2] = {0}, above[2], to[2];

	(void)state;
	for (unsigned i = 0; i < 32 * 32 * 32; i++) {
		uint8_t left = (uint8_t)(i % 32 * 8 + i % 7);

		above[0] = (uint8_t)(i / 32 % 32 * 8 + i % 5);
		above[1] = (uint8_t)(i / 1024 * 8 + i % 3);
		from[0] = (uint8_t)(left - above[0]);
		row_filter_undo(ROW_FILTER_PAETH, from, above, 2, 1, to);
		assert_int_equal(to[0], left);
		assert_int_equal(to[1], (uint8_t)filter_fixture_paeth(
						left, above[1], above[0]));
	}
}

/* Rows with their filters, and what they were. */
struct group {
	size_t nbytes;
	unsigned n_rows;
	uint8_t *rows;
	uint8_t *above;
	uint8_t *plain;
};

static void
group_make(struct group *group, unsigned pixel_nbytes)
{
	size_t nbytes = group->nbytes, step = 1 + nbytes;
	const uint8_t *above;

	group->above = filter_fixture_memory(nbytes + slack(pixel_nbytes));
	noise_fill(group->above, nbytes + slack(pixel_nbytes), 256);
	above = group->above;
	for (unsigned y = 0; y < group->n_rows; y++) {
		uint8_t *plain = group->plain + y * nbytes;
		uint8_t *row = group->rows + y * step;

		noise_fill(plain, nbytes, 256);
		filter_fixture_do((enum row_filter)row[0], plain, above, nbytes,
				  pixel_nbytes, row + 1);
		above = plain;
	}
}

static void
check_group(struct group *group, unsigned pixel_nbytes)
{
	size_t nbytes = group->nbytes, memory = nbytes + slack(pixel_nbytes);
	uint8_t *to[ROW_GROUP_MAX];
	unsigned n;

	group_make(group, pixel_nbytes);
	for (unsigned y = 0; y < group->n_rows; y++)
		to[y] = filter_fixture_memory(memory);
	n = row_group_undo(group->rows, group->n_rows, group->above, nbytes,
			   pixel_nbytes, to);
	/* Short rows are undone alone. */
	assert_int_equal(n,
			 nbytes < 4 * (size_t)pixel_nbytes ? 1 : group->n_rows);
	for (unsigned y = 0; y < n; y++)
		assert_memory_equal(to[y], group->plain + y * nbytes, nbytes);
	for (unsigned y = 0; y < group->n_rows; y++)
		free(to[y]);
	free(group->above);
}

/* With all the filters that are undone together. */
static void
check_groups(size_t nbytes, unsigned pixel_nbytes, unsigned n_rows)
{
	static const uint8_t filters[] = {ROW_FILTER_SUB, ROW_FILTER_AVERAGE,
					  ROW_FILTER_PAETH};
	struct group group = {.nbytes = nbytes, .n_rows = n_rows};
	size_t rows_nbytes = n_rows * (1 + nbytes) + slack(pixel_nbytes);

	group.rows = filter_fixture_memory(rows_nbytes);
	group.plain = filter_fixture_memory(n_rows * nbytes);
	memset(group.rows, 0, rows_nbytes);
	for (unsigned i = 0; i < 81; i++) {
		for (unsigned y = 0, n = i; y < n_rows; y++, n /= 3)
			group.rows[y * (1 + nbytes)] = filters[n % 3];
		check_group(&group, pixel_nbytes);
	}
	free(group.rows);
	free(group.plain);
}

static void
test_groups(void **state)
{
	(void)state;
	for (unsigned pixel = 3; pixel <= 4; pixel++)
		for (size_t n = 1; n <= 40; n++) {
			check_groups(n * pixel, pixel, 2);
			check_groups(n * pixel, pixel, 4);
		}
}

/* One, two or four, never more than there are, whatever the filters. */
static void
test_group_size(void **state)
{
	uint8_t rows[8 * 61 + 1] = {0}, above[61] = {0};
	uint8_t plain[ROW_GROUP_MAX][60];
	uint8_t *const to[] = {plain[0], plain[1], plain[2], plain[3]};
	unsigned seen = 0;

	(void)state;
	for (unsigned round = 0; round < 2000; round++) {
		uint32_t n_rows = 1 + noise_below(8);
		unsigned pixel = 1 + noise_below(4), n;

		for (unsigned y = 0; y < n_rows; y++)
			rows[y * 61] = (uint8_t)noise_below(ROW_FILTER_N);
		n = row_group_undo(rows, n_rows, above, 60, pixel, to);
		assert_true(n == 1 || n == 2 || n == 4);
		assert_true(n <= n_rows);
		seen |= n;
	}
	assert_int_equal(seen, 7);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_undo),
		cmocka_unit_test(test_paeth_of_all),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_group_size),
	};

	return cmocka_run_group_tests_name("row_unfilter", tests, NULL, NULL);
}
