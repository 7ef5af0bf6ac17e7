/* SPDX-License-Identifier: MIT */
#include "run/stretch.h"

#include <fcntl.h>

#include "plan/plan_list.h"
#include "plan_fixture.h"

/* All that is read in the first stretch, a line each. */
struct lines {
	const struct plan *plan;
	struct bytes text;
};

static enum gm_status
add_line(void *ctx, size_t input_i, uint32_t cover, struct gm_error *err)
{
	struct lines *lines = ctx;
	const struct plan *plan = lines->plan;
	struct bytes path = {0};

	assert_int_equal(plan_paths(plan, input_i, &path, NULL, err), GM_OK);
	if (cover != PLAN_NO_COVER)
		strcpy((char *)path.data,
		       plan_list_folder_path(plan, &plan->folders[cover]));
	assert_int_equal(bytes_append(&lines->text, path.data,
				      strlen((char *)path.data), err),
			 GM_OK);
	bytes_free(&path);
	return bytes_append(&lines->text, "\n", 1, err);
}

static void
expect_of(const struct plan *plan, const uint32_t *inputs, size_t n,
	  size_t max_folders, size_t n_inputs, const char *paths)
{
	struct stretch stretch = {
		.plan = plan, .inputs = inputs, .n_inputs = n};
	struct lines lines = {.plan = plan};
	struct gm_error err;

	assert_int_equal(stretch_cut(&stretch, max_folders, &err), GM_OK);
	assert_int_equal(stretch.n_inputs, n_inputs);
	assert_int_equal(stretch_each_read(&stretch, add_line, &lines, &err),
			 GM_OK);
	assert_int_equal(bytes_append(&lines.text, "", 1, &err), GM_OK);
	if (paths != NULL)
		assert_string_equal((char *)lines.text.data, paths);
	bytes_free(&lines.text);
}

static void
expect(const struct plan_options *options, size_t max_folders, size_t n_inputs,
       const char *paths)
{
	struct plan *plan = NULL;
	struct gm_error err = {0};
	uint32_t *inputs;
	size_t n;

	if (plan_build(options, &plan, &err) != GM_OK)
		fail_msg("%s: %s", plan_culprit(plan), err.text);
	n = plan_n_inputs(plan);
	inputs = calloc(n, sizeof(*inputs));
	assert_non_null(inputs);
	for (size_t i = 0; i < n; i++)
		inputs[i] = (uint32_t)i;
	expect_of(plan, inputs, n, max_folders, n_inputs, paths);
	free(inputs);
	plan_free(plan);
}

static void
a_folder_of_pictures_is_one_path(void **state)
{
	char *paths[] = {"in", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	fixture_put("in/a.jpg", 1);
	fixture_put("in/b.pic", 1);
	fixture_put("in/processed_a.jpg", 1);
	fixture_put("in/processed_b.pic.png", 1);
	fixture_put("in/.graymill-0123456789abcdef.tmp/1", 1);
	expect(&options, 10, 2, "in\n");
}

static void
with_anything_else_each_is_named(void **state)
{
	static const char *const others[] = {"in/notes.txt", "in/processed_x.y",
					     "in/phone.avif", "in/.profile",
					     "in/sub/x.jpg"};
	char *paths[] = {"in", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	fixture_put("in/a.jpg", 1);
	fixture_put("in/b.jpg", 1);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		fixture_put(others[i], 1);
		expect(&options, 10, 2, "in/a.jpg\nin/b.jpg\n");
		assert_int_equal(remove(others[i]), 0);
	}
	assert_int_equal(rmdir("in/sub"), 0);
	assert_int_equal(mkfifo("in/fifo", 0600), 0);
	expect(&options, 10, 2, "in/a.jpg\nin/b.jpg\n");
}

static void
a_tree_is_one_path_as_far_as_it_is_whole(void **state)
{
	char *paths[] = {"in", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	fixture_put("in/a.jpg", 1);
	fixture_put("in/sub/deep/b.jpg", 1);
	fixture_put("in/sub/c.jpg", 1);
	fixture_put("in/twin/d.jpg", 1);
	options.recursive = true;
	expect(&options, 10, 4, "in\n");
	fixture_put("in/twin/notes.txt", 1);
	expect(&options, 10, 4, "in/a.jpg\nin/sub\nin/twin/d.jpg\n");
	fixture_put("in/sub/deep/notes.txt", 1);
	expect(&options, 10, 4,
	       "in/a.jpg\nin/sub/c.jpg\nin/sub/deep/b.jpg\nin/twin/d.jpg\n");
}

/* A file where a link leads is not below the folder. */
static void
links_and_named_files_are_named(void **state)
{
	char *paths[] = {"in", "other/b.jpg", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	fixture_put("in/a.jpg", 1);
	fixture_put("other/b.jpg", 1);
	fixture_put("other/c.jpg", 1);
	assert_int_equal(symlink("../other/c.jpg", "in/c.jpg"), 0);
	assert_int_equal(symlink("../other", "in/other"), 0);
	expect(&options, 10, 3, "in\nin/c.jpg\nother/b.jpg\n");
}

/* What the outputs go to has other things in it. */
static void
the_output_folder_is_not_read(void **state)
{
	char *paths[] = {"in", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	fixture_put("in/a.jpg", 1);
	fixture_put("in/out/secret.jpg", 1);
	options.recursive = true;
	options.output_dir = "in/out";
	expect(&options, 10, 1, "in/a.jpg\n");
}

static void
output_folders_are_counted(void **state)
{
	char *paths[] = {"in", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	fixture_put("in/a/1.jpg", 1);
	fixture_put("in/a/2.jpg", 1);
	fixture_put("in/b/3.jpg", 1);
	fixture_put("in/c/4.jpg", 1);
	options.recursive = true;
	expect(&options, 1, 2, NULL);
	expect(&options, 2, 3, NULL);
	expect(&options, 3, 4, NULL);
	options.output_dir = "out";
	expect(&options, 2, 3, NULL);
}

static void
paths_are_counted(void **state)
{
	char *paths[] = {"in", NULL};
	struct plan_options options = fixture_options(paths);
	char path[64];

	(void)state;
	for (unsigned i = 0; i < STRETCH_MAX_PATHS + 10; i++) {
		snprintf(path, sizeof(path), "in/%u.jpg", i);
		fixture_put(path, 0);
	}
	expect(&options, 1, STRETCH_MAX_PATHS + 10, "in\n");
	fixture_put("in/notes.txt", 1);
	expect(&options, 1, STRETCH_MAX_PATHS, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_folder_of_pictures_is_one_path, fixture_enter,
			fixture_leave),
		cmocka_unit_test_setup_teardown(
			with_anything_else_each_is_named, fixture_enter,
			fixture_leave),
		cmocka_unit_test_setup_teardown(
			a_tree_is_one_path_as_far_as_it_is_whole, fixture_enter,
			fixture_leave),
		cmocka_unit_test_setup_teardown(links_and_named_files_are_named,
						fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(the_output_folder_is_not_read,
						fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(output_folders_are_counted,
						fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(paths_are_counted,
						fixture_enter, fixture_leave),
	};

	return cmocka_run_group_tests_name("stretch", tests, NULL, NULL);
}
