/* SPDX-License-Identifier: MIT */
/*
 * Signals to the driver, and what they leave behind.
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "base/clock.h"
#include "fake.h"

static struct fake_act
linger(size_t job)
{
	(void)job;
	return (struct fake_act){.what = FAKE_LINGER};
}

static struct fake_act
stay(size_t job)
{
	(void)job;
	return (struct fake_act){.what = FAKE_STAY};
}

static struct fake_act
hang(size_t job)
{
	(void)job;
	return (struct fake_act){.what = FAKE_HANG};
}

/*
 * To the whole group, as from a terminal: workers must not mind.  The jobs
 * that run end when the driver has stopped.
 */
static void
check_first(int number)
{
	struct fake fake;
	pid_t pid;

	fake_open(&fake, 3, 1000, linger);
	fake.config.tick = NULL; /* nobody wants to be told */
	pid = fake_fork(&fake);
	assert_true(fake_await(&fake.shared->n_begun, 3));
	kill(-pid, number);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_true(atomic_load(&fake.shared->has_returned));
	assert_int_equal(atomic_load(&fake.shared->signal), number);
	assert_int_equal(atomic_load(&fake.shared->n_begun), 3);
	assert_int_equal(atomic_load(&fake.shared->n_ended), 3);
	assert_int_equal(atomic_load(&fake.shared->n_done), 3);
	fake_close(&fake);
}

static void
test_first_lets_jobs_finish(void **state)
{
	(void)state;
	check_first(SIGINT);
	check_first(SIGTERM);
	check_first(SIGHUP);
}

/*
 * Reap what is left of the group, which comes to this process when the driver
 * does not take it along; false when some of it does not die.
 */
static bool
reap_group(pid_t group, size_t *n_reaped)
{
	uint64_t end_ms = clock_now_ms() + FAKE_GUARD_S * 1000;

	*n_reaped = 0;
	for (;;) {
		pid_t pid = waitpid(-group, NULL, WNOHANG);

		if (pid < 0)
			return errno == ECHILD;
		if (pid > 0)
			(*n_reaped)++;
		else if (clock_now_ms() > end_ms)
			return false;
		else
			fake_sleep_ms(5);
	}
}

static void
look_for_interrupt(struct fake *fake, const struct pool_view *view)
{
	if (view->is_interrupted && view->n_running == 3)
		atomic_store(&fake->shared->is_seen, true);
}

/* The first is told at once, without any tick by the clock. */
static void
test_second_kills(void **state)
{
	struct fake fake;
	size_t n_left;
	pid_t pid;

	(void)state;
	fake_open(&fake, 3, 1000, stay);
	fake.tick = look_for_interrupt;
	pid = fake_fork(&fake);
	assert_true(fake_await(&fake.shared->n_begun, 3));
	kill(pid, SIGINT);
	assert_true(fake_await(&fake.shared->n_cut, 3));
	assert_false(atomic_load(&fake.shared->has_returned));
	kill(pid, SIGTERM);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_true(atomic_load(&fake.shared->has_returned));
	assert_int_equal(atomic_load(&fake.shared->signal), SIGINT);
	assert_int_equal(atomic_load(&fake.shared->n_done), 3);
	assert_true(atomic_load(&fake.shared->is_seen));
	assert_true(reap_group(pid, &n_left));
	assert_int_equal(n_left, 0);
	fake_close(&fake);
}

static void
test_the_first_kills_what_is_brittle(void **state)
{
	struct fake fake;
	size_t n_left;
	pid_t pid;

	(void)state;
	fake_open(&fake, 3, 1000, stay);
	fake.config.is_brittle = true;
	pid = fake_fork(&fake);
	assert_true(fake_await(&fake.shared->n_begun, 3));
	kill(pid, SIGTERM);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_true(atomic_load(&fake.shared->has_returned));
	assert_int_equal(atomic_load(&fake.shared->signal), SIGTERM);
	assert_int_equal(atomic_load(&fake.shared->n_done), 3);
	assert_true(reap_group(pid, &n_left));
	assert_int_equal(n_left, 0);
	fake_close(&fake);
}

static void
test_workers_die_with_the_driver(void **state)
{
	struct fake fake;
	size_t n_left;
	pid_t pid;

	(void)state;
	fake_open(&fake, 5, 1000, hang);
	pid = fake_fork(&fake);
	assert_true(fake_await(&fake.shared->n_begun, 5));
	kill(pid, SIGKILL);
	assert_true(reap_group(pid, &n_left));
	assert_int_equal(n_left, 1 + 5);
	fake_close(&fake);
}

static volatile sig_atomic_t n_handled;

static void
count(int number)
{
	(void)number;
	n_handled++;
}

static struct fake_act
signal_driver(size_t job)
{
	/* Runs in the driver, while the pool's handlers are in place. */
	if (job == 2) {
		raise(SIGHUP);
		raise(SIGPIPE);
	}
	if (job == 5)
		return (struct fake_act){.what = FAKE_EXIT, .arg = 4};
	return (struct fake_act){.what = FAKE_NOTHING};
}

static bool
is_fifth(size_t job)
{
	return job == 5;
}

/* nohup stays nohup, and what was there before is there again. */
static void
test_dispositions(void **state)
{
	struct sigaction before = {.sa_handler = count}, now;
	struct fake fake;

	(void)state;
	sigaction(SIGINT, &before, NULL);
	sigaction(SIGPIPE, &before, NULL);
	signal(SIGHUP, SIG_IGN);
	signal(SIGCHLD, SIG_IGN);
	fake_open(&fake, 2, 10, signal_driver);
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_int_equal(fake.outcome.signal, 0);
	assert_true(fake_rest_is_ok(&fake, is_fifth));
	assert_string_equal(fake.fates[5].error.text,
			    "worker exited with status 4");
	fake_close(&fake);
	assert_int_equal(n_handled, 0);
	raise(SIGINT);
	raise(SIGPIPE);
	assert_int_equal(n_handled, 2);
	sigaction(SIGHUP, NULL, &now);
	assert_ptr_equal(now.sa_handler, SIG_IGN);
	sigaction(SIGCHLD, NULL, &now);
	assert_ptr_equal(now.sa_handler, SIG_IGN);
	signal(SIGINT, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	signal(SIGCHLD, SIG_DFL);
}

static struct fake_act
interrupt_driver(size_t job)
{
	if (job == 9)
		raise(SIGINT);
	return (struct fake_act){.what = FAKE_NOTHING};
}

/* Too late to stop anything, but the caller is to know. */
static void
test_a_late_signal_is_told(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 1, 10, interrupt_driver);
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_int_equal(fake.outcome.signal, SIGINT);
	assert_int_equal(fake.outcome.stopped, fake.outcome.n_done < 10);
	fake_close(&fake);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_lets_jobs_finish),
		cmocka_unit_test(test_second_kills),
		cmocka_unit_test(test_the_first_kills_what_is_brittle),
		cmocka_unit_test(test_workers_die_with_the_driver),
		cmocka_unit_test(test_dispositions),
		cmocka_unit_test(test_a_late_signal_is_told),
	};

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
