/* SPDX-License-Identifier: MIT */
/*
 * Descriptors and processes: nothing is inherited, nothing is left.
 */
#define _GNU_SOURCE /* syscall */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "fake.h"

/* What this machine has, for the pool as well. */
static bool has_close_range = true, has_proc = true;

/* These two stand in the place of the C library's, which need not have both. */
int close_range(unsigned first, unsigned last, int flags);

int
close_range(unsigned first, unsigned last, int flags)
{
	if (has_close_range)
		return (int)syscall(SYS_close_range, first, last, flags);
	errno = ENOSYS;
	return -1;
}

DIR *
opendir(const char *path)
{
	if (has_proc)
		return fdopendir(open(path, O_RDONLY | O_DIRECTORY));
	errno = ENOENT;
	return NULL;
}

static struct fake_act
all_sorts(size_t job)
{
	static const struct fake_act acts[] = {
		{.what = FAKE_NOTHING},
		{.what = FAKE_RAISE, .arg = SIGSEGV},
		{.what = FAKE_ANSWER, .arg = 10000},
		{.what = FAKE_EXIT, .arg = 1},
		{.what = FAKE_NOMEM_ONCE},
		{.what = FAKE_GARBAGE},
	};

	return acts[job % 6];
}

static bool
any(size_t job)
{
	(void)job;
	return true;
}

static void
test_nothing_is_left(void **state)
{
	size_t n_before = fake_n_fds();
	struct rlimit before, low, after;

	(void)state;
	/* So low that the pool raises it for the time of the run. */
	getrlimit(RLIMIT_NOFILE, &before);
	low = before;
	low.rlim_cur = n_before + 4;
	setrlimit(RLIMIT_NOFILE, &low);
	for (int i = 0; i < 3; i++) {
		struct fake fake;

		fake_open(&fake, 4, 60, all_sorts);
		fake.stop_after = i == 2 ? 20 : 0;
		fake_run(&fake);
		assert_int_equal(fake.status, GM_OK);
		assert_true(i == 2 || fake_rest_is_ok(&fake, any));
		fake_close(&fake);
		assert_int_equal(fake_n_fds(), n_before);
		/* Neither running nor a zombie. */
		assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
		assert_int_equal(errno, ECHILD);
	}
	getrlimit(RLIMIT_NOFILE, &after);
	assert_int_equal(after.rlim_cur, low.rlim_cur);
	setrlimit(RLIMIT_NOFILE, &before);
}

static struct fake_act
list(size_t job)
{
	return (struct fake_act){.what = job % 4 == 3 ? FAKE_LIST : FAKE_SLEEP,
				 .arg = 10};
}

/* Descriptors that the driver got from whoever started it, or opened. */
static int inherited[] = {-1, -1, -1, -1};

static void
inherit(void)
{
	static const int least[] = {3, 20, 100, 900};

	for (size_t i = 0; i < 4; i++)
		inherited[i] = fcntl(STDERR_FILENO, F_DUPFD, least[i]);
}

static void
disinherit(void)
{
	for (size_t i = 0; i < 4; i++)
		close(inherited[i]);
}

/* A worker has the standard streams, its own pipes, and what is kept for it. */
static void
check_inheritance(int kept_fd)
{
	struct fake fake;

	fake_open(&fake, 6, 40, list);
	fake.config.kept_fd = kept_fd;
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_true(fake_rest_is_ok(&fake, NULL));
	for (size_t i = 3; i < 40; i += 4)
		assert_int_equal(fake.fates[i].n_lines, 3 + 2 + (kept_fd > 0));
	fake_close(&fake);
}

static void
test_nothing_is_inherited(void **state)
{
	(void)state;
	inherit();
	check_inheritance(0);
	check_inheritance(-1);
	for (size_t i = 0; i < 4; i++)
		check_inheritance(inherited[i]);
	disinherit();
}

static void
test_nothing_is_inherited_on_old_kernels(void **state)
{
	(void)state;
	inherit();
	has_close_range = false;
	check_inheritance(0);
	check_inheritance(inherited[2]);
	disinherit();
	has_close_range = true;
}

static void
test_nothing_is_inherited_without_proc(void **state)
{
	(void)state;
	inherit();
	has_close_range = has_proc = false;
	check_inheritance(0);
	check_inheritance(inherited[3]);
	has_close_range = has_proc = true;
	disinherit();
}

static struct fake_act
sleep_5(size_t job)
{
	(void)job;
	return (struct fake_act){.what = FAKE_SLEEP, .arg = 5};
}

/* Much is open already, and the limit hardly higher. */
static void
test_all_workers_beside_other_files(void **state)
{
	size_t n_before = fake_n_fds();
	struct rlimit before, low;
	int other[200];
	struct fake fake;

	(void)state;
	for (size_t i = 0; i < 200; i++)
		other[i] = fcntl(STDERR_FILENO, F_DUPFD, 0);
	getrlimit(RLIMIT_NOFILE, &before);
	low = before;
	low.rlim_cur = n_before + 200 + 8;
	setrlimit(RLIMIT_NOFILE, &low);
	fake_open(&fake, 40, 400, sleep_5);
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_int_equal(fake.outcome.n_workers, 40);
	assert_true(fake_rest_is_ok(&fake, NULL));
	fake_close(&fake);
	setrlimit(RLIMIT_NOFILE, &before);
	for (size_t i = 0; i < 200; i++)
		close(other[i]);
}

/* Room for some workers but not for all: go on with those. */
static void
test_fewer_workers_than_wanted(void **state)
{
	size_t n_used = fake_n_fds() - 3;
	struct rlimit before, tight;
	struct fake fake;

	(void)state;
	getrlimit(RLIMIT_NOFILE, &before);
	tight = before;
	tight.rlim_cur = n_used + 2 + 2 * 3 + 3;
	tight.rlim_max = tight.rlim_cur;
	fake_open(&fake, 32, 100, sleep_5);
	if (fork() == 0) {
		setrlimit(RLIMIT_NOFILE, &tight);
		fake_run(&fake);
		_exit(fake.status == GM_OK && fake.outcome.n_done == 100 &&
				      fake.shared->most_running <= 4 &&
				      fake_rest_is_ok(&fake, NULL)
			      ? 7
			      : 1);
	} else {
		int status;

		assert_true(wait(&status) > 0);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 7);
	}
	fake_close(&fake);
}

/* Room for not even one. */
static void
test_no_worker_at_all(void **state)
{
	size_t n_used = fake_n_fds() - 3;
	struct rlimit tight = {.rlim_cur = n_used + 3, .rlim_max = n_used + 3};
	struct fake fake;

	(void)state;
	fake_open(&fake, 4, 100, sleep_5);
	if (fork() == 0) {
		setrlimit(RLIMIT_NOFILE, &tight);
		fake_run(&fake);
		_exit(fake.status == GM_ERR_SYSTEM &&
				      fake.outcome.n_done == 0 &&
				      strncmp(fake.error.text, "pipe", 4) == 0
			      ? 7
			      : 1);
	} else {
		int status;

		assert_true(wait(&status) > 0);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 7);
	}
	fake_close(&fake);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_is_left),
		cmocka_unit_test(test_nothing_is_inherited),
		cmocka_unit_test(test_nothing_is_inherited_on_old_kernels),
		cmocka_unit_test(test_nothing_is_inherited_without_proc),
		cmocka_unit_test(test_all_workers_beside_other_files),
		cmocka_unit_test(test_fewer_workers_than_wanted),
		cmocka_unit_test(test_no_worker_at_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
