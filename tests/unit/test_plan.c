/* SPDX-License-Identifier: MIT */
#include "plan_fixture.h"

static void
folders_are_read_in_order(void **state)
{
	char *paths[] = {"top", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	fixture_put("top/b.jpg", 1);
	fixture_put("top/a.png", 1);
	fixture_put("top/Z.pic", 1);
	fixture_put("top/note.txt", 1);
	fixture_put("top/.hidden.jpg", 1);
	fixture_put("top/m/y.jpg", 1);
	fixture_put("top/c/deep/x.jpg", 1);
	fixture_put("top/c/w.jpg", 1);
	fixture_expect(&options,
		       "run top/.hidden.jpg > top/processed_.hidden.jpg\n"
		       "run top/Z.pic > top/processed_Z.pic.png\n"
		       "run top/a.png > top/processed_a.png\n"
		       "run top/b.jpg > top/processed_b.jpg\n");
	options.recursive = true;
	fixture_expect(&options,
		       "run top/.hidden.jpg > top/processed_.hidden.jpg\n"
		       "run top/Z.pic > top/processed_Z.pic.png\n"
		       "run top/a.png > top/processed_a.png\n"
		       "run top/b.jpg > top/processed_b.jpg\n"
		       "run top/c/w.jpg > top/c/processed_w.jpg\n"
		       "run top/c/deep/x.jpg > top/c/deep/processed_x.jpg\n"
		       "run top/m/y.jpg > top/m/processed_y.jpg\n");
}

static void
spelling_of_a_folder_shows_but_for_slashes(void **state)
{
	char *paths[] = {".", "a//", "./a/b", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	fixture_put("x.jpg", 1);
	fixture_put("a/y.jpg", 1);
	fixture_put("a/b/z.jpg", 1);
	fixture_expect(&options, "run ./x.jpg > ./processed_x.jpg\n"
				 "run a/y.jpg > a/processed_y.jpg\n"
				 "run ./a/b/z.jpg > ./a/b/processed_z.jpg\n");
}

static void
named_files_need_no_extension(void **state)
{
	char *paths[] = {"scan", "a//b.pic", "gone.jpg", "no/where", "", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	fixture_put("scan", 1);
	fixture_put("a/b.pic", 1);
	fixture_expect(&options, "run* scan > processed_scan\n"
				 "run* a/b.pic > a/processed_b.pic.png\n"
				 "fault* gone.jpg (No such file or "
				 "directory)\n"
				 "fault* no/where (No such file or "
				 "directory)\n"
				 "fault*  (No such file or directory)\n");
}

static void
output_folder_mirrors_each_path(void **state)
{
	char *paths[] = {"in/", "other/one.jpg", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	fixture_put("in/a.jpg", 1);
	fixture_put("in/s/t/b.jpg", 1);
	fixture_put("other/one.jpg", 1);
	options.recursive = true;
	options.output_dir = "out//";
	fixture_expect(&options,
		       "run in/a.jpg > out/processed_a.jpg\n"
		       "run in/s/t/b.jpg > out/s/t/processed_b.jpg\n"
		       "run* other/one.jpg > out/processed_one.jpg\n");
	paths[0] = "/";
	paths[1] = NULL;
	options = fixture_options(paths);
	options.output_dir = "/";
	fixture_expect(&options, "");
}

static void
an_extension_may_be_replaced(void **state)
{
	char *paths[] = {"in", NULL};
	struct plan_options options = fixture_options(paths);
	bool replaces = true;

	(void)state;
	options.naming_ctx = &replaces;
	fixture_put("in/a.pic", 1);
	fixture_put("in/b.c.psd", 1);
	fixture_put("in/d.jpg", 1);
	fixture_expect(&options, "run in/a.pic > in/processed_a.png\n"
				 "run in/b.c.psd > in/processed_b.c.png\n"
				 "run in/d.jpg > in/processed_d.jpg\n");
	/* What the first run has made is seen by the second. */
	fixture_put("in/processed_a.png", 1);
	options.skip_existing = true;
	fixture_expect(&options, "skip in/a.pic > in/processed_a.png\n"
				 "run in/b.c.psd > in/processed_b.c.png\n"
				 "run in/d.jpg > in/processed_d.jpg\n");
	fixture_put("in/a.png", 1);
	fixture_expect_refusal(
		&options, "in/a.png",
		"output in/processed_a.png is also that of in/a.pic");
	options.prefix = "";
	fixture_expect_refusal(&options, "in/a.png",
			       "output in/a.png is also that of in/a.pic");
}

static struct plan_naming
names_stay(const void *ctx, const char *name)
{
	struct plan_naming said = fixture_naming(ctx, name);

	said.format = 0;
	said.extension = "";
	return said;
}

static void
in_place_each_output_is_its_input(void **state)
{
	char *paths[] = {"in", "in/a.jpg", "in/l.jpg", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	options.in_place = true;
	options.prefix = "";
	options.naming = names_stay;
	fixture_put("in/a.jpg", 1);
	fixture_put("in/b.pic", 1);
	fixture_put("in/processed_a.jpg", 1);
	/* Another name of one file, and one that only leads there. */
	assert_int_equal(link("in/a.jpg", "in/c.jpg"), 0);
	assert_int_equal(symlink("a.jpg", "in/l.jpg"), 0);
	fixture_expect(&options,
		       "run* in/a.jpg > in/a.jpg\n"
		       "run in/b.pic > in/b.pic\n"
		       "run in/c.jpg > in/c.jpg\n"
		       "fault* in/l.jpg (ELOOP)\n"
		       "run in/processed_a.jpg > in/processed_a.jpg\n");
}

static void
where_there_are_no_outputs_names_are_all_alike(void **state)
{
	char *paths[] = {"in", "in/a.jpg", "in/l.jpg", NULL};
	struct plan_options options = fixture_options(paths);
	struct bytes in = {0}, out = {0};
	struct plan *plan = NULL;
	struct gm_error err;

	(void)state;
	options.no_outputs = options.writes_nothing = true;
	options.prefix = "";
	options.naming = names_stay;
	fixture_put("in/a.jpg", 1);
	fixture_put("in/processed_a.jpg", 1);
	assert_int_equal(symlink("a.jpg", "in/l.jpg"), 0);
	fixture_expect(&options, "run* in/a.jpg > \n"
				 "run* in/l.jpg > \n"
				 "run in/processed_a.jpg > \n");
	assert_int_equal(plan_build(&options, &plan, &err), GM_OK);
	assert_false(plan_has_outputs(plan));
	assert_false(plan_input(plan, 0).is_new);
	assert_int_equal(plan_links(plan, 1), LINK_ANY);
	assert_int_equal(plan_paths(plan, 0, &in, &out, &err), GM_OK);
	assert_string_equal((const char *)out.data, "");
	bytes_free(&in);
	bytes_free(&out);
	plan_free(plan);
}

/* No link may come in between. */
static void
in_place_no_link_is_followed(void **state)
{
	char *paths[] = {"a.jpg", "l.jpg", NULL};
	struct plan_options options = fixture_options(paths);
	struct plan *plan = NULL;
	struct gm_error err = {0};

	(void)state;
	fixture_put("a.jpg", 1);
	assert_int_equal(symlink("a.jpg", "l.jpg"), 0);
	options.follow = true;
	options.in_place = true;
	options.prefix = "";
	assert_int_equal(plan_build(&options, &plan, &err), GM_OK);
	assert_int_equal(plan_n_inputs(plan), 2);
	assert_int_equal(plan_links(plan, 0), LINK_NONE);
	assert_false(plan_input(plan, 0).is_new);
	plan_fault(plan, 1, &err);
	assert_int_equal(err.status, GM_ERR_FORMAT);
	assert_string_equal(err.text,
			    "a link, which --in-place does not replace; name "
			    "what it leads to");
	plan_free(plan);
}

static struct plan_naming
all_are_pictures(const void *ctx, const char *name)
{
	(void)ctx;
	(void)name;
	return (struct plan_naming){.is_picture = true, .extension = ""};
}

static void
own_files_and_stages_are_passed_over(void **state)
{
	char *paths[] = {"in", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	fixture_put("in/a.jpg", 1);
	fixture_put("in/processed_a.jpg", 1);
	fixture_put("in/.graymill-0123456789abcdef.tmp/1.jpg", 1);
	fixture_put("in/b_g.jpg", 1);
	fixture_expect(&options, "run in/a.jpg > in/processed_a.jpg\n"
				 "run in/b_g.jpg > in/processed_b_g.jpg\n");
	options.prefix = "";
	options.suffix = "_g";
	fixture_expect(&options,
		       "run in/a.jpg > in/a_g.jpg\n"
		       "run in/processed_a.jpg > in/processed_a_g.jpg\n");
	options.naming = all_are_pictures;
	options.recursive = true;
	options.suffix = "_a";
	fixture_expect(&options, "run in/a.jpg > in/a_a.jpg\n"
				 "run in/b_g.jpg > in/b_g_a.jpg\n");
	/* The same of one that is named, if its picture is there. */
	paths[0] = "in/processed_a.jpg";
	options = fixture_options(paths);
	fixture_expect(&options, "");
	assert_int_equal(unlink("in/a.jpg"), 0);
	fixture_expect(
		&options,
		"run* in/processed_a.jpg > in/processed_processed_a.jpg\n");
}

/* The suffix stands before the extension of the input. */
static void
own_files_of_another_format_are_passed_over(void **state)
{
	char *paths[] = {"in", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	fixture_put("in/a.pic", 1);
	fixture_put("in/processed_a.pic.png", 1);
	fixture_expect(&options, "run in/a.pic > in/processed_a.pic.png\n");
	options.skip_existing = true;
	fixture_expect(&options, "skip in/a.pic > in/processed_a.pic.png\n");
	options.skip_existing = false;
	fixture_put("in/a_g.pic.png", 1);
	fixture_put("in/p_a_g.psd.png", 1);
	/* These are not called what anything here would be. */
	fixture_put("in/a_g.b.png", 1);
	fixture_put("in/b.pic_.png", 1);
	fixture_put("in/_g.png", 1);
	options.prefix = "";
	options.suffix = "_g";
	fixture_expect(&options, "run in/a.pic > in/a_g.pic.png\n"
				 "run in/a_g.b.png > in/a_g.b_g.png\n"
				 "run in/b.pic_.png > in/b.pic__g.png\n"
				 "run in/processed_a.pic.png > "
				 "in/processed_a.pic_g.png\n");
	options.skip_existing = true;
	options.prefix = "p_";
	fixture_expect(&options, "run in/_g.png > in/p__g_g.png\n"
				 "run in/a.pic > in/p_a_g.pic.png\n"
				 "run in/a_g.b.png > in/p_a_g.b_g.png\n"
				 "run in/a_g.pic.png > in/p_a_g.pic_g.png\n"
				 "run in/b.pic_.png > in/p_b.pic__g.png\n"
				 "run in/processed_a.pic.png > "
				 "in/p_processed_a.pic_g.png\n");
}

static void
the_format_of_the_output_is_told(void **state)
{
	char *paths[] = {"in", "scan", NULL};
	struct plan_options options = fixture_options(paths);
	struct plan *plan = NULL;
	struct gm_error err;

	(void)state;
	fixture_put("in/a.pic", 1);
	fixture_put("in/b.jpg", 1);
	fixture_put("scan", 1);
	assert_int_equal(plan_build(&options, &plan, &err), GM_OK);
	assert_int_equal(plan_n_inputs(plan), 3);
	assert_int_equal(plan_input(plan, 0).format, 7);
	assert_int_equal(plan_input(plan, 1).format, 0);
	assert_int_equal(plan_input(plan, 2).format, 0);
	plan_free(plan);
}

static void
the_output_folder_is_passed_over(void **state)
{
	char *paths[] = {"in", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	fixture_put("in/a.jpg", 1);
	fixture_put("in/out/a.jpg", 1);
	fixture_put("in/out/s/b.jpg", 1);
	options.recursive = true;
	options.prefix = "";
	options.output_dir = "./in/out";
	fixture_expect(&options, "run in/a.jpg > ./in/out/a.jpg\n");
	paths[0] = "in/out/s";
	options.output_dir = "in/out";
	fixture_expect(&options, "run in/out/s/b.jpg > in/out/b.jpg\n");
}

static void
an_input_met_twice_counts_once(void **state)
{
	char *paths[] = {"in", "in/a.jpg", "./in//a.jpg", "same", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	fixture_put("in/a.jpg", 1);
	fixture_put("in/b.jpg", 1);
	assert_int_equal(symlink("in", "same"), 0);
	fixture_expect(&options, "run* in/a.jpg > in/processed_a.jpg\n"
				 "run in/b.jpg > in/processed_b.jpg\n");
	options.output_dir = "out";
	fixture_expect(&options, "run* in/a.jpg > out/processed_a.jpg\n"
				 "run in/b.jpg > out/processed_b.jpg\n");
}

static void
a_link_that_leads_nowhere_is_an_output(void **state)
{
	char *paths[] = {"in", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	fixture_put("in/a.jpg", 1);
	assert_int_equal(symlink("gone", "in/processed_a.jpg"), 0);
	fixture_expect(&options, "run in/a.jpg > in/processed_a.jpg\n");
	options.skip_existing = true;
	fixture_expect(&options, "skip in/a.jpg > in/processed_a.jpg\n");
}

static void
long_output_names_are_at_fault(void **state)
{
	char expected[400], path[254] = "in/", *paths[] = {"in", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	memset(path + 3, 'n', 246);
	strcat(path, ".jpg");
	fixture_put(path, 1);
	snprintf(expected, sizeof(expected), "fault %s (ENAMETOOLONG)\n", path);
	fixture_expect(&options, expected);
}

static void
existing_outputs_can_be_skipped(void **state)
{
	char *paths[] = {"in", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	fixture_put("in/a.jpg", 1);
	fixture_put("in/b.jpg", 1);
	fixture_put("in/c.pic", 1);
	fixture_put("in/.jpg", 1);
	fixture_put("in/processed_a.jpg", 1);
	fixture_put("in/processed_c.pic.png", 1);
	assert_int_equal(mkdir("in/processed_b.jpg", 0777), 0);
	options.skip_existing = true;
	fixture_expect(&options, "run in/.jpg > in/processed_.jpg\n"
				 "skip in/a.jpg > in/processed_a.jpg\n"
				 "fault in/b.jpg (Is a directory)\n"
				 "skip in/c.pic > in/processed_c.pic.png\n");
	options.output_dir = "out";
	fixture_put("out/processed_b.jpg", 1);
	fixture_expect(&options, "run in/.jpg > out/processed_.jpg\n"
				 "run in/a.jpg > out/processed_a.jpg\n"
				 "skip in/b.jpg > out/processed_b.jpg\n"
				 "run in/c.pic > out/processed_c.pic.png\n");
	/* Behind such a prefix it does not look like an output of ours. */
	options.output_dir = NULL;
	options.prefix = "p";
	options.suffix = "_g";
	fixture_put("in/p.jpg_g", 1);
	fixture_expect(&options,
		       "skip in/.jpg > in/p.jpg_g\n"
		       "run in/a.jpg > in/pa_g.jpg\n"
		       "run in/b.jpg > in/pb_g.jpg\n"
		       "run in/c.pic > in/pc_g.pic.png\n"
		       "run in/processed_a.jpg > in/pprocessed_a_g.jpg\n"
		       "run in/processed_c.pic.png > "
		       "in/pprocessed_c.pic_g.png\n");
}

static void
a_path_too_long_is_a_fault(void **state)
{
	static char prefix[5000];
	char *paths[] = {"in", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	fixture_put("in/a.jpg", 1);
	memset(prefix, 'p', sizeof(prefix) - 1);
	options.prefix = prefix;
	fixture_expect(&options, "fault in/a.jpg (ENAMETOOLONG)\n");
}

static void
sizes_are_told(void **state)
{
	char *paths[] = {"in", NULL};
	struct plan_options options = fixture_options(paths);
	struct plan *plan = NULL;
	struct gm_error err;

	(void)state;
	fixture_put("in/a.jpg", 0);
	fixture_put("in/b.jpg", 12345);
	fixture_put("in/c.jpg", (off_t)5 << 32);
	assert_int_equal(plan_build(&options, &plan, &err), GM_OK);
	assert_int_equal(plan_n_inputs(plan), 3);
	assert_int_equal(plan_input(plan, 0).nbytes, 0);
	assert_int_equal(plan_input(plan, 1).nbytes, 12345);
	assert_true(plan_input(plan, 2).nbytes == UINT64_C(5) << 32);
	plan_free(plan);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(folders_are_read_in_order,
						fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(
			spelling_of_a_folder_shows_but_for_slashes,
			fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(named_files_need_no_extension,
						fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(output_folder_mirrors_each_path,
						fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(
			own_files_and_stages_are_passed_over, fixture_enter,
			fixture_leave),
		cmocka_unit_test_setup_teardown(
			own_files_of_another_format_are_passed_over,
			fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(
			the_format_of_the_output_is_told, fixture_enter,
			fixture_leave),
		cmocka_unit_test_setup_teardown(
			the_output_folder_is_passed_over, fixture_enter,
			fixture_leave),
		cmocka_unit_test_setup_teardown(
			in_place_each_output_is_its_input, fixture_enter,
			fixture_leave),
		cmocka_unit_test_setup_teardown(
			where_there_are_no_outputs_names_are_all_alike,
			fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(in_place_no_link_is_followed,
						fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(an_extension_may_be_replaced,
						fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(an_input_met_twice_counts_once,
						fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(
			a_link_that_leads_nowhere_is_an_output, fixture_enter,
			fixture_leave),
		cmocka_unit_test_setup_teardown(long_output_names_are_at_fault,
						fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(existing_outputs_can_be_skipped,
						fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(a_path_too_long_is_a_fault,
						fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(sizes_are_told, fixture_enter,
						fixture_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
