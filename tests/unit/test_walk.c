/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <errno.h>
#include <sys/resource.h>

#include "plan_fixture.h"

static void
links_and_odd_files(void **state)
{
	char *paths[] = {"in", "named", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	fixture_put("in/real.jpg", 1);
	fixture_put("else/x.jpg", 1);
	assert_int_equal(symlink("../else", "in/folder"), 0);
	assert_int_equal(symlink("../else", "in/folder.jpg"), 0);
	assert_int_equal(symlink("nowhere", "in/broken.jpg"), 0);
	assert_int_equal(symlink("loop.jpg", "in/loop.jpg"), 0);
	assert_int_equal(symlink("../else/x.jpg", "in/link.jpg"), 0);
	assert_int_equal(mkfifo("in/fifo.jpg", 0666), 0);
	assert_int_equal(symlink("else", "named"), 0);
	options.recursive = true;
	fixture_expect(&options, "run in/link.jpg > in/processed_link.jpg\n"
				 "run in/real.jpg > in/processed_real.jpg\n"
				 "run named/x.jpg > named/processed_x.jpg\n");
}

static void
a_folder_that_cannot_be_read_is_a_fault(void **state)
{
	char *paths[] = {"in", "in/shut", NULL};
	struct plan_options options = fixture_options(paths);
	bool is_root = geteuid() == 0;

	(void)state;
	fixture_put("in/a.jpg", 1);
	fixture_put("in/shut/b.jpg", 1);
	assert_int_equal(chmod("in/shut", 0), 0);
	options.recursive = true;
	/* Nothing is shut to root. */
	assert_int_equal(chmod(".", 0755), 0);
	assert_true(!is_root || seteuid(65534) == 0);
	fixture_expect(&options, "run in/a.jpg > in/processed_a.jpg\n"
				 "fault* in/shut (Permission denied)\n");
	assert_true(!is_root || seteuid(0) == 0);
	assert_int_equal(chmod("in/shut", 0700), 0);
}

static void
note_unread(void *ctx, const char *folder, const size_t *counts)
{
	char *text = ctx;

	for (size_t i = 0; i < PLAN_MAX_UNREAD; i++)
		assert_int_equal(counts[i] > 0, i == 3);
	snprintf(text + strlen(text), 64, "%s:%zu ", folder, counts[3]);
}

static void
unread_pictures_are_counted(void **state)
{
	char *paths[] = {"in", "none", "in/sub", "in/one.avif", NULL};
	struct plan_options options = fixture_options(paths);
	struct plan *plan;
	struct gm_error err;
	char text[200] = "";

	(void)state;
	fixture_put("in/one.avif", 1);
	fixture_put("in/two.avif", 1);
	fixture_put("in/processed_own.avif", 1);
	fixture_put("in/.avif/x.txt", 1);
	fixture_put("in/sub/three.avif", 1);
	fixture_put("none/x.jpg", 1);
	assert_int_equal(symlink("one.avif", "in/link.avif"), 0);
	assert_int_equal(symlink("nowhere", "in/broken.avif"), 0);
	assert_int_equal(mkfifo("in/fifo.avif", 0666), 0);
	assert_int_equal(plan_build(&options, &plan, &err), GM_OK);
	plan_each_unread(plan, note_unread, text);
	assert_string_equal(text, "in:3 in/sub:1 ");
	plan_free(plan);
	options.recursive = true;
	text[0] = '\0';
	assert_int_equal(plan_build(&options, &plan, &err), GM_OK);
	plan_each_unread(plan, note_unread, text);
	/* That of the sub-folder is among the four. */
	assert_string_equal(text, "in:4 ");
	plan_free(plan);
}

static void
note_into(void *ctx, const char *folder, size_t n)
{
	char *text = ctx;

	snprintf(text + strlen(text), 64, "%s:%zu ", folder, n);
}

static void
unentered_folders_are_counted(void **state)
{
	char *paths[] = {"in", "in/one", "bare", NULL};
	struct plan_options options = fixture_options(paths);
	struct plan *plan = NULL;
	struct gm_error err;
	char text[256] = "";

	(void)state;
	fixture_put("in/one/two/x", 1);
	fixture_put("in/three/x", 1);
	fixture_put("in/out/x", 1);
	fixture_put("bare/x", 1);
	options.output_dir = "in/out";
	assert_int_equal(plan_build(&options, &plan, &err), GM_OK);
	plan_each_unentered(plan, note_into, text);
	assert_string_equal(text, "in:2 in/one:1 ");
	plan_free(plan);
}

static size_t
count_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	size_t n = 0;

	assert_non_null(dir);
	while (readdir(dir) != NULL)
		n++;
	closedir(dir);
	return n;
}

static void
no_descriptor_stays_open(void **state)
{
	char *paths[] = {"in", NULL};
	struct plan_options options = fixture_options(paths);
	size_t n_before = count_descriptors();

	(void)state;
	fixture_put("in/a/x.jpg", 1);
	fixture_put("in/b/x.jpg", 1);
	fixture_put("out/a/processed_x.jpg", 1);
	options.recursive = true;
	options.skip_existing = true;
	options.output_dir = "out";
	fixture_expect(&options, "skip in/a/x.jpg > out/a/processed_x.jpg\n"
				 "run in/b/x.jpg > out/b/processed_x.jpg\n");
	assert_int_equal(count_descriptors(), n_before);
}

/* A tree deeper than PATH_MAX, read with next to no descriptors. */
static void
a_deep_tree_ends_in_a_fault(void **state)
{
	const char *level = "a_name_that_is_one_hundred_bytes_long_so_that_"
			    "few_of_them_make_a_path_too_long_0123456789";
	char *paths[] = {"top", NULL};
	struct plan_options options = fixture_options(paths);
	const struct rlimit few = {12, 12};
	struct plan *plan = NULL;
	struct gm_error err;
	struct plan_input last;

	assert_int_equal(mkdir("top", 0777), 0);
	assert_int_equal(chdir("top"), 0);
	for (int i = 0; i < 60; i++) {
		fixture_put("x.jpg", 1);
		assert_int_equal(mkdir(level, 0777), 0);
		assert_int_equal(chdir(level), 0);
	}
	assert_int_equal(chdir((const char *)*state), 0);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	options.recursive = true;
	assert_int_equal(plan_build(&options, &plan, &err), GM_OK);
	assert_in_range(plan_n_inputs(plan), 35, 55);
	last = plan_input(plan, plan_n_inputs(plan) - 1);
	assert_int_equal(last.fate, PLAN_FAULT);
	assert_int_equal(last.errnum, ENAMETOOLONG);
	plan_free(plan);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(links_and_odd_files,
						fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(
			a_folder_that_cannot_be_read_is_a_fault, fixture_enter,
			fixture_leave),
		cmocka_unit_test_setup_teardown(unread_pictures_are_counted,
						fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(unentered_folders_are_counted,
						fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(no_descriptor_stays_open,
						fixture_enter, fixture_leave),
		/* Last: it keeps its limit on descriptors. */
		cmocka_unit_test_setup_teardown(a_deep_tree_ends_in_a_fault,
						fixture_enter, fixture_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
