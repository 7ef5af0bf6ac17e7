/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/stage.h"
#include "plan/probe.h"
#include "plan_fixture.h"

/* The name of a stage, whoever left it. */
#define NAME ".graymill-0123456789abcdef.tmp"

static bool
is_there(const char *path)
{
	struct stat info;

	return lstat(path, &info) == 0;
}

/* A stage with a file in it; see base/stage.h for its mark. */
static void
put_stage(const char *path)
{
	char file[64];

	snprintf(file, sizeof(file), "%s/7", path);
	fixture_put(file, 1);
	assert_int_equal(chmod(path, 01700), 0);
}

/* Plan and sweep. */
static void
sweep(const struct plan_options *options)
{
	struct plan *plan = NULL;
	struct gm_error err = {0};

	if (plan_build(options, &plan, &err) != GM_OK)
		fail_msg("%s: %s", plan_culprit(plan), err.text);
	assert_int_equal(plan_sweep(plan, &err), GM_OK);
	plan_free(plan);
}

static void
beside_the_inputs_of_a_tree(void **state)
{
	char *paths[] = {"in", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	fixture_put("in/x.jpg", 1);
	put_stage("in/" NAME);
	put_stage("in/sub/" NAME);
	fixture_put("in/note.tmp", 1);
	put_stage("other/" NAME);
	sweep(&options);
	assert_false(is_there("in/" NAME));
	assert_true(is_there("in/sub/" NAME));
	options.recursive = true;
	sweep(&options);
	assert_false(is_there("in/sub/" NAME));
	assert_true(is_there("in/note.tmp"));
	assert_true(is_there("other/" NAME));
}

/* Such a prefix makes stages look like outputs. */
static void
whatever_the_names_of_outputs(void **state)
{
	char *paths[] = {"in", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	fixture_put("in/x.jpg", 1);
	put_stage("in/" NAME);
	options.prefix = ".graymill-";
	sweep(&options);
	assert_false(is_there("in/" NAME));
}

static void
beside_named_inputs(void **state)
{
	char *paths[] = {"x.jpg", "in/x.jpg", "in/y.jpg", "gone/x.jpg", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	fixture_put("x.jpg", 1);
	put_stage(NAME);
	fixture_put("in/x.jpg", 1);
	put_stage("in/" NAME);
	sweep(&options);
	assert_false(is_there(NAME));
	assert_false(is_there("in/" NAME));
}

static void
in_the_mirror_and_not_beside(void **state)
{
	char *paths[] = {"in", "y.jpg", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	fixture_put("y.jpg", 1);
	fixture_put("in/x.jpg", 1);
	put_stage("in/" NAME);
	fixture_put("in/a/b/x.jpg", 1);
	fixture_put("in/new/x.jpg", 1);
	put_stage("out/" NAME);
	fixture_put("out/a/b/processed_x.jpg", 1);
	put_stage("out/a/b/" NAME);
	put_stage("out/not_ours/" NAME);
	options.recursive = true;
	options.output_dir = "out";
	options.skip_existing = true;
	sweep(&options);
	assert_false(is_there("out/" NAME));
	assert_false(is_there("out/a/b/" NAME));
	assert_true(is_there("out/not_ours/" NAME));
	assert_true(is_there("in/" NAME));
	assert_false(is_there("out/new"));
}

static void
not_what_another_run_holds(void **state)
{
	char *paths[] = {"in", NULL};
	struct plan_options options = fixture_options(paths);
	int fd;

	(void)state;
	fixture_put("in/x.jpg", 1);
	put_stage("in/" NAME);
	fd = open("in/" NAME, O_RDONLY);
	assert_true(fd >= 0);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	sweep(&options);
	assert_true(is_there("in/" NAME));
	close(fd);
	sweep(&options);
	assert_false(is_there("in/" NAME));
}

static void
put_in_probe(struct probe *probe)
{
	struct gm_error err = {0};
	enum probe_answer answer;
	uint32_t number = 7;

	probe_begin(probe, "in/");
	assert_int_equal(probe_put(probe, "sub/k", &number, &answer, &err),
			 GM_OK);
	assert_int_equal(answer, PROBE_NEW);
}

/* Entries of in, besides the picture. */
static bool
has_probe(void)
{
	DIR *dir = opendir("in");
	const struct dirent *entry;
	bool found = false;

	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL)
		found |= stage_is_name(entry->d_name);
	closedir(dir);
	return found;
}

static void
a_probe_that_was_killed(void **state)
{
	char *paths[] = {"in", NULL};
	struct plan_options options = fixture_options(paths);
	struct probe probe = {0};
	int status;
	pid_t pid;

	(void)state;
	fixture_put("in/x.jpg", 1);
	put_in_probe(&probe);
	sweep(&options);
	assert_true(has_probe());
	probe_end(&probe);
	assert_false(has_probe());
	pid = fork();
	if (pid == 0) {
		put_in_probe(&probe);
		raise(SIGKILL);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && has_probe());
	sweep(&options);
	assert_false(has_probe());
	probe_free(&probe);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(beside_the_inputs_of_a_tree,
						fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(whatever_the_names_of_outputs,
						fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(beside_named_inputs,
						fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(in_the_mirror_and_not_beside,
						fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(not_what_another_run_holds,
						fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(a_probe_that_was_killed,
						fixture_enter, fixture_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
