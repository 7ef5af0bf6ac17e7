/* SPDX-License-Identifier: MIT */
/*
 * A run that has to end at a time, whatever its jobs do.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "base/clock.h"
#include "fake.h"

#define GRACE_MS 20u

static struct fake_act
nothing(size_t job)
{
	(void)job;
	return (struct fake_act){.what = FAKE_NOTHING};
}

/* They go on until the driver has stopped. */
static struct fake_act
linger(size_t job)
{
	(void)job;
	return (struct fake_act){.what = FAKE_LINGER};
}

/* They never end. */
static struct fake_act
hang(size_t job)
{
	(void)job;
	return (struct fake_act){.what = FAKE_HANG};
}

static struct fake_act
fifth_ends(size_t job)
{
	return (struct fake_act){.what = job == 4 ? FAKE_SLEEP : FAKE_HANG};
}

static void
test_nothing_begins_after_the_deadline(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 3, 100, nothing);
	fake.config.deadline_ms = 1;
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_true(fake.outcome.is_late);
	assert_true(fake.outcome.stopped);
	assert_int_equal(fake.outcome.signal, 0);
	assert_int_equal(fake.outcome.n_done, 0);
	assert_int_equal(atomic_load(&fake.shared->n_begun), 0);
	fake_close(&fake);
}

static void
test_what_has_begun_ends(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 3, 1000, linger);
	fake.config.deadline_ms = clock_now_ms() + 100;
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_true(fake.outcome.is_late);
	assert_true(fake.outcome.stopped);
	assert_in_range(fake.outcome.n_done, 0, 3);
	assert_int_equal(atomic_load(&fake.shared->n_ended),
			 fake.outcome.n_done);
	for (size_t i = 0; i < 1000; i++)
		if (fake.fates[i].n_done > 0)
			assert_int_equal(fake.fates[i].status, GM_OK);
	fake_close(&fake);
}

/* The last jobs stop it themselves: that is not late. */
static void
test_a_deadline_that_nothing_waits_for(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 3, 100, nothing);
	fake.config.deadline_ms = clock_now_ms() + FAKE_GUARD_S * 1000;
	fake.config.grace_ms = 1;
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_false(fake.outcome.is_late);
	assert_int_equal(fake.outcome.n_done, 100);
	fake_close(&fake);
}

/* Nor is the most that there can be. */
static void
test_no_deadline_overflows(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 3, 100, nothing);
	fake.config.deadline_ms = UINT64_MAX;
	fake.config.grace_ms = UINT64_MAX;
	fake_run(&fake);
	assert_false(fake.outcome.is_late);
	assert_int_equal(fake.outcome.n_done, 100);
	fake_close(&fake);
}

static bool
hung_jobs_are_given_up(unsigned ms)
{
	struct fake fake;
	size_t n_stopped = 0;

	fake_open(&fake, 3, 1000, hang);
	fake.config.deadline_ms = clock_now_ms() + ms;
	fake.config.grace_ms = GRACE_MS;
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_true(fake.outcome.is_late);
	for (size_t i = 0; i < 1000; i++) {
		if (fake.fates[i].n_done == 0)
			continue;
		n_stopped++;
		assert_int_equal(fake.fates[i].status, GM_ERR_STOPPED);
		assert_string_equal(
			fake.fates[i].error.text,
			"worker killed 0.02 s after the run was stopped");
	}
	fake_close(&fake);
	return n_stopped == 3;
}

static void
test_what_does_not_end_is_given_up(void **state)
{
	(void)state;
	assert_true(fake_succeeds(hung_jobs_are_given_up, 100));
}

static void
test_a_signal_gives_grace(void **state)
{
	struct fake fake;
	pid_t pid;

	(void)state;
	fake_open(&fake, 3, 1000, hang);
	fake.config.grace_ms = GRACE_MS;
	pid = fake_fork(&fake);
	assert_true(fake_await(&fake.shared->n_begun, 3));
	kill(pid, SIGTERM);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_true(atomic_load(&fake.shared->has_returned));
	assert_int_equal(atomic_load(&fake.shared->signal), SIGTERM);
	assert_int_equal(atomic_load(&fake.shared->n_done), 3);
	fake_close(&fake);
}

/* So does a caller who has had enough; it is not late, though. */
static void
test_who_stops_it_gives_grace(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 5, 5, fifth_ends);
	fake.stop_after = 1;
	fake.config.grace_ms = GRACE_MS;
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_false(fake.outcome.is_late);
	assert_int_equal(fake.fates[4].status, GM_OK);
	for (size_t i = 0; i < 4; i++)
		if (fake.fates[i].n_done > 0)
			assert_int_equal(fake.fates[i].status, GM_ERR_STOPPED);
	fake_close(&fake);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_begins_after_the_deadline),
		cmocka_unit_test(test_what_has_begun_ends),
		cmocka_unit_test(test_a_deadline_that_nothing_waits_for),
		cmocka_unit_test(test_no_deadline_overflows),
		cmocka_unit_test(test_what_does_not_end_is_given_up),
		cmocka_unit_test(test_a_signal_gives_grace),
		cmocka_unit_test(test_who_stops_it_gives_grace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
