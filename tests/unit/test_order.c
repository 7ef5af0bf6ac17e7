/* SPDX-License-Identifier: MIT */
#include "plan_fixture.h"
#include "run/order.h"

#define N_MOST 16u

static uint64_t
weight(void *ctx, size_t input_i)
{
	return ((const uint64_t *)ctx)[input_i];
}

static void
assert_order(const uint64_t *weights, size_t n, unsigned n_workers,
	     const uint32_t *expected)
{
	uint32_t order[N_MOST];
	uint64_t copy[N_MOST];
	struct gm_error err;

	for (size_t i = 0; i < n; i++) {
		order[i] = (uint32_t)i;
		copy[i] = weights[i];
	}
	assert_int_equal(order_pull(order, n, n_workers, weight, copy, &err),
			 GM_OK);
	assert_memory_equal(order, expected, n * sizeof(*order));
}

static void
one_giant_starts_first_wherever_it_stands(void **state)
{
	static const uint64_t weights[] = {1, 1, 1, 9, 1, 1};
	static const uint32_t expected[] = {3, 0, 1, 2, 4, 5};

	(void)state;
	assert_order(weights, 6, 2, expected);
}

static void
one_worker_takes_them_as_they_stand(void **state)
{
	static const uint64_t weights[] = {1, 1, 1, 9, 1, 1};
	static const uint32_t expected[] = {0, 1, 2, 3, 4, 5};

	(void)state;
	assert_order(weights, 6, 1, expected);
}

static void
only_the_tail_is_pulled_forward(void **state)
{
	/* A quarter of each one's share: 14.5 before the first, 6 before 3. */
	static const uint64_t weights[] = {20, 20, 20, 8, 12, 12, 12, 6, 6};
	static const uint32_t expected[] = {0, 1, 2, 4, 5, 6, 3, 7, 8};

	(void)state;
	assert_order(weights, 9, 2, expected);
}

static void
equal_ones_stay_as_they_stand(void **state)
{
	static const uint64_t weights[] = {7, 7, 7, 7, 7, 7};
	static const uint32_t expected[] = {0, 1, 2, 3, 4, 5};

	(void)state;
	assert_order(weights, 6, 4, expected);
}

static void
sums_that_are_too_large_are_borne(void **state)
{
	static const uint64_t weights[] = {1, UINT64_MAX, UINT64_MAX, 2};
	static const uint32_t expected[] = {1, 2, 0, 3};

	(void)state;
	assert_order(weights, 4, 2, expected);
}

static void
only_inputs_to_run_are_ordered(void **state)
{
	char *paths[] = {"in", NULL};
	struct plan_options options = fixture_options(paths);
	struct plan *plan = NULL;
	struct gm_error err;
	uint32_t *order = NULL;
	size_t n = 99;

	(void)state;
	fixture_put("in/0.jpg", 1);
	fixture_put("in/1.jpg", 1);
	fixture_put("in/processed_0.jpg", 1);
	options.skip_existing = true;
	assert_int_equal(plan_build(&options, &plan, &err), GM_OK);
	assert_int_equal(order_inputs(plan, &order, &n, &err), GM_OK);
	assert_int_equal(n, 1);
	assert_int_equal(order[0], 1);
	free(order);
	plan_free(plan);
}

static void
an_empty_plan_has_an_empty_order(void **state)
{
	char *paths[] = {".", NULL};
	struct plan_options options = fixture_options(paths);
	struct plan *plan = NULL;
	struct gm_error err;
	uint32_t *order = NULL;
	size_t n = 99;

	(void)state;
	assert_int_equal(plan_build(&options, &plan, &err), GM_OK);
	assert_int_equal(order_inputs(plan, &order, &n, &err), GM_OK);
	assert_int_equal(n, 0);
	free(order);
	plan_free(plan);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_giant_starts_first_wherever_it_stands),
		cmocka_unit_test(one_worker_takes_them_as_they_stand),
		cmocka_unit_test(only_the_tail_is_pulled_forward),
		cmocka_unit_test(equal_ones_stay_as_they_stand),
		cmocka_unit_test(sums_that_are_too_large_are_borne),
		cmocka_unit_test_setup_teardown(only_inputs_to_run_are_ordered,
						fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(
			an_empty_plan_has_an_empty_order, fixture_enter,
			fixture_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
