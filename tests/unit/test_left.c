/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/left.h"

static const struct left_work work = {.weight = 1, .nbytes = 1};

/* This many end, after ms each. */
static void
end_jobs(struct left *left, unsigned n, double ms)
{
	for (unsigned i = 0; i < n; i++)
		left_end(left, &work, ms);
}

static double
told(struct left *left, double elapsed_ms)
{
	unsigned percent;
	double ms = 0;

	left_foresee(left, elapsed_ms, false, &percent, &ms);
	return ms;
}

static struct left
begin(void)
{
	struct left left = {.n_workers = 1};

	for (unsigned i = 0; i < 100; i++)
		left_add(&left, &work);
	return left;
}

static void
an_estimate_that_wavers_is_not_told(void **state)
{
	struct left left = begin();
	double first, second, third;

	(void)state;
	end_jobs(&left, 10, 100);
	first = told(&left, 1000);
	assert_float_equal(first, 9000, 1);
	end_jobs(&left, 10, 10);
	second = told(&left, 1100);
	end_jobs(&left, 1, 500);
	third = told(&left, 1600);
	assert_true(second < first && third < second);
}

static void
what_is_told_follows_an_estimate_that_falls(void **state)
{
	struct left left = begin();

	(void)state;
	end_jobs(&left, 10, 100);
	told(&left, 1000);
	end_jobs(&left, 40, 5);
	for (unsigned i = 0; i < 60; i++)
		told(&left, 1200);
	assert_true(told(&left, 1200) > 8000);
	assert_float_equal(told(&left, 3200), left_ms(&left, 3200), 1);
}

static void
what_is_told_rises_when_it_is_wrong(void **state)
{
	struct left left = begin();

	(void)state;
	end_jobs(&left, 10, 100);
	told(&left, 1000);
	end_jobs(&left, 10, 1000);
	assert_float_equal(told(&left, 11000), left_ms(&left, 11000), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_estimate_that_wavers_is_not_told),
		cmocka_unit_test(what_is_told_follows_an_estimate_that_falls),
		cmocka_unit_test(what_is_told_rises_when_it_is_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
