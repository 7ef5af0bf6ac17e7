/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "run/budget.h"

#define S UINT64_C(1000000000)

static void
bytes_and_pixels_count(void **state)
{
	(void)state;
	assert_int_equal(budget_ns(0, 0, 100), 10 * S);
	assert_int_equal(budget_ns(1000000, 0, 100), 20 * S);
	assert_int_equal(budget_ns(1000000, 2000000, UINT64_MAX), 40 * S);
}

/* A worker may say anything, a file system too. */
static void
no_lie_counts_for_more_than_is_allowed(void **state)
{
	(void)state;
	assert_int_equal(budget_ns(0, UINT64_MAX, 1000000), 20 * S);
	assert_true(budget_ns(UINT64_MAX, UINT64_MAX, UINT64_MAX) >
		    UINT64_MAX / 2);
	assert_true(budget_ns(UINT64_MAX, 0, 1) > UINT64_MAX / 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_and_pixels_count),
		cmocka_unit_test(no_lie_counts_for_more_than_is_allowed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
