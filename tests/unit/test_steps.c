/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/steps.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ZRL 0xf0u

/* T.81 tables K.3 to K.6: counts, then symbols. */
static const uint8_t std_dc[] = {0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0,  0,
				 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
static const uint8_t std_dc_chroma[] = {0, 3, 1, 1, 1, 1, 1,  1, 1, 1,
					1, 0, 0, 0, 0, 0, 0,  1, 2, 3,
					4, 5, 6, 7, 8, 9, 10, 11};
static const uint8_t std_ac[] = {
	0,    2,    1,    3,    3,    2,    4,    3,    5,    5,    4,    4,
	0,    0,    1,    0x7d, 0x01, 0x02, 0x03, 0x00, 0x04, 0x11, 0x05, 0x12,
	0x21, 0x31, 0x41, 0x06, 0x13, 0x51, 0x61, 0x07, 0x22, 0x71, 0x14, 0x32,
	0x81, 0x91, 0xa1, 0x08, 0x23, 0x42, 0xb1, 0xc1, 0x15, 0x52, 0xd1, 0xf0,
	0x24, 0x33, 0x62, 0x72, 0x82, 0x09, 0x0a, 0x16, 0x17, 0x18, 0x19, 0x1a,
	0x25, 0x26, 0x27, 0x28, 0x29, 0x2a, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39,
	0x3a, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4a, 0x53, 0x54, 0x55,
	0x56, 0x57, 0x58, 0x59, 0x5a, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69,
	0x6a, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7a, 0x83, 0x84, 0x85,
	0x86, 0x87, 0x88, 0x89, 0x8a, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98,
	0x99, 0x9a, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9, 0xaa, 0xb2,
	0xb3, 0xb4, 0xb5, 0xb6, 0xb7, 0xb8, 0xb9, 0xba, 0xc2, 0xc3, 0xc4, 0xc5,
	0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8,
	0xd9, 0xda, 0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0xea,
	0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa};
static const uint8_t std_ac_chroma[] = {
	0,    2,    1,    2,    4,    4,    3,    4,    7,    5,    4,    4,
	0,    1,    2,    0x77, 0x00, 0x01, 0x02, 0x03, 0x11, 0x04, 0x05, 0x21,
	0x31, 0x06, 0x12, 0x41, 0x51, 0x07, 0x61, 0x71, 0x13, 0x22, 0x32, 0x81,
	0x08, 0x14, 0x42, 0x91, 0xa1, 0xb1, 0xc1, 0x09, 0x23, 0x33, 0x52, 0xf0,
	0x15, 0x62, 0x72, 0xd1, 0x0a, 0x16, 0x24, 0x34, 0xe1, 0x25, 0xf1, 0x17,
	0x18, 0x19, 0x1a, 0x26, 0x27, 0x28, 0x29, 0x2a, 0x35, 0x36, 0x37, 0x38,
	0x39, 0x3a, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4a, 0x53, 0x54,
	0x55, 0x56, 0x57, 0x58, 0x59, 0x5a, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68,
	0x69, 0x6a, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7a, 0x82, 0x83,
	0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x92, 0x93, 0x94, 0x95, 0x96,
	0x97, 0x98, 0x99, 0x9a, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9,
	0xaa, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6, 0xb7, 0xb8, 0xb9, 0xba, 0xc2, 0xc3,
	0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6,
	0xd7, 0xd8, 0xd9, 0xda, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9,
	0xea, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa};

/* Short codes, long values, runs, and symbols that are not allowed. */
static const uint8_t odd_dc[] = {1, 1, 1, 1, 1,  0, 0,  0, 0,  0,  2, 0,
				 0, 0, 0, 0, 11, 0, 12, 9, 10, 15, 1};
static const uint8_t odd_ac[] = {
	1, 1, 1,    1, 1,    1, 0,    0,    0,    0,    3,    2,    0,   0,
	0, 0, 0x0a, 1, 0xf0, 0, 0xfa, 0x10, 0x0b, 0xe0, 0x22, 0x9a, 0x11};

static void
read_table(struct huffman_table *table, const uint8_t *data, size_t nbytes)
{
	assert_int_equal(huffman_read(table, data, nbytes), nbytes);
}

/* One symbol; false when there is no such code, or it is not allowed. */
static bool
look(const struct huffman_decoder *decoder, uint64_t window, bool is_dc,
     unsigned *code_nbits, unsigned *size, unsigned *pass, bool *ends)
{
	unsigned found = huffman_decode(decoder, window);
	unsigned symbol = found & 0xff;

	*code_nbits = found >> 8;
	*size = is_dc ? symbol : symbol & 15;
	*pass = is_dc || symbol == 0 ? 0 : (symbol >> 4) + 1;
	*ends = !is_dc && symbol == 0;
	if (found == 0 || *size > (is_dc ? 11u : 10u))
		return false;
	return is_dc || *size > 0 || symbol == 0 || symbol == ZRL;
}

/*
 * What a step must be that begins with these STEPS_BITS bits: as many symbols
 * as have their codes among them, while they take no more than is allowed.
 */
static unsigned
step_naively(const struct steps *steps, bool from_dc, unsigned i)
{
	uint64_t window = (uint64_t)i << (64 - STEPS_BITS);
	bool dc_only = steps->ac_table.n_symbols == 0, ends = false;
	unsigned taken = 0, passed = 0, n = 0;

	for (bool is_dc = from_dc; !ends && taken < STEPS_BITS; is_dc = false) {
		unsigned code_nbits, size, pass;
		bool last;

		if (!look(is_dc ? &steps->dc : &steps->ac, window << taken,
			  is_dc, &code_nbits, &size, &pass, &last) ||
		    taken + code_nbits > STEPS_BITS ||
		    taken + code_nbits + size > STEPS_MAX_TAKEN ||
		    passed + pass > 62)
			break;
		taken += code_nbits + size;
		passed += pass;
		ends = last || (is_dc && dc_only);
		n++;
	}
	if (n == 0)
		return STEPS_NONE;
	return (ends ? STEPS_END : 0) | passed << STEPS_PASS_SHIFT | taken;
}

static void
compare(struct steps *steps)
{
	steps_fill(steps);
	assert_true(steps->has_tables);
	for (unsigned i = 0; i < STEPS_SIZE; i++) {
		assert_int_equal(steps->dc_steps[i],
				 step_naively(steps, true, i));
		assert_int_equal(steps->ac_steps[i],
				 step_naively(steps, false, i));
		assert_true((steps->ac_steps[i] & STEPS_TAKEN_MASK) <=
			    STEPS_MAX_TAKEN);
	}
}

static void
check(const uint8_t *dc_data, size_t dc_nbytes, const uint8_t *ac_data,
      size_t ac_nbytes)
{
	static struct steps steps;
	struct huffman_table dc, ac, none = {0};

	read_table(&dc, dc_data, dc_nbytes);
	read_table(&ac, ac_data, ac_nbytes);
	steps_make(&steps, &dc, &ac);
	assert_false(steps.has_tables);
	assert_true(steps_match(&steps, &dc, &ac));
	assert_false(steps_match(&steps, &dc, &none));
	compare(&steps);
	/* The DC alone ends a block. */
	steps_make(&steps, &dc, &none);
	assert_true(steps_match(&steps, &dc, &none));
	assert_false(steps_match(&steps, &none, &none));
	compare(&steps);
}

static void
test_standard_tables(void **state)
{
	(void)state;
	check(std_dc, sizeof(std_dc), std_ac, sizeof(std_ac));
	check(std_dc_chroma, sizeof(std_dc_chroma), std_ac_chroma,
	      sizeof(std_ac_chroma));
}

static void
test_odd_tables(void **state)
{
	static const uint8_t runs[] = {1, 1, 0, 0, 0, 0, 0, 0,   0,
				       0, 0, 0, 0, 0, 0, 0, ZRL, 0};
	static const uint8_t long_codes[] = {0, 0, 0,    0,    0,    0,   0,
					     0, 0, 0,    0,    0,    4,   0,
					     0, 0, 0x00, 0x01, 0x0a, 0xf0};

	(void)state;
	check(odd_dc, sizeof(odd_dc), odd_ac, sizeof(odd_ac));
	check(std_dc, sizeof(std_dc), runs, sizeof(runs));
	check(odd_dc, sizeof(odd_dc), long_codes, sizeof(long_codes));
	check(long_codes, sizeof(long_codes), odd_ac, sizeof(odd_ac));
}

/* Entries worked out by hand. */
static void
test_known_steps(void **state)
{
	static struct steps steps;
	struct huffman_table dc, ac;

	(void)state;
	read_table(&dc, std_dc, sizeof(std_dc));
	read_table(&ac, std_ac, sizeof(std_ac));
	steps_make(&steps, &dc, &ac);
	steps_fill(&steps);
	/* DC 0 (00), end of block (1010). */
	assert_int_equal(steps.dc_steps[0x280], STEPS_END | 6);
	/* Four times 0/1 (00) with its bit. */
	assert_int_equal(steps.ac_steps[0], 4 << STEPS_PASS_SHIFT | 12);
	/* End of block, and no further. */
	assert_int_equal(steps.ac_steps[0xa00], STEPS_END | 4);
	/* ZRL (11111111001): sixteen at once. */
	assert_int_equal(steps.ac_steps[0xff2], 16 << STEPS_PASS_SHIFT | 11);
	/* The beginning of a code of 16 bits. */
	assert_int_equal(steps.ac_steps[0xfff], STEPS_NONE);
}

static void
test_fill_once(void **state)
{
	static struct steps steps;
	struct huffman_table dc, ac;

	(void)state;
	read_table(&dc, std_dc, sizeof(std_dc));
	read_table(&ac, std_ac, sizeof(std_ac));
	steps_make(&steps, &dc, &ac);
	steps_fill(&steps);
	steps.ac_steps[0] = 1;
	steps_fill(&steps);
	assert_int_equal(steps.ac_steps[0], 1);
	steps_make(&steps, &dc, &ac);
	compare(&steps);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_standard_tables),
		cmocka_unit_test(test_odd_tables),
		cmocka_unit_test(test_known_steps),
		cmocka_unit_test(test_fill_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
