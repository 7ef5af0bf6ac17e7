/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/huffman.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* A table as a file holds it, after its class and number. */
struct listing {
	uint8_t data[16 + 256];
	size_t nbytes;
};

static uint32_t
noise(uint32_t n)
{
	static uint32_t seed = 1;

	seed = seed * 1664525u + 1013904223u;
	return (uint32_t)((uint64_t)seed * n >> 32);
}

/* Counts by length, and symbols 0, 1, 2 ... */
static struct listing
listing_of(const uint8_t counts[16])
{
	struct listing listing = {.nbytes = 16};

	memcpy(listing.data, counts, 16);
	for (unsigned i = 0; i < 16; i++)
		for (unsigned n = counts[i]; n > 0; n--, listing.nbytes++)
			listing.data[listing.nbytes] =
				(uint8_t)(listing.nbytes - 16);
	return listing;
}

/* A random code: of all lengths, with some left over. */
static struct listing
random_listing(void)
{
	uint8_t counts[16] = {0};
	uint32_t left = 65536, n = 0;

	for (unsigned i = 0; i < 16; i++) {
		uint32_t fits = (left - 1) / (65536u >> (i + 1));
		uint32_t most = fits < 250 - n ? fits : 250 - n;

		counts[i] = (uint8_t)noise(i < 6 ? most / 2 + 1 : most + 1);
		left -= counts[i] * (65536u >> (i + 1));
		n += counts[i];
	}
	return listing_of(counts);
}

static size_t
read_counts(const uint8_t counts[16])
{
	struct listing listing = listing_of(counts);
	struct huffman_table table;

	return huffman_read(&table, listing.data, listing.nbytes);
}

static void
test_read(void **state)
{
	static const uint8_t counts[16] = {0, 1, 5, 1, 1, 1, 1, 1, 1};
	struct listing listing = listing_of(counts);
	struct huffman_table table, same;

	(void)state;
	memset(&table, 0xff, sizeof(table));
	assert_int_equal(
		huffman_read(&table, listing.data, sizeof(listing.data)), 28);
	assert_int_equal(table.n_symbols, 12);
	assert_memory_equal(table.counts, counts, 16);
	for (unsigned i = 0; i < 256; i++)
		assert_int_equal(table.symbols[i], i < 12 ? i : 0);
	memset(&same, 0, sizeof(same));
	assert_int_equal(huffman_read(&same, listing.data, 28), 28);
	assert_memory_equal(&same, &table, sizeof(table));
}

static void
test_read_cut_short(void **state)
{
	static const uint8_t counts[16] = {0, 1, 5, 1, 1, 1, 1, 1, 1};
	struct listing listing = listing_of(counts);
	struct huffman_table table = {0};

	(void)state;
	for (size_t n = 0; n < 28; n++)
		assert_int_equal(huffman_read(&table, listing.data, n), 0);
	assert_int_equal(table.n_symbols, 0);
}

static void
test_read_no_code(void **state)
{
	(void)state;
	/* Too many codes of one length, and over all. */
	assert_int_equal(read_counts((const uint8_t[16]){3}), 0);
	assert_int_equal(read_counts((const uint8_t[16]){1, 1, 3}), 0);
	assert_int_equal(
		read_counts((const uint8_t[16]){1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
						1, 1, 1, 1, 3}),
		0);
	/* As many as there can be: one of them is of ones. */
	assert_int_equal(read_counts((const uint8_t[16]){2}), 0);
	assert_int_equal(read_counts((const uint8_t[16]){1, 1, 2}), 0);
	assert_int_equal(
		read_counts((const uint8_t[16]){1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
						1, 1, 1, 1, 2}),
		0);
	/* One fewer. */
	assert_int_equal(read_counts((const uint8_t[16]){1}), 17);
	assert_int_equal(read_counts((const uint8_t[16]){1, 1, 1}), 19);
	assert_int_equal(
		read_counts((const uint8_t[16]){1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
						1, 1, 1, 1, 1}),
		32);
}

/* 256 symbols are the most, and no lengths at all are a table without any. */
static void
test_read_limits(void **state)
{
	struct huffman_table table;
	uint8_t data[16 + 257] = {[8] = 2, [15] = 254};

	(void)state;
	assert_int_equal(huffman_read(&table, data, sizeof(data)), 16 + 256);
	assert_int_equal(table.n_symbols, 256);
	data[15] = 255;
	assert_int_equal(huffman_read(&table, data, sizeof(data)), 0);
	memset(data, 0, 16);
	assert_int_equal(huffman_read(&table, data, sizeof(data)), 16);
	assert_int_equal(table.n_symbols, 0);
}

/* T.81 annex C and F.2.2.3, bit by bit. */
static unsigned
decode_naively(const struct huffman_table *table, uint64_t window)
{
	uint32_t first = 0, code = 0;
	unsigned n = 0;

	for (unsigned nbits = 1; nbits <= 16; nbits++) {
		unsigned count = table->counts[nbits - 1];

		code = code << 1 | (uint32_t)(window >> (64 - nbits) & 1);
		if (code - first < count)
			return nbits << 8 | table->symbols[n + code - first];
		n += count;
		first = (first + count) << 1;
	}
	return 0;
}

static void
compare_decoders(const struct listing *listing)
{
	static struct huffman_decoder decoder;
	struct huffman_table table;

	assert_int_equal(huffman_read(&table, listing->data, listing->nbytes),
			 listing->nbytes);
	huffman_decoder_make(&decoder, &table);
	for (uint32_t bits = 0; bits < 65536; bits++) {
		uint64_t window = (uint64_t)bits << 48 | (uint64_t)noise(1000);

		assert_int_equal(huffman_decode(&decoder, window),
				 decode_naively(&table, window));
	}
}

static void
test_decode(void **state)
{
	static const uint8_t lists[][16] = {
		{0, 1, 5, 1, 1, 1, 1, 1, 1},
		{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
		{[8] = 250},
		{[9] = 250},
		{[15] = 255},
		{1, [15] = 200},
		{0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		struct listing listing = listing_of(lists[i]);

		compare_decoders(&listing);
	}
	for (unsigned i = 0; i < 50; i++) {
		struct listing listing = random_listing();

		compare_decoders(&listing);
	}
}

static void
test_no_table_decodes_nothing(void **state)
{
	static const struct huffman_table none;
	static struct huffman_decoder decoder;

	(void)state;
	huffman_decoder_make(&decoder, &none);
	for (uint32_t bits = 0; bits < 65536; bits++)
		assert_int_equal(huffman_decode(&decoder, (uint64_t)bits << 48),
				 0);
}

/* What is written with the codes is read with the table. */
static void
test_codes(void **state)
{
	struct huffman_code codes[256];
	struct huffman_table table;

	(void)state;
	for (unsigned i = 0; i < 50; i++) {
		struct listing listing = random_listing();

		huffman_read(&table, listing.data, listing.nbytes);
		memset(codes, 0xff, sizeof(codes));
		huffman_codes(&table, codes);
		for (unsigned s = 0; s < 256; s++) {
			unsigned nbits = codes[s].nbits;

			assert_int_equal(nbits > 0, s < table.n_symbols);
			if (nbits > 0)
				assert_int_equal(
					decode_naively(&table,
						       (uint64_t)codes[s].code
							       << (64 - nbits)),
					nbits << 8 | s);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_read_cut_short),
		cmocka_unit_test(test_read_no_code),
		cmocka_unit_test(test_read_limits),
		cmocka_unit_test(test_decode),
		cmocka_unit_test(test_no_table_decodes_nothing),
		cmocka_unit_test(test_codes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
