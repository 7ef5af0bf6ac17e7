/* SPDX-License-Identifier: MIT */
#include "plan_fixture.h"

static bool
is_folder(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static struct plan *
build(const struct plan_options *options)
{
	struct plan *plan = NULL;
	struct gm_error err;

	assert_int_equal(plan_build(options, &plan, &err), GM_OK);
	return plan;
}

static void
folders_are_made_where_inputs_run(void **state)
{
	char *paths[] = {"in", NULL};
	struct plan_options options = fixture_options(paths);
	struct gm_error err;
	struct plan *plan;

	(void)state;
	fixture_put("in/a/b/x.jpg", 1);
	fixture_put("in/none/x.txt", 1);
	fixture_put("in/done/x.jpg", 1);
	options.recursive = true;
	options.skip_existing = true;
	options.output_dir = "far/out";
	plan = build(&options);
	assert_false(is_folder("far"));
	assert_int_equal(plan_make_folders(plan, &err), GM_OK);
	assert_true(is_folder("far/out/a/b"));
	assert_true(is_folder("far/out/done"));
	assert_false(is_folder("far/out/none"));
	assert_int_equal(plan_make_folders(plan, &err), GM_OK);
	plan_free(plan);

	fixture_put("next/done/processed_x.jpg", 1);
	options.output_dir = "next";
	plan = build(&options);
	assert_int_equal(plan_make_folders(plan, &err), GM_OK);
	assert_true(is_folder("next/a/b"));
	plan_free(plan);
}

static void
nothing_is_made_for_skipped_inputs_or_beside_them(void **state)
{
	char *paths[] = {"in", NULL};
	struct plan_options options = fixture_options(paths);
	struct gm_error err;
	struct plan *plan;

	(void)state;
	fixture_put("in/note.txt", 1);
	options.output_dir = "out";
	plan = build(&options);
	assert_int_equal(plan_make_folders(plan, &err), GM_OK);
	assert_false(is_folder("out"));
	plan_free(plan);
}

static void
a_file_in_the_way_is_named(void **state)
{
	char *paths[] = {"in", NULL};
	struct plan_options options = fixture_options(paths);
	struct gm_error err;
	struct plan *plan;

	(void)state;
	fixture_put("in/a/x.jpg", 1);
	fixture_put("out/a", 1);
	options.recursive = true;
	options.output_dir = "out";
	plan = build(&options);
	assert_int_equal(plan_make_folders(plan, &err), GM_ERR_WRITE);
	assert_string_equal(plan_culprit(plan), "out/a");
	assert_string_equal(err.text, "make folder: Not a directory");
	plan_free(plan);

	options.output_dir = "out/a/deep";
	assert_int_equal(plan_build(&options, &plan, &err), GM_ERR_USAGE);
	assert_string_equal(plan_culprit(plan), "out/a/deep");
	plan_free(plan);
	options.output_dir = "out/a";
	assert_int_equal(plan_build(&options, &plan, &err), GM_ERR_USAGE);
	assert_string_equal(err.text, "output folder: Not a directory");
	plan_free(plan);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			folders_are_made_where_inputs_run, fixture_enter,
			fixture_leave),
		cmocka_unit_test_setup_teardown(
			nothing_is_made_for_skipped_inputs_or_beside_them,
			fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(a_file_in_the_way_is_named,
						fixture_enter, fixture_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
