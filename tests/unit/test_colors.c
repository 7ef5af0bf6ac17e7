/* SPDX-License-Identifier: MIT */
#include "image/colors.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define N 7

/* A row of N gray pixels, but for sample c of pixel at, which is off by one. */
static void
make_row(const struct image_info *info, size_t at, unsigned c, uint8_t *row)
{
	size_t nbytes = info->bits / 8;

	for (size_t i = 0; i < (size_t)N * info->channels * nbytes; i++)
		row[i] = 0x40;
	/* Alpha is no colour. */
	for (size_t i = 0; info->channels == 4 && i < N; i++)
		memset(row + (i * 4 + 3) * nbytes, 0x11 * (int)i, nbytes);
	if (at < N)
		row[(at * info->channels + c) * nbytes] ^= 1;
}

static void
the_first_one_is_found_in_all_shapes(void **state)
{
	uint32_t row[N * 4];

	(void)state;
	for (uint32_t channels = 3; channels <= 4; channels++)
		for (uint32_t bits = 8; bits <= 32; bits *= 2)
			for (unsigned i = 0; i < 3 * (N + 1); i++) {
				const struct image_info info = {
					.channels = channels, .bits = bits};

				make_row(&info, i / 3, i % 3, (uint8_t *)row);
				assert_int_equal(colors_find(&info, row, N),
						 i / 3);
			}
}

static void
zeros_of_either_sign_are_gray(void **state)
{
	const struct image_info info = {.channels = 3, .bits = 32};
	const float pixels[] = {0.0f, -0.0f, 0.0f, 0.0f, -0.0f, 1.0f};

	(void)state;
	assert_int_equal(colors_find(&info, pixels, 2), 1);
}

static void
no_pixel_has_a_colour(void **state)
{
	const struct image_info info = {.channels = 3, .bits = 8};

	(void)state;
	assert_int_equal(colors_find(&info, "abc", 0), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_one_is_found_in_all_shapes),
		cmocka_unit_test(zeros_of_either_sign_are_gray),
		cmocka_unit_test(no_pixel_has_a_colour),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
