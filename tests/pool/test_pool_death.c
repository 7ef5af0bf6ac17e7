/* SPDX-License-Identifier: MIT */
/*
 * A worker that dies takes down the one job that it was at, and nothing else.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "fake.h"

#define N_JOBS 200

static bool
is_odd(size_t job)
{
	return job % 40 == 7;
}

static struct fake_act
odd_or_nothing(size_t job, enum fake_what what, unsigned arg)
{
	if (is_odd(job))
		return (struct fake_act){.what = what, .arg = arg};
	return (struct fake_act){.what = FAKE_NOTHING};
}

static struct fake_act
segv(size_t job)
{
	return odd_or_nothing(job, FAKE_RAISE, SIGSEGV);
}

static struct fake_act
killed(size_t job)
{
	return odd_or_nothing(job, FAKE_RAISE, SIGKILL);
}

static struct fake_act
exit_3(size_t job)
{
	return odd_or_nothing(job, FAKE_EXIT, 3);
}

static struct fake_act
exit_0(size_t job)
{
	return odd_or_nothing(job, FAKE_EXIT, 0);
}

static struct fake_act
aborted(size_t job)
{
	return odd_or_nothing(job, FAKE_ABORT, 0);
}

static void
check(struct fake_act (*act)(size_t job), const char *text)
{
	static const unsigned n_workers[] = {1, 3};

	for (size_t i = 0; i < 2; i++) {
		struct fake fake;

		fake_open(&fake, n_workers[i], N_JOBS, act);
		fake_run(&fake);
		assert_int_equal(fake.status, GM_OK);
		assert_int_equal(fake.outcome.n_done, N_JOBS);
		assert_true(fake_rest_is_ok(&fake, is_odd));
		/* No job twice: results that were not sent are not lost. */
		assert_int_equal(fake.shared->n_begun, N_JOBS);
		for (size_t job = 7; job < N_JOBS; job += 40) {
			const struct fake_fate *fate = &fake.fates[job];

			assert_int_equal(fate->status, GM_ERR_CRASH);
			assert_int_equal(fate->error.status, GM_ERR_CRASH);
			assert_int_equal(fate->nbytes, 0);
			assert_string_equal(fate->error.text, text);
		}
		fake_close(&fake);
	}
}

static void
test_signals(void **state)
{
	char text[128];

	(void)state;
	snprintf(text, sizeof(text), "worker killed by signal %d (%s)", SIGSEGV,
		 strsignal(SIGSEGV));
	check(segv, text);
	snprintf(text, sizeof(text), "worker killed by signal %d (%s)", SIGKILL,
		 strsignal(SIGKILL));
	check(killed, text);
	snprintf(text, sizeof(text), "worker killed by signal %d (%s)", SIGABRT,
		 strsignal(SIGABRT));
	check(aborted, text);
}

static void
test_exits(void **state)
{
	(void)state;
	check(exit_3, "worker exited with status 3");
	check(exit_0, "worker exited with status 0");
}

static struct fake_act
all_segv(size_t job)
{
	(void)job;
	return (struct fake_act){.what = FAKE_RAISE, .arg = SIGSEGV};
}

static bool
any(size_t job)
{
	(void)job;
	return true;
}

static void
test_every_job_crashes(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 4, 100, all_segv);
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_true(fake_rest_is_ok(&fake, any));
	for (size_t i = 0; i < 100; i++)
		assert_int_equal(fake.fates[i].status, GM_ERR_CRASH);
	fake_close(&fake);
}

static struct fake_act
short_sleep(size_t job)
{
	return (struct fake_act){
		.what = job % 2 == 0 ? FAKE_SLEEP : FAKE_NOTHING, .arg = 1};
}

static size_t
kill_some(void)
{
	struct fake fake;
	size_t n_crashed = 0;

	fake_open(&fake, 3, 3000, short_sleep);
	fake.kill_every = 40;
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_true(fake_rest_is_ok(&fake, any));
	for (size_t i = 0; i < 3000; i++) {
		if (fake.fates[i].status == GM_OK)
			continue;
		assert_int_equal(fake.fates[i].status, GM_ERR_CRASH);
		n_crashed++;
	}
	assert_true(n_crashed <= 75);
	fake_close(&fake);
	return n_crashed;
}

/*
 * Whoever is killed, and when: one verdict each, and only crashes fail.  A
 * slow driver may hit only workers that have nothing left to do.
 */
static void
test_kills_from_outside(void **state)
{
	size_t n_crashed = 0;

	(void)state;
	for (int i = 0; n_crashed == 0 && i < 100; i++)
		n_crashed = kill_some();
	assert_true(n_crashed > 0);
}

static enum gm_status
enter_fails(void *ctx, struct gm_error *err)
{
	(void)ctx;
	return gm_fail(err, GM_ERR_LIMIT, 0, "no\nentry");
}

static void
test_enter_fails(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 3, N_JOBS, segv);
	fake.config.enter = enter_fails;
	fake_run(&fake);
	assert_int_equal(fake.status, GM_ERR_LIMIT);
	assert_int_equal(fake.error.status, GM_ERR_LIMIT);
	assert_string_equal(fake.error.text, "no?entry");
	assert_int_equal(fake.outcome.n_done, 0);
	assert_false(fake.outcome.stopped);
	fake_close(&fake);
}

static enum gm_status
enter_dies(void *ctx, struct gm_error *err)
{
	(void)ctx;
	(void)err;
	_exit(9);
}

static void
test_enter_dies(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 3, N_JOBS, segv);
	fake.config.enter = enter_dies;
	fake_run(&fake);
	assert_int_equal(fake.status, GM_ERR_SYSTEM);
	assert_string_equal(fake.error.text,
			    "workers die before they do any job: worker "
			    "exited with status 9");
	assert_int_equal(fake.outcome.n_done, 0);
	fake_close(&fake);
}

static enum gm_status
rehearse_badly(void *ctx, struct gm_error *err)
{
	(void)ctx;
	return gm_fail(err, GM_ERR_SYSTEM, 0, "stage fright");
}

static enum gm_status
rehearse_well(void *ctx, struct gm_error *err)
{
	(void)ctx;
	(void)err;
	fake_sleep_ms(20);
	return GM_OK;
}

/* No worker gets a job when the first cannot work; else nothing changes. */
static void
test_rehearsals(void **state)
{
	static const pool_rehearse_fn bad[] = {rehearse_badly, enter_dies};
	static const char *const texts[] = {"stage fright",
					    "worker exited with status 9"};
	struct fake fake;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		fake_open(&fake, 3, N_JOBS, segv);
		fake.config.rehearse = bad[i];
		fake_run(&fake);
		assert_string_equal(fake.error.text, texts[i]);
		assert_false(fake.outcome.has_begun);
		assert_int_equal(fake.outcome.n_done, 0);
		assert_int_equal(fake.shared->n_begun, 0);
		fake_close(&fake);
	}
	fake_open(&fake, 3, N_JOBS, segv);
	fake.config.rehearse = rehearse_well;
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_true(fake.outcome.has_begun);
	assert_int_equal(fake.outcome.n_done, N_JOBS);
	assert_true(fake_rest_is_ok(&fake, is_odd));
	fake_close(&fake);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_signals),
		cmocka_unit_test(test_exits),
		cmocka_unit_test(test_every_job_crashes),
		cmocka_unit_test(test_kills_from_outside),
		cmocka_unit_test(test_enter_fails),
		cmocka_unit_test(test_enter_dies),
		cmocka_unit_test(test_rehearsals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
