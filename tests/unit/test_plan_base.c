/* SPDX-License-Identifier: MIT */
#include "plan_fixture.h"

static struct plan_options
options_with(char *const *paths, const char *base)
{
	struct plan_options options = fixture_options(paths);

	options.base = base;
	options.output_dir = "out";
	return options;
}

static void
files_stand_below_the_output_folder_as_below_the_base(void **state)
{
	char *paths[] = {"a.jpg", "s/a.jpg", "./s//t/./a.jpg", "u/a.pic", NULL};
	struct plan_options options = options_with(paths, "./");

	(void)state;
	fixture_put("a.jpg", 1);
	fixture_put("s/a.jpg", 1);
	fixture_put("s/t/a.jpg", 1);
	fixture_put("u/a.pic", 1);
	fixture_expect(&options, "run* a.jpg > out/processed_a.jpg\n"
				 "run* s/a.jpg > out/s/processed_a.jpg\n"
				 "run* s/t/a.jpg > out/s/t/processed_a.jpg\n"
				 "run* u/a.pic > out/u/processed_a.pic.png\n");
}

static void
a_list_is_treated_alike(void **state)
{
	char *paths[] = {"in/z.jpg", NULL};
	struct plan_options options = options_with(paths, "in//");
	struct file_list list = {.end = '|'};
	struct gm_error err = {0};

	(void)state;
	fixture_put("in/z.jpg", 1);
	fixture_put("in/s/t/a.jpg", 1);
	fixture_put("in/u/a.jpg", 1);
	assert_int_equal(
		file_list_take(&list, "in/s/t/a.jpg|in/u/a.jpg|", 24, &err),
		GM_OK);
	assert_int_equal(file_list_end(&list, &err), GM_OK);
	options.list = &list;
	fixture_expect(&options, "run* in/z.jpg > out/processed_z.jpg\n"
				 "run in/s/t/a.jpg > out/s/t/processed_a.jpg\n"
				 "run in/u/a.jpg > out/u/processed_a.jpg\n");
}

static void
folders_keep_what_is_above_them(void **state)
{
	char *paths[] = {"in/s", "in/s/t/a.jpg", NULL};
	char *here[] = {".", "in/s/t/a.jpg", NULL};
	struct plan_options options = options_with(paths, "in");

	(void)state;
	fixture_put("in/s/a.jpg", 1);
	fixture_put("in/s/t/a.jpg", 1);
	options.recursive = true;
	fixture_expect(&options,
		       "run in/s/a.jpg > out/s/processed_a.jpg\n"
		       "run* in/s/t/a.jpg > out/s/t/processed_a.jpg\n");
	/* By whatever way it is met, an input has one output. */
	options = options_with(here, ".");
	options.recursive = true;
	fixture_expect(&options,
		       "run ./in/s/a.jpg > out/in/s/processed_a.jpg\n"
		       "run* ./in/s/t/a.jpg > out/in/s/t/processed_a.jpg\n");
}

static void
what_is_elsewhere_is_a_fault(void **state)
{
	char *paths[] = {"in/a.jpg",    "b.jpg",    "in2/a.jpg", "in2",
			 "in/../c.jpg", "none.jpg", ".",         NULL};
	struct plan_options options = options_with(paths, "in");
	struct plan *plan = NULL;
	struct gm_error err = {0};

	(void)state;
	fixture_put("in/a.jpg", 1);
	fixture_put("in2/a.jpg", 1);
	fixture_put("b.jpg", 1);
	fixture_put("c.jpg", 1);
	fixture_expect(&options, "run* in/a.jpg > out/processed_a.jpg\n"
				 "fault* b.jpg (EXDEV)\n"
				 "fault* in2/a.jpg (EXDEV)\n"
				 "fault* in2 (EXDEV)\n"
				 "fault* in/../c.jpg (EXDEV)\n"
				 "fault* none.jpg (No such file or directory)\n"
				 "fault* . (EXDEV)\n");
	assert_int_equal(plan_build(&options, &plan, &err), GM_OK);
	for (size_t i = 1; i < 4; i++) {
		plan_fault(plan, i, &err);
		assert_string_equal(err.text, "as it is written, it is not "
					      "below --base");
	}
	plan_free(plan);
}

static void
outputs_that_are_there_are_found(void **state)
{
	char *paths[] = {"s/a.jpg", "s/t/a.jpg", "u/a.jpg", NULL};
	struct plan_options options = options_with(paths, ".");

	(void)state;
	fixture_put("s/a.jpg", 1);
	fixture_put("s/t/a.jpg", 1);
	fixture_put("u/a.jpg", 1);
	fixture_put("out/s/t/processed_a.jpg", 1);
	options.skip_existing = true;
	fixture_expect(&options, "run* s/a.jpg > out/s/processed_a.jpg\n"
				 "skip* s/t/a.jpg > out/s/t/processed_a.jpg\n"
				 "run* u/a.jpg > out/u/processed_a.jpg\n");
	/* Links among the output folders bring two of them together. */
	assert_int_equal(symlink("s", "out/u"), 0);
	fixture_expect_refusal(&options, "u/a.jpg",
			       "output out/u/processed_a.jpg is also that of "
			       "s/a.jpg");
	/* A folder that leads back to the inputs. */
	options.prefix = "";
	assert_int_equal(unlink("out/u"), 0);
	assert_int_equal(symlink("../u", "out/u"), 0);
	fixture_expect_refusal(&options, "u/a.jpg",
			       "output out/u/a.jpg is the input u/a.jpg");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			files_stand_below_the_output_folder_as_below_the_base,
			fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(a_list_is_treated_alike,
						fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(folders_keep_what_is_above_them,
						fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(what_is_elsewhere_is_a_fault,
						fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(
			outputs_that_are_there_are_found, fixture_enter,
			fixture_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
