/* SPDX-License-Identifier: MIT */
#include "plan_fixture.h"

static void
one_output_of_two_inputs_is_refused(void **state)
{
	char *paths[] = {"A", "B", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	fixture_put("A/x.png", 1);
	fixture_put("B/w.png", 1);
	fixture_put("B/x.png", 1);
	fixture_expect(&options, "run A/x.png > A/processed_x.png\n"
				 "run B/w.png > B/processed_w.png\n"
				 "run B/x.png > B/processed_x.png\n");
	options.output_dir = "out";
	fixture_expect_refusal(
		&options, "B/x.png",
		"output out/processed_x.png is also that of A/x.png");
	assert_int_equal(mkdir("out", 0777), 0);
	fixture_expect_refusal(
		&options, "B/x.png",
		"output out/processed_x.png is also that of A/x.png");
}

static void
another_format_takes_no_name(void **state)
{
	char *paths[] = {"A", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	fixture_put("A/x.pic", 1);
	fixture_put("A/x.png", 1);
	fixture_put("A/y.pic", 1);
	fixture_put("A/y.psd", 1);
	fixture_expect(&options, "run A/x.pic > A/processed_x.pic.png\n"
				 "run A/x.png > A/processed_x.png\n"
				 "run A/y.pic > A/processed_y.pic.png\n"
				 "run A/y.psd > A/processed_y.psd.png\n");
	/* Part of the folder, or a rerun, changes nothing. */
	paths[0] = "A/x.pic";
	options.skip_existing = true;
	fixture_put("A/processed_x.png", 1);
	fixture_expect(&options, "run* A/x.pic > A/processed_x.pic.png\n");
	fixture_put("A/processed_x.pic.png", 1);
	fixture_expect(&options, "skip* A/x.pic > A/processed_x.pic.png\n");
}

static void
a_name_that_another_format_makes_is_refused(void **state)
{
	char *paths[] = {"A", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	fixture_put("A/x.pic", 1);
	fixture_put("A/x.pic.png", 1);
	fixture_expect_refusal(
		&options, "A/x.pic.png",
		"output A/processed_x.pic.png is also that of A/x.pic");
	options.prefix = "";
	paths[0] = "A/x.pic";
	fixture_expect(&options, "run* A/x.pic > A/x.pic.png\n");
	paths[0] = "A";
	fixture_expect_refusal(&options, "A/x.pic.png",
			       "output A/x.pic.png is also that of A/x.pic");
}

static void
mirrors_collide_through_links(void **state)
{
	char *paths[] = {"A", "B", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	fixture_put("A/one/s/x.png", 1);
	fixture_put("B/two/s/x.png", 1);
	options.recursive = true;
	options.output_dir = "out";
	fixture_expect(&options,
		       "run A/one/s/x.png > out/one/s/processed_x.png\n"
		       "run B/two/s/x.png > out/two/s/processed_x.png\n");
	/* out/two is out/one, and out/one/s does not exist yet. */
	fixture_put("out/one/k", 1);
	assert_int_equal(symlink("one", "out/two"), 0);
	fixture_expect_refusal(
		&options, "B/two/s/x.png",
		"output out/two/s/processed_x.png is also that of "
		"A/one/s/x.png");
}

static void
mirrors_that_do_not_exist_collide(void **state)
{
	char *paths[] = {"A", "B", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	fixture_put("A/s/x.png", 1);
	fixture_put("B/s/x.png", 1);
	options.recursive = true;
	options.output_dir = "out";
	fixture_expect_refusal(
		&options, "B/s/x.png",
		"output out/s/processed_x.png is also that of A/s/x.png");
}

static void
an_output_that_is_its_input_is_refused(void **state)
{
	char *paths[] = {"A", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	fixture_put("A/x.png", 1);
	options.prefix = "";
	fixture_expect_refusal(&options, "A/x.png",
			       "output A/x.png is the input A/x.png");
	options.output_dir = "./A/../A";
	fixture_expect_refusal(&options, "A/x.png",
			       "output ./A/../A/x.png is the input A/x.png");
	options.skip_existing = true;
	fixture_expect_refusal(&options, "A/x.png",
			       "output ./A/../A/x.png is the input A/x.png");
	options.output_dir = NULL;
	paths[0] = "A/x.png";
	fixture_expect_refusal(&options, "A/x.png",
			       "output A/x.png is the input A/x.png");
}

static void
an_output_that_is_another_input_is_refused(void **state)
{
	char *paths[] = {"in/a.jpg", "a.jpg", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	options.output_dir = ".";
	options.prefix = "";
	fixture_put("in/a.jpg", 1);
	fixture_put("a.jpg", 1);
	paths[1] = "b.jpg";
	assert_int_equal(rename("a.jpg", "b.jpg"), 0);
	assert_int_equal(symlink("b.jpg", "a.jpg"), 0);
	fixture_expect_refusal(&options, "in/a.jpg",
			       "output ./a.jpg is the input b.jpg");
}

static void
links_to_inputs_are_found(void **state)
{
	char *paths[] = {"A", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	fixture_put("A/x.png", 1);
	fixture_put("A/y.png", 1);
	fixture_put("A/other", 1);
	assert_int_equal(link("A/other", "A/processed_y.png"), 0);
	fixture_expect(&options, "run A/x.png > A/processed_x.png\n"
				 "run A/y.png > A/processed_y.png\n");
	assert_int_equal(link("A/y.png", "A/processed_x.png"), 0);
	fixture_expect_refusal(&options, "A/x.png",
			       "output A/processed_x.png is the input A/y.png");
	assert_int_equal(unlink("A/processed_x.png"), 0);
	assert_int_equal(symlink("y.png", "A/processed_x.png"), 0);
	fixture_expect_refusal(&options, "A/x.png",
			       "output A/processed_x.png is the input A/y.png");
	options.output_dir = "out";
	fixture_put("out/processed_y.png", 1);
	assert_int_equal(link("A/x.png", "out/processed_x.png"), 0);
	fixture_expect_refusal(
		&options, "A/x.png",
		"output out/processed_x.png is the input A/x.png");
}

static void
one_picture_by_two_names_is_two_inputs(void **state)
{
	char *paths[] = {"A/x.png", "B/x.png", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	fixture_put("A/x.png", 1);
	assert_int_equal(mkdir("B", 0777), 0);
	assert_int_equal(link("A/x.png", "B/x.png"), 0);
	options.output_dir = "out";
	fixture_expect_refusal(
		&options, "B/x.png",
		"output out/processed_x.png is also that of A/x.png");
}

static void
messages_stay_one_line(void **state)
{
	char *paths[] = {"A", "B\n\033[1m", NULL};
	struct plan_options options = fixture_options(paths);
	char name[220], words[300];
	char *named[] = {name, "B/x.png", NULL};

	(void)state;
	fixture_put("A/x.png", 1);
	fixture_put("B\n\033[1m/x.png", 1);
	options.output_dir = "o\nt";
	fixture_expect_refusal(
		&options, "B\n\033[1m/x.png",
		"output o?t/processed_x.png is also that of A/x.png");
	/* The end of a long path is shown, in whole characters. */
	memset(name, 'n', sizeof(name));
	memcpy(name + sizeof(name) - 98, "\303\251", 2);
	strcpy(name + sizeof(name) - 7, "/x.png");
	fixture_put(name, 1);
	fixture_put("B/x.png", 1);
	options = fixture_options(named);
	options.output_dir = "out";
	snprintf(words, sizeof(words),
		 "output out/processed_x.png is also that of ...%s",
		 name + sizeof(name) - 96);
	fixture_expect_refusal(&options, "B/x.png", words);
}

static void
many_inputs_are_told_apart(void **state)
{
	char *paths[] = {"A", NULL};
	struct plan_options options = fixture_options(paths);
	struct plan *plan = NULL;
	struct gm_error err;
	char path[32];

	(void)state;
	for (int i = 0; i < 3000; i++) {
		snprintf(path, sizeof(path), "A/%d.jpg", i);
		fixture_put(path, 0);
		snprintf(path, sizeof(path), "A/processed_%d.jpg", i);
		fixture_put(path, 0);
	}
	assert_int_equal(plan_build(&options, &plan, &err), GM_OK);
	assert_int_equal(plan_n_inputs(plan), 3000);
	plan_free(plan);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			one_output_of_two_inputs_is_refused, fixture_enter,
			fixture_leave),
		cmocka_unit_test_setup_teardown(another_format_takes_no_name,
						fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(
			a_name_that_another_format_makes_is_refused,
			fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(mirrors_collide_through_links,
						fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(
			mirrors_that_do_not_exist_collide, fixture_enter,
			fixture_leave),
		cmocka_unit_test_setup_teardown(
			an_output_that_is_its_input_is_refused, fixture_enter,
			fixture_leave),
		cmocka_unit_test_setup_teardown(
			an_output_that_is_another_input_is_refused,
			fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(links_to_inputs_are_found,
						fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(
			one_picture_by_two_names_is_two_inputs, fixture_enter,
			fixture_leave),
		cmocka_unit_test_setup_teardown(messages_stay_one_line,
						fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(many_inputs_are_told_apart,
						fixture_enter, fixture_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
