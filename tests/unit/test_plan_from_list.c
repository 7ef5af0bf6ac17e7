/* SPDX-License-Identifier: MIT */
#include "plan_fixture.h"

/* A list of these names, each with a '|' behind it. */
static struct file_list
list_of(const char *names)
{
	struct file_list list = {.end = '|'};
	struct gm_error err = {0};

	assert_int_equal(file_list_take(&list, names, strlen(names), &err),
			 GM_OK);
	assert_int_equal(file_list_end(&list, &err), GM_OK);
	return list;
}

static void
a_list_follows_the_paths(void **state)
{
	char *paths[] = {"z.jpg", "gone", NULL};
	struct plan_options options = fixture_options(paths);
	struct file_list list = list_of("b/|./a.jpg|-n|none|b/c.txt|");

	(void)state;
	options.list = &list;
	fixture_put("z.jpg", 1);
	fixture_put("a.jpg", 1);
	fixture_put("-n", 1);
	fixture_put("b/c.jpg", 1);
	fixture_put("b/c.txt", 1);
	fixture_expect(&options, "run* z.jpg > processed_z.jpg\n"
				 "fault* gone (No such file or directory)\n"
				 "run b/c.jpg > b/processed_c.jpg\n"
				 "run ./a.jpg > ./processed_a.jpg\n"
				 "run -n > processed_-n\n"
				 "fault none (No such file or directory)\n"
				 "run b/c.txt > b/processed_c.txt\n");
	/* What is in the plan is not kept twice. */
	assert_int_equal(list.names.nbytes, 0);
	assert_null(list.names.data);
}

static void
a_list_can_be_all_or_nothing(void **state)
{
	char *paths[] = {NULL};
	struct plan_options options = fixture_options(paths);
	struct file_list list = list_of("a.jpg|");

	(void)state;
	options.list = &list;
	fixture_put("a.jpg", 1);
	fixture_expect(&options, "run a.jpg > processed_a.jpg\n");
	/* It is empty now. */
	fixture_expect(&options, "");
}

static void
what_is_listed_twice_counts_once(void **state)
{
	char *paths[] = {"a.jpg", NULL};
	struct plan_options options = fixture_options(paths);
	struct file_list list = list_of("b/c.jpg|./a.jpg|b/c.jpg|b|b/../b//|");

	(void)state;
	options.list = &list;
	fixture_put("a.jpg", 1);
	fixture_put("b/c.jpg", 1);
	fixture_put("b/d.jpg", 1);
	fixture_expect(&options, "run* a.jpg > processed_a.jpg\n"
				 "run b/c.jpg > b/processed_c.jpg\n"
				 "run b/d.jpg > b/processed_d.jpg\n");
}

static void
an_output_that_is_listed_is_passed_over(void **state)
{
	char *paths[] = {"a.jpg", NULL};
	struct plan_options options = fixture_options(paths);
	struct file_list list = list_of("./processed_a.jpg|");

	(void)state;
	options.list = &list;
	fixture_put("a.jpg", 1);
	fixture_put("processed_a.jpg", 1);
	fixture_expect(&options, "run* a.jpg > processed_a.jpg\n");
}

static void
the_longest_name_is_a_fault(void **state)
{
	char *paths[] = {NULL};
	struct plan_options options = fixture_options(paths);
	struct file_list list = {.end = '\n'};
	char *name = malloc(FILE_LIST_MAX_NAME);
	struct plan *plan = NULL;
	struct gm_error err = {0};

	(void)state;
	assert_non_null(name);
	memset(name, 'x', FILE_LIST_MAX_NAME);
	name[5] = '/';
	assert_int_equal(file_list_take(&list, name, FILE_LIST_MAX_NAME, &err),
			 GM_OK);
	assert_int_equal(file_list_end(&list, &err), GM_OK);
	options.list = &list;
	assert_int_equal(plan_build(&options, &plan, &err), GM_OK);
	assert_int_equal(plan_n_inputs(plan), 1);
	assert_int_equal(plan_input(plan, 0).fate, PLAN_FAULT);
	assert_int_equal(plan_input(plan, 0).errnum, ENAMETOOLONG);
	plan_free(plan);
	free(name);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_list_follows_the_paths,
						fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(a_list_can_be_all_or_nothing,
						fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(
			what_is_listed_twice_counts_once, fixture_enter,
			fixture_leave),
		cmocka_unit_test_setup_teardown(
			an_output_that_is_listed_is_passed_over, fixture_enter,
			fixture_leave),
		cmocka_unit_test_setup_teardown(the_longest_name_is_a_fault,
						fixture_enter, fixture_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
