/* SPDX-License-Identifier: MIT */
/*
 * Time, memory, and a caller who has had enough.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "base/clock.h"
#include "fake.h"

static bool
is_tenth(size_t job)
{
	return job % 10 == 4;
}

static struct fake_act
tenth_hangs(size_t job)
{
	return (struct fake_act){.what = is_tenth(job) ? FAKE_HANG
						       : FAKE_NOTHING};
}

static bool
only_who_hangs_is_late(unsigned ms)
{
	uint64_t begin_ms = clock_now_ms();
	struct fake fake;
	char text[64];
	bool is_so;

	snprintf(text, sizeof(text), "timed out after %g s", ms / 1000.0);
	fake_open(&fake, 2, 40, tenth_hangs);
	fake.config.timeout_ms = ms;
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	for (size_t job = 4; job < 40; job += 10) {
		assert_int_equal(fake.fates[job].status, GM_ERR_TIMEOUT);
		assert_string_equal(fake.fates[job].error.text, text);
	}
	assert_true(clock_now_ms() - begin_ms >= 2 * ms);
	is_so = fake_rest_is_ok(&fake, is_tenth);
	fake_close(&fake);
	return is_so;
}

static void
test_timeout(void **state)
{
	(void)state;
	assert_true(fake_succeeds(only_who_hangs_is_late, 250));
}

static unsigned nap_ms;

static struct fake_act
nap(size_t job)
{
	(void)job;
	return (struct fake_act){.what = FAKE_SLEEP, .arg = nap_ms};
}

/* The jobs of each of the first batches take longer than the limit. */
static bool
no_job_is_late(unsigned ms)
{
	struct fake fake;
	bool is_so;

	nap_ms = ms / 12;
	fake_open(&fake, 1, 80, nap);
	fake.config.timeout_ms = ms;
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	is_so = fake_rest_is_ok(&fake, NULL);
	fake_close(&fake);
	return is_so;
}

/* The limit is for one job, not for the batch that it came in. */
static void
test_timeout_counts_from_the_job(void **state)
{
	(void)state;
	assert_true(fake_succeeds(no_job_is_late, 250));
}

/*
 * Stop the driver and its workers together, as a terminal does, for longer
 * than the timeout.
 */
static bool
both_jobs_end(unsigned ms)
{
	struct fake fake;
	bool is_so;
	pid_t pid;

	nap_ms = ms / 2;
	fake_open(&fake, 2, 2, nap);
	fake.config.timeout_ms = ms;
	pid = fake_fork(&fake);
	assert_true(fake_await(&fake.shared->n_begun, 2));
	kill(-pid, SIGSTOP);
	fake_sleep_ms(ms / 5 * 6);
	kill(-pid, SIGCONT);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_int_equal(atomic_load(&fake.shared->n_done), 2);
	is_so = atomic_load(&fake.shared->n_ended) == 2;
	fake_close(&fake);
	return is_so;
}

static void
test_a_stopped_run_is_not_late(void **state)
{
	(void)state;
	assert_true(fake_succeeds(both_jobs_end, 1000));
}

static bool
is_hungry(size_t job)
{
	return job % 7 == 3;
}

/* Every other one crashes for hunger. */
static struct fake_act
hungry(size_t job)
{
	if (is_hungry(job))
		return (struct fake_act){.what = FAKE_NOMEM_ONCE,
					 .arg = job % 2};
	return (struct fake_act){.what = FAKE_SLEEP, .arg = 2};
}

/* The first jobs of two workers wait for each other. */
static struct fake_act
hungry_in_company(size_t job)
{
	if (job == 0)
		return (struct fake_act){.what = FAKE_MEET, .arg = 2};
	return hungry(job);
}

static void
test_second_try_is_alone(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 4, 50, hungry_in_company);
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_true(fake_rest_is_ok(&fake, NULL));
	assert_int_equal(atomic_load(&fake.shared->most_beside_retry), 0);
	assert_int_equal(atomic_load(&fake.shared->n_begun), 57);
	fake_close(&fake);
}

static struct fake_act
insatiable(size_t job)
{
	return (struct fake_act){.what = is_hungry(job) ? FAKE_ALLOCATE
							: FAKE_NOTHING};
}

static void
test_second_verdict_counts(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 3, 21, insatiable);
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_true(fake_rest_is_ok(&fake, is_hungry));
	assert_int_equal(fake.fates[3].status, GM_ERR_NOMEM);
	assert_int_equal(fake.fates[3].error.status, GM_OK);
	assert_int_equal(atomic_load(&fake.shared->n_begun), 24);
	fake_close(&fake);
}

static struct fake_act
starving(size_t job)
{
	return (struct fake_act){.what = is_hungry(job) ? FAKE_STARVE
							: FAKE_NOTHING};
}

static void
test_a_crash_without_memory_is_no_crash(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 3, 21, starving);
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_true(fake_rest_is_ok(&fake, is_hungry));
	for (size_t job = 3; job < 21; job += 7) {
		assert_int_equal(fake.fates[job].status, GM_ERR_NOMEM);
		assert_string_equal(fake.fates[job].error.text,
				    "worker ended: out of memory");
	}
	assert_int_equal(atomic_load(&fake.shared->n_begun), 24);
	fake_close(&fake);
}

static struct fake_act
hungry_first(size_t job)
{
	return job == 0 ? (struct fake_act){.what = FAKE_NOMEM_ONCE}
			: (struct fake_act){.what = FAKE_SLEEP, .arg = 10};
}

static void
check_stopped(struct fake *fake, size_t least)
{
	size_t n = 0;

	assert_int_equal(fake->status, GM_OK);
	assert_true(fake->outcome.stopped);
	assert_int_equal(fake->outcome.signal, 0);
	for (size_t i = 0; i < fake->config.n_jobs; i++) {
		assert_true(fake->fates[i].n_done <= 1);
		n += fake->fates[i].n_done;
	}
	assert_int_equal(n, fake->outcome.n_done);
	assert_true(n >= least);
	assert_true(n < fake->config.n_jobs);
}

static struct fake_act
linger_after_five(size_t job)
{
	(void)job;
	return (struct fake_act){.what = FAKE_LINGER, .arg = 5};
}

/* Each worker may begin one more job, which ends when the pool has stopped. */
static void
test_stopped_by_done(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 3, 1000, linger_after_five);
	fake.stop_after = 5;
	fake_run(&fake);
	check_stopped(&fake, 5);
	/* All that had begun has ended, and all of it was told. */
	assert_int_equal(atomic_load(&fake.shared->n_begun),
			 fake.outcome.n_done);
	assert_int_equal(atomic_load(&fake.shared->n_ended),
			 fake.outcome.n_done);
	assert_true(fake.outcome.n_done <=
		    atomic_load(&fake.shared->n_begun_at_stop) + 3);
	fake_close(&fake);
}

/*
 * A job that waits for its second try was begun: it gets its verdict.  One
 * worker, for the job must have been refused before the stop.
 */
static void
test_stopped_before_the_second_try(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 1, 1000, hungry_first);
	fake.stop_after = 10;
	fake_run(&fake);
	check_stopped(&fake, 10);
	assert_int_equal(fake.fates[0].n_done, 1);
	assert_int_equal(fake.fates[0].status, GM_ERR_NOMEM);
	assert_int_equal(fake.fates[0].error.status, GM_ERR_NOMEM);
	assert_int_equal(fake.fates[0].pid, 0);
	fake_close(&fake);
}

static void
test_stop_at_the_last_is_no_stop(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 2, 10, hungry);
	fake.stop_after = 10;
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_int_equal(fake.outcome.n_done, 10);
	assert_false(fake.outcome.stopped);
	fake_close(&fake);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_timeout),
		cmocka_unit_test(test_timeout_counts_from_the_job),
		cmocka_unit_test(test_a_stopped_run_is_not_late),
		cmocka_unit_test(test_second_try_is_alone),
		cmocka_unit_test(test_second_verdict_counts),
		cmocka_unit_test(test_a_crash_without_memory_is_no_crash),
		cmocka_unit_test(test_stopped_before_the_second_try),
		cmocka_unit_test(test_stopped_by_done),
		cmocka_unit_test(test_stop_at_the_last_is_no_stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
