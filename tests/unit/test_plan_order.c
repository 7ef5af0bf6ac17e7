/* SPDX-License-Identifier: MIT */
#include "plan_fixture.h"

#define MIB ((off_t)1 << 20)

static void
heavy_inputs_start_first_and_the_rest_stay(void **state)
{
	static const size_t expected[] = {4, 2, 6, 3, 1, 0, 5, 7};
	char *paths[] = {"in", NULL};
	struct plan_options options = fixture_options(paths);
	struct plan *plan = NULL;
	struct gm_error err;
	uint32_t *order = NULL;
	size_t n = 0;

	(void)state;
	fixture_put("in/0.jpg", 10);
	fixture_put("in/1.jpg", MIB);
	fixture_put("in/2.jpg", 4 * MIB);
	fixture_put("in/3.jpg", 4 * MIB - 1);
	fixture_put("in/4.jpg", 8192 * MIB);
	fixture_put("in/5.jpg", MIB - 1);
	fixture_put("in/6.jpg", 7 * MIB);
	fixture_put("in/7.jpg", 0);
	assert_int_equal(plan_build(&options, &plan, &err), GM_OK);
	assert_int_equal(plan_order(plan, &order, &n, &err), GM_OK);
	assert_int_equal(n, sizeof(expected) / sizeof(expected[0]));
	for (size_t i = 0; i < n; i++)
		assert_int_equal(order[i], expected[i]);
	free(order);
	plan_free(plan);
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
	assert_int_equal(plan_order(plan, &order, &n, &err), GM_OK);
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
	assert_int_equal(plan_order(plan, &order, &n, &err), GM_OK);
	assert_int_equal(n, 0);
	free(order);
	plan_free(plan);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			heavy_inputs_start_first_and_the_rest_stay,
			fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(only_inputs_to_run_are_ordered,
						fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(
			an_empty_plan_has_an_empty_order, fixture_enter,
			fixture_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
