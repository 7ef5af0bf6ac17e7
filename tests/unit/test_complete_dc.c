/* SPDX-License-Identifier: MIT */
/* A DC table gets the categories that it lacks. */
#include "formats/jpeg/huffman.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* Symbols that one table of each kind begins with. */
static struct huffman_table
table_of(const uint8_t counts[16], const uint8_t *symbols)
{
	struct huffman_table table = {0};

	memcpy(table.counts, counts, 16);
	for (unsigned i = 0; i < 16; i++)
		table.n_symbols = (uint16_t)(table.n_symbols + counts[i]);
	memcpy(table.symbols, symbols, table.n_symbols);
	return table;
}

/* Is it a table that a file may hold, with codes for all categories? */
static void
check_whole(const struct huffman_table *table)
{
	struct huffman_code codes[256];
	struct huffman_table again;
	uint8_t data[16 + 256];

	memcpy(data, table->counts, 16);
	memcpy(data + 16, table->symbols, 256);
	assert_int_equal(
		huffman_read(&again, data, 16 + (size_t)table->n_symbols),
		16 + table->n_symbols);
	assert_memory_equal(&again, table, sizeof(again));
	huffman_codes(table, codes);
	for (unsigned i = 0; i < HUFFMAN_DC_SYMBOLS; i++)
		assert_in_range(codes[i].nbits, 1, 16);
}

/* The codes that were there stay what they were. */
static void
check_completed(struct huffman_table table)
{
	struct huffman_code before[256], after[256];

	huffman_codes(&table, before);
	assert_true(huffman_complete_dc(&table));
	check_whole(&table);
	huffman_codes(&table, after);
	for (unsigned i = 0; i < 256; i++)
		if (before[i].nbits > 0)
			assert_memory_equal(&before[i], &after[i],
					    sizeof(before[i]));
}

static void
test_missing_ones_are_added(void **state)
{
	static const uint8_t symbols[] = {4, 2, 0, 11, 7, 1, 3, 5, 6, 8, 9, 10};
	static const uint8_t all_lengths[16] = {1, 1, 1, 1, 1, 1,
						1, 1, 1, 1, 1};

	(void)state;
	for (unsigned n = 0; n <= 11; n++) {
		uint8_t counts[16] = {0};

		memcpy(counts, all_lengths, n);
		check_completed(table_of(counts, symbols));
	}
	check_completed(table_of((const uint8_t[16]){0, 3}, symbols));
	check_completed(table_of((const uint8_t[16]){0, 0, 7}, symbols));
	check_completed(table_of((const uint8_t[16]){[15] = 1}, symbols));
}

/* Also symbols that no DC of 8-bit samples has. */
static void
test_others_stay(void **state)
{
	static const uint8_t symbols[] = {12, 0, 15};

	(void)state;
	check_completed(table_of((const uint8_t[16]){1, 1, 1}, symbols));
}

static void
test_complete_one_is_left_alone(void **state)
{
	static const uint8_t symbols[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
	struct huffman_table table = table_of(
		(const uint8_t[16]){0, 1, 5, 1, 1, 1, 1, 1, 1}, symbols);
	struct huffman_table before = table;

	(void)state;
	assert_true(huffman_complete_dc(&table));
	assert_memory_equal(&table, &before, sizeof(table));
}

/* Of 16 bits the last is of ones: no code may follow the last but one. */
static void
test_no_room(void **state)
{
	static const uint8_t symbols[] = {0, 1, 2,  3, 4, 5, 6, 7,
					  8, 9, 10, 0, 1, 2, 3, 4};
	static const uint8_t counts[] = {1, 1, 1, 1, 1, 1, 1, 1,
					 1, 1, 1, 1, 1, 1, 1, 1};
	struct huffman_table table = table_of(counts, symbols);
	struct huffman_table before = table;

	(void)state;
	assert_false(huffman_complete_dc(&table));
	assert_memory_equal(&table, &before, sizeof(table));
	/* One fewer is room for one. */
	table.counts[15] = 0;
	table.symbols[15] = 0;
	table.n_symbols = 15;
	check_completed(table);
}

/* No table has more than 256 symbols, nor counts more than 255 of a length. */
static void
test_full_of_the_same(void **state)
{
	for (unsigned n = 230; n <= 256; n++) {
		struct {
			struct huffman_table table;
			uint8_t behind[64];
		} guarded = {0}, before;

		(void)state;
		guarded.table.counts[8] = (uint8_t)(n - 2);
		guarded.table.counts[9] = 2;
		guarded.table.n_symbols = (uint16_t)n;
		memset(guarded.table.symbols, 5, n);
		before = guarded;
		if (huffman_complete_dc(&guarded.table))
			check_whole(&guarded.table);
		else
			assert_memory_equal(&guarded, &before, sizeof(before));
		assert_memory_equal(guarded.behind, before.behind,
				    sizeof(before.behind));
	}
}

/* 250 of the longest codes and 11 more would count to 261. */
static void
test_count_has_a_byte(void **state)
{
	struct huffman_table table = {.n_symbols = 245};

	(void)state;
	table.counts[9] = 245;
	memset(table.symbols, 5, 245);
	if (huffman_complete_dc(&table))
		check_whole(&table);
	else
		assert_int_equal(table.n_symbols, 245);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_missing_ones_are_added),
		cmocka_unit_test(test_others_stay),
		cmocka_unit_test(test_complete_one_is_left_alone),
		cmocka_unit_test(test_no_room),
		cmocka_unit_test(test_full_of_the_same),
		cmocka_unit_test(test_count_has_a_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
