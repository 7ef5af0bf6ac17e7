/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_predict.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/octets.h"
#include "noise.h"

#define MAX_PIXELS 100u
#define MAX_STEP   6u
#define MAX_N      (MAX_PIXELS * MAX_STEP)

/* Each differs from that one pixel before, and comes back. */
static void
test_bytes(void **state)
{
	uint8_t row[MAX_N], made[MAX_N + TIFF_PREDICT_SLACK] = {0};

	(void)state;
	noise_fill(row, sizeof(row), 256);
	for (size_t step = 1; step <= MAX_STEP; step++) {
		for (size_t n = step; n <= MAX_PIXELS * step; n += step) {
			made[n] = 0x5a;
			tiff_predict_bytes(row, n, step, made);
			for (size_t i = 0; i < n; i++)
				assert_int_equal(
					made[i],
					(uint8_t)(row[i] -
						  (i < step ? 0
							    : row[i - step])));
			tiff_predict_undo_bytes(made, n, step);
			assert_memory_equal(made, row, n);
			assert_int_equal(made[n], 0x5a);
		}
	}
}

static void
test_words(void **state)
{
	uint16_t row[MAX_N], made[MAX_N + TIFF_PREDICT_SLACK] = {0};
	uint8_t big[2 * MAX_N];

	(void)state;
	noise_fill((uint8_t *)row, sizeof(row), 256);
	for (size_t step = 1; step <= MAX_STEP; step++) {
		for (size_t n = step; n <= MAX_PIXELS * step; n += step) {
			made[n] = 0x5a5a;
			tiff_predict_words(row, n, step, true, big);
			for (size_t i = 0; i < n; i++) {
				made[i] = octets_u16be(big + 2 * i);
				assert_int_equal(
					made[i],
					(uint16_t)(row[i] -
						   (i < step ? 0
							     : row[i - step])));
			}
			tiff_predict_undo_words(made, n, step);
			assert_memory_equal(made, row, 2 * n);
			assert_int_equal(made[n], 0x5a5a);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
