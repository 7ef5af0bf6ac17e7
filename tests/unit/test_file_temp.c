/* SPDX-License-Identifier: MIT */
#include "base/file_temp.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "scratch.h"

/* The name of the temporaries of the struct below. */
#define NAME ".graymill-0000000000abcdef-42.tmp"

static const struct file_temp temp = {.run_id = 0xabcdef, .pid = 42};

static bool
is_there(const char *path)
{
	struct stat info;

	return lstat(path, &info) == 0;
}

static void
put(const char *path, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, mode);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, "x", 1), 1);
	close(fd);
}

static void
a_name_follows_from_run_and_process(void **state)
{
	struct bytes path = {0};
	struct gm_error err = {0};

	(void)state;
	assert_int_equal(file_temp_path(&path, "a/b.c/final.png", &temp, &err),
			 GM_OK);
	assert_string_equal((const char *)path.data, "a/b.c/" NAME);
	assert_int_equal(path.nbytes, strlen("a/b.c/" NAME) + 1);
	path.nbytes = 0;
	assert_int_equal(file_temp_path(&path, "final.png", &temp, &err),
			 GM_OK);
	assert_string_equal((const char *)path.data, NAME);
	bytes_free(&path);
}

static void
names_are_known_to_the_letter(void **state)
{
	static const char *const others[] = {
		"",
		".graymill-",
		".graymill-.tmp",
		".graymill-1-2.tmp",
		"graymill-0000000000abcdef-42.tmp",
		".graymill-0000000000abcdef-.tmp",
		".graymill-0000000000abcdef-042.tmp",
		".graymill-0000000000abcdef-4x2.tmp",
		".graymill-0000000000abcdef-42.tmp~",
		".graymill-0000000000abcdef-42",
		".graymill-0000000000ABCDEF-42.tmp",
		".graymill-0000000000abcdef0-42.tmp",
		".graymill-000000000abcdef-42.tmp",
		".graymill-0000000000abcdef_42.tmp",
	};

	(void)state;
	assert_true(file_temp_is_name(NAME));
	assert_true(file_temp_is_name(".graymill-0123456789abcdef-1.tmp"));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (file_temp_is_name(others[i]))
			fail_msg("%s", others[i]);
	}
}

static void
what_nobody_holds_is_removed(void **state)
{
	static const mode_t modes[] = {0644, 0444, 0200};
	bool is_root = geteuid() == 0;

	(void)state;
	/* Modes say nothing to root. */
	assert_int_equal(chmod(".", 0777), 0);
	assert_true(!is_root || seteuid(65534) == 0);
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		put(NAME, modes[i]);
		file_temp_sweep(AT_FDCWD, NAME);
		assert_int_equal(scratch_count(), 0);
	}
	assert_true(!is_root || seteuid(0) == 0);
	/* It may be gone by now. */
	file_temp_sweep(AT_FDCWD, NAME);
}

static void
what_somebody_holds_stays(void **state)
{
	int fd, other_fd;

	(void)state;
	put(NAME, 0644);
	fd = open(NAME, O_RDONLY);
	assert_true(fd >= 0);
	file_temp_lock(fd);
	assert_true(file_temp_is_there(NAME));
	other_fd = dup(fd);
	close(fd);
	file_temp_sweep(AT_FDCWD, NAME);
	assert_true(is_there(NAME));
	close(other_fd);
	file_temp_sweep(AT_FDCWD, NAME);
	assert_int_equal(scratch_count(), 0);
}

/* None of these is waited for or followed. */
static void
only_files_are_removed(void **state)
{
	(void)state;
	put("precious", 0644);
	assert_int_equal(symlink("precious", NAME), 0);
	file_temp_sweep(AT_FDCWD, NAME);
	assert_true(is_there(NAME));
	unlink(NAME);
	assert_int_equal(symlink("nowhere", NAME), 0);
	file_temp_sweep(AT_FDCWD, NAME);
	assert_true(is_there(NAME));
	unlink(NAME);
	assert_int_equal(mkfifo(NAME, 0644), 0);
	file_temp_sweep(AT_FDCWD, NAME);
	assert_true(is_there(NAME));
	unlink(NAME);
	assert_int_equal(mkdir(NAME, 0755), 0);
	file_temp_sweep(AT_FDCWD, NAME);
	assert_true(is_there(NAME));
	rmdir(NAME);
	assert_true(is_there("precious"));
}

static void
of_a_hard_link_the_other_name_stays(void **state)
{
	char got[2] = "";
	int fd;

	(void)state;
	put("precious", 0644);
	assert_int_equal(link("precious", NAME), 0);
	file_temp_sweep(AT_FDCWD, NAME);
	assert_false(is_there(NAME));
	fd = open("precious", O_RDONLY);
	assert_int_equal(read(fd, got, 2), 1);
	assert_int_equal(got[0], 'x');
	close(fd);
}

static void
what_a_killed_writer_leaves_is_removed(void **state)
{
	struct file_out out = {.nameless.is_refused = true};
	struct gm_error err = {0};
	pid_t pid;
	int status;

	(void)state;
	pid = fork();
	if (pid == 0) {
		if (file_out_open(&out, "final", 0444, &temp, &err) == GM_OK)
			raise(SIGKILL);
		_exit(1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_true(is_there(NAME));
	file_temp_sweep(AT_FDCWD, NAME);
	assert_int_equal(scratch_count(), 0);
}

static pid_t
fork_sweeper(void)
{
	pid_t pid = fork();

	assert_true(pid >= 0);
	while (pid == 0)
		file_temp_sweep(AT_FDCWD, NAME);
	return pid;
}

/* A writer never loses its file to the sweep, whenever that comes by. */
static void
sweepers_and_a_writer_get_along(void **state)
{
	struct file_out out = {.nameless.is_refused = true};
	struct gm_error err = {0};
	pid_t pids[2];

	(void)state;
	pids[0] = fork_sweeper();
	pids[1] = fork_sweeper();
	for (unsigned i = 0; i < 1000 && err.status == GM_OK; i++) {
		unlink("final"); /* to replace it is slow on some systems */
		if (file_out_open(&out, "final", 0644, &temp, &err) != GM_OK ||
		    file_out_write(&out, "new", 3, &err) != GM_OK)
			break;
		file_out_commit(&out, "final", &err);
	}
	for (unsigned i = 0; i < 2; i++) {
		kill(pids[i], SIGKILL);
		assert_int_equal(waitpid(pids[i], NULL, 0), pids[i]);
	}
	assert_string_equal(err.text, "");
	assert_int_equal(scratch_count(), 1);
	file_out_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_follows_from_run_and_process),
		cmocka_unit_test(names_are_known_to_the_letter),
		cmocka_unit_test_setup_teardown(what_nobody_holds_is_removed,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(what_somebody_holds_stays,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(only_files_are_removed,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(
			of_a_hard_link_the_other_name_stays, scratch_enter,
			scratch_leave),
		cmocka_unit_test_setup_teardown(
			what_a_killed_writer_leaves_is_removed, scratch_enter,
			scratch_leave),
		cmocka_unit_test_setup_teardown(sweepers_and_a_writer_get_along,
						scratch_enter, scratch_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
