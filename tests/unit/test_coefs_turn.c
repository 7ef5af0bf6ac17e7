/* SPDX-License-Identifier: MIT */
/* Blocks of cosines turned: their pixels are the pixels turned. */
#include "turn_fixture.h"

#include <math.h>

#include "formats/jpeg/coefs_turn.h"

#define PI 3.14159265358979323846

/* T.81 A.3.3, without its factor. */
static double
pixel(const JCOEF *block, int x, int y)
{
	double sum = 0;

	for (int v = 0; v < 8; v++)
		for (int u = 0; u < 8; u++)
			sum += block[v * 8 + u] * (u == 0 ? sqrt(.5) : 1) *
			       (v == 0 ? sqrt(.5) : 1) *
			       cos((2 * x + 1) * u * PI / 16) *
			       cos((2 * y + 1) * v * PI / 16);
	return sum;
}

/* By a hundredth: pixels far from one another stay so. */
static void
render(const JCOEF *block, uint8_t *pixels)
{
	for (int i = 0; i < 64; i++) {
		int32_t value =
			(int32_t)lround(pixel(block, i % 8, i / 8) * 100);

		memcpy(pixels + (size_t)i * 4, &value, sizeof(value));
	}
}

static void
pixels_of_turned_blocks(void **state)
{
	const struct image_info shape = {8, 8, 1, 32, 32, 0};
	JCOEF block[64], turned[64];
	uint8_t before[64 * 4], after[64 * 4];

	(void)state;
	for (int i = 0; i < 64; i++)
		block[i] = (JCOEF)((i * 37 + 11) % 101 - 50);
	render(block, before);
	for (unsigned o = 1; o <= 8; o++) {
		struct turn turn = turn_upright(o);
		struct image_info info = shape;
		uint8_t *theirs = turn_fixture_upright(o, &info, before);

		coefs_turn_block(&turn, block, turned);
		render(turned, after);
		assert_memory_equal(after, theirs, sizeof(after));
		free(theirs);
	}
}

static void
tables_go_with_their_blocks(void **state)
{
	UINT16 table[64], turned[64];

	(void)state;
	for (int i = 0; i < 64; i++)
		table[i] = (UINT16)i;
	for (unsigned o = 1; o <= 8; o++) {
		struct turn turn = turn_upright(o);

		coefs_turn_table(&turn, table, turned);
		for (int i = 0; i < 64; i++)
			assert_int_equal(turned[i],
					 o < 5 ? i : i % 8 * 8 + i / 8);
	}
}

static void
whole_blocks_only(void **state)
{
	/* Which side has to be a multiple of 8: 1 the width, 2 the height. */
	static const int needs[] = {0, 0, 1, 3, 2, 0, 2, 3, 1};

	(void)state;
	for (unsigned o = 1; o <= 8; o++) {
		struct turn turn = turn_upright(o);

		assert_true(coefs_turn_is_exact(&turn, 16, 24));
		assert_int_equal(coefs_turn_is_exact(&turn, 17, 24),
				 (needs[o] & 1) == 0);
		assert_int_equal(coefs_turn_is_exact(&turn, 16, 25),
				 (needs[o] & 2) == 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pixels_of_turned_blocks),
		cmocka_unit_test(tables_go_with_their_blocks),
		cmocka_unit_test(whole_blocks_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
