/* SPDX-License-Identifier: MIT */
/*
 * Time, memory, and a caller who has had enough.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
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

static void
test_timeout(void **state)
{
	uint64_t begin_ms = clock_now_ms();
	struct fake fake;

	(void)state;
	fake_open(&fake, 2, 40, tenth_hangs);
	fake.config.timeout_ms = 250;
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_true(fake_rest_is_ok(&fake, is_tenth));
	for (size_t job = 4; job < 40; job += 10) {
		assert_int_equal(fake.fates[job].status, GM_ERR_TIMEOUT);
		assert_string_equal(fake.fates[job].error.text,
				    "timed out after 0.25 s");
	}
	assert_true(clock_now_ms() - begin_ms >= 500);
	assert_true(clock_now_ms() - begin_ms < 5000);
	fake_close(&fake);
}

static struct fake_act
sleep_50(size_t job)
{
	(void)job;
	return (struct fake_act){.what = FAKE_SLEEP, .arg = 50};
}

static struct fake_act
sleep_20(size_t job)
{
	(void)job;
	return (struct fake_act){.what = FAKE_SLEEP, .arg = 20};
}

/* The limit is for one job, not for the frame that it came in. */
static void
test_timeout_counts_from_the_job(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 1, 80, sleep_20);
	fake.config.timeout_ms = 250;
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_true(fake_rest_is_ok(&fake, NULL));
	fake_close(&fake);
}

static struct fake_act
sleep_500(size_t job)
{
	(void)job;
	return (struct fake_act){.what = FAKE_SLEEP, .arg = 500};
}

/*
 * Stop the driver and its workers together, as a terminal does, for longer
 * than the timeout.
 */
static void
test_a_stopped_run_is_not_late(void **state)
{
	struct fake fake;
	pid_t pid;

	(void)state;
	fake_open(&fake, 2, 2, sleep_500);
	fake.config.timeout_ms = 1000;
	pid = fake_fork(&fake);
	assert_true(fake_await(&fake.shared->n_begun, 2, 2000));
	kill(-pid, SIGSTOP);
	fake_sleep_ms(1200);
	kill(-pid, SIGCONT);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_int_equal(atomic_load(&fake.shared->n_done), 2);
	assert_int_equal(atomic_load(&fake.shared->n_ended), 2);
	fake_close(&fake);
}

static bool
is_hungry(size_t job)
{
	return job % 7 == 3;
}

static struct fake_act
hungry(size_t job)
{
	if (is_hungry(job))
		return (struct fake_act){.what = FAKE_NOMEM_ONCE};
	return (struct fake_act){.what = FAKE_SLEEP, .arg = 2};
}

static void
test_second_try_is_alone(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 4, 50, hungry);
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_true(fake_rest_is_ok(&fake, NULL));
	assert_true(atomic_load(&fake.shared->most_running) >= 2);
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

static void
test_stopped_by_done(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 3, 1000, sleep_50);
	fake.stop_after = 5;
	fake_run(&fake);
	check_stopped(&fake, 5);
	/* All that had begun has ended, and all of it was told. */
	assert_int_equal(atomic_load(&fake.shared->n_begun),
			 fake.outcome.n_done);
	assert_int_equal(atomic_load(&fake.shared->n_ended),
			 fake.outcome.n_done);
	assert_true(fake.outcome.n_done <= 20);
	fake_close(&fake);
}

/* A job that waits for its second try was begun: it gets its verdict. */
static void
test_stopped_before_the_second_try(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 2, 1000, hungry_first);
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
		cmocka_unit_test(test_stopped_before_the_second_try),
		cmocka_unit_test(test_stopped_by_done),
		cmocka_unit_test(test_stop_at_the_last_is_no_stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
