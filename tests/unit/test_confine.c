/* SPDX-License-Identifier: MIT */
/*
 * What a worker that was taken over reaches of the folders of a run: nothing
 * but its pictures, and nothing but its stage.
 */
#define _GNU_SOURCE /* O_TMPFILE */
#include "run/confine.h"

#include <fcntl.h>
#include <sys/wait.h>

#include "plan_fixture.h"

/* What is tried: a path, and how it is opened. */
struct attempt {
	const char *path;
	int flags;
	bool is_let;
};

/* Bit by bit those that ended as they should not; in the worker. */
static int
try_all(const struct attempt *attempts, const struct sandbox *sandbox)
{
	struct gm_error err;
	int wrong = 0;

	if (sandbox_enter(sandbox, &err) != GM_OK)
		return 255;
	for (unsigned i = 0; attempts[i].path != NULL; i++) {
		int fd = open(attempts[i].path, attempts[i].flags, 0600);

		if ((fd >= 0) != attempts[i].is_let)
			wrong |= 1 << i;
	}
	return wrong;
}

static void
attack(const struct confinement *confinement, const struct attempt *attempts)
{
	pid_t pid = fork();
	int status;

	if (pid == 0)
		_exit(try_all(attempts, &confinement->sandbox));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	for (unsigned i = 0; attempts[i].path != NULL; i++)
		if ((WEXITSTATUS(status) & 1 << i) != 0)
			fail_msg("%s: %s", attempts[i].path,
				 attempts[i].is_let ? "refused" : "let");
}

/* Confine the workers of a run with these options, and attack from one. */
static void
confine_and_attack(const struct plan_options *options,
		   const struct attempt *attempts)
{
	const struct options defaults = {.quiet = true};
	struct stretch stretch = {0};
	struct stages stages = {0};
	struct confinement confinement = {
		.options = &defaults, .stretch = &stretch, .stages = &stages};
	uint32_t inputs[8] = {0, 1, 2, 3, 4, 5, 6, 7};
	struct plan *plan = NULL;
	struct gm_error err = {0};

	assert_int_equal(plan_build(options, &plan, &err), GM_OK);
	assert_int_equal(plan_make_folders(plan, &err), GM_OK);
	stretch = (struct stretch){.plan = plan,
				   .inputs = inputs,
				   .n_inputs = plan_n_inputs(plan)};
	assert_int_equal(stages_open(&stages, &stretch, &err), GM_OK);
	assert_int_equal(confine_open(&confinement, &err), GM_OK);
	if (sandbox_lacks(&confinement.sandbox) == NULL)
		attack(&confinement, attempts);
	confine_close(&confinement);
	stages_close(&stages);
	plan_free(plan);
}

static void
put_all(void)
{
	fixture_put("in/a.jpg", 1);
	fixture_put("in/notes.txt", 1);
	fixture_put("in/.profile", 1);
	fixture_put("in/sub/secret", 1);
	fixture_put("in/sub/b.jpg", 1);
	fixture_put("in/processed_a.jpg", 1);
	fixture_put("out/mine.jpg", 1);
	fixture_put("out/sub/mine", 1);
}

/* Without -r sub-folders are none of it, and neither is what lies beside. */
static void
a_folder_is_its_pictures(void **state)
{
	static const struct attempt attempts[] = {
		{"in/a.jpg", O_RDONLY, true},
		{"in/notes.txt", O_RDONLY, false},
		{"in/.profile", O_RDONLY, false},
		{"in/sub/secret", O_RDONLY, false},
		{"in/sub/b.jpg", O_RDONLY, false},
		{"in", O_RDONLY, false},
		{"in/a.jpg", O_WRONLY, false},
		{NULL, 0, false},
	};
	char *paths[] = {"in", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	put_all();
	confine_and_attack(&options, attempts);
}

static void
nothing_is_written_beside(void **state)
{
	static const struct attempt attempts[] = {
		{"in/processed_a.jpg", O_WRONLY, false},
		{"in/.profile", O_WRONLY, false},
		{"in/new", O_WRONLY | O_CREAT, false},
		{"in/sub/new", O_WRONLY | O_CREAT, false},
		{"in/processed_new.jpg", O_WRONLY | O_CREAT | O_EXCL, false},
		{"in", O_WRONLY | O_TMPFILE, false},
		{NULL, 0, false},
	};
	char *paths[] = {"in", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	put_all();
	confine_and_attack(&options, attempts);
}

static void
nothing_is_written_in_the_output_folder(void **state)
{
	static const struct attempt attempts[] = {
		{"out/mine.jpg", O_WRONLY, false},
		{"out/mine.jpg", O_RDONLY, false},
		{"out/sub/mine", O_WRONLY, false},
		{"out/sub/new", O_WRONLY | O_CREAT, false},
		{"out/new", O_WRONLY | O_CREAT, false},
		{"out/in/new", O_WRONLY | O_CREAT, false},
		{NULL, 0, false},
	};
	char *paths[] = {"in", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	put_all();
	options.output_dir = "out";
	options.recursive = true;
	confine_and_attack(&options, attempts);
}

/* A folder that is whole is read as a whole, and no further. */
static void
a_whole_folder_is_no_more(void **state)
{
	static const struct attempt attempts[] = {
		{"whole/a.jpg", O_RDONLY, true},
		{"whole/b.jpg", O_RDONLY, true},
		{"whole/processed_a.jpg", O_WRONLY, false},
		{"in/a.jpg", O_RDONLY, false},
		{"whole/../in/a.jpg", O_RDONLY, false},
		{NULL, 0, false},
	};
	char *paths[] = {"whole", NULL};
	struct plan_options options = fixture_options(paths);

	(void)state;
	put_all();
	fixture_put("whole/a.jpg", 1);
	fixture_put("whole/b.jpg", 1);
	fixture_put("whole/processed_a.jpg", 1);
	confine_and_attack(&options, attempts);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_folder_is_its_pictures,
						fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(nothing_is_written_beside,
						fixture_enter, fixture_leave),
		cmocka_unit_test_setup_teardown(
			nothing_is_written_in_the_output_folder, fixture_enter,
			fixture_leave),
		cmocka_unit_test_setup_teardown(a_whole_folder_is_no_more,
						fixture_enter, fixture_leave),
	};

	return cmocka_run_group_tests_name("confine", tests, NULL, NULL);
}
