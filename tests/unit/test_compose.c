/* SPDX-License-Identifier: MIT */
#include "image/compose.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void
a_background_is_gray_by_the_method(void **state)
{
	const uint8_t white[3] = {255, 255, 255}, color[3] = {200, 100, 50};

	(void)state;
	for (unsigned i = 0; i < GRAY_N_METHODS; i++) {
		enum gray_method method = (enum gray_method)i;

		assert_int_equal(compose_gray(white, method, 8), 255);
		assert_int_equal(compose_gray(white, method, 16), 65535);
	}
	/* The test vector of gray.h. */
	assert_int_equal(compose_gray(color, GRAY_REC601, 8), 124);
	assert_int_equal(compose_gray(color, GRAY_LINEAR, 8), 128);
	assert_int_equal(compose_gray(color, GRAY_G, 16), 100 * 257);
}

/* All values of gray and alpha, against what is computed with fractions. */
static void
every_value_is_the_nearest(void **state)
{
	(void)state;
	for (unsigned background = 0; background < 256; background += 51)
		for (unsigned v = 0; v < 256; v++)
			for (unsigned a = 0; a < 256; a++) {
				uint8_t px[2] = {(uint8_t)v, (uint8_t)a};
				double exact =
					(v * a + background * (255.0 - a)) /
					255;

				compose_over((uint16_t)background, 8, px, 1,
					     px);
				if (px[0] - exact > 0.5 || exact - px[0] > 0.5)
					fail_msg("%u of %u over %u is %u", v, a,
						 background, px[0]);
			}
}

static void
sixteen_bits_do_not_overflow(void **state)
{
	uint16_t px[] = {65535, 65535, 65535, 0, 0, 32768, 65535, 1};
	const uint16_t expected[] = {65535, 65535, 32767, 65535};

	(void)state;
	compose_over(65535, 16, px, 4, px);
	assert_memory_equal(px, expected, sizeof(expected));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_background_is_gray_by_the_method),
		cmocka_unit_test(every_value_is_the_nearest),
		cmocka_unit_test(sixteen_bits_do_not_overflow),
	};

	return cmocka_run_group_tests_name("compose", tests, NULL, NULL);
}
