/* SPDX-License-Identifier: MIT */
/*
 * Every job ends in one done(), whatever the number of workers, and what
 * comes back is what was sent.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "fake.h"

static struct fake_act
nothing(size_t job)
{
	(void)job;
	return (struct fake_act){.what = FAKE_NOTHING};
}

static struct fake_act
various(size_t job)
{
	switch (job % 5) {
	case 0:
		return (struct fake_act){.what = FAKE_NOTHING};
	case 1:
		return (struct fake_act){.what = FAKE_SLEEP, .arg = 1};
	case 2:
		return (struct fake_act){.what = FAKE_FAIL,
					 .arg = GM_ERR_CORRUPT};
	case 3:
		return (struct fake_act){.what = FAKE_ANSWER,
					 .arg = (unsigned)job};
	default:
		return (struct fake_act){.what = FAKE_ANSWER, .arg = 5000};
	}
}

static bool
is_failing(size_t job)
{
	return job % 5 == 2;
}

static void
check_various(unsigned n_workers)
{
	struct fake fake;

	fake_open(&fake, n_workers, 400, various);
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_int_equal(fake.outcome.n_done, 400);
	assert_false(fake.outcome.stopped);
	assert_true(fake_rest_is_ok(&fake, is_failing));
	for (size_t i = 0; i < 400; i++) {
		const struct fake_fate *fate = &fake.fates[i];
		size_t n = i % 5 == 3 ? i : i % 5 == 4 ? 5000 : 0;

		assert_int_equal(fate->status,
				 i % 5 == 2 ? GM_ERR_CORRUPT : GM_OK);
		assert_int_equal(fate->nbytes, n);
		assert_int_equal(fate->error.status, GM_OK);
		assert_true(fate->pid > 0);
		if (n > 0) {
			assert_int_equal(fate->first, i & 0xff);
			assert_int_equal(fate->last, i & 0xff);
		}
	}
	fake_close(&fake);
}

static void
test_one_and_eight_workers_agree(void **state)
{
	(void)state;
	check_various(1);
	check_various(8);
}

static void
test_no_jobs(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 4, 0, nothing);
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_int_equal(fake.outcome.n_done, 0);
	assert_false(fake.outcome.stopped);
	fake_close(&fake);
}

static void
test_more_workers_than_jobs(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, POOL_MAX_WORKERS, 3, nothing);
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_true(fake_rest_is_ok(&fake, NULL));
	fake_close(&fake);
}

static void
look_for_all(struct fake *fake, const struct pool_view *view)
{
	if (view->n_running > fake->most.n_running)
		fake->most.n_running = view->n_running;
	if (view->nbytes_running > fake->most.nbytes_running)
		fake->most.nbytes_running = view->nbytes_running;
	if (view->n_running == 3 && view->nbytes_running == 3000)
		atomic_store(&fake->shared->is_seen, true);
}

/* The jobs that have been seen to take time; the ctx is the fake. */
static unsigned n_timed;
static unsigned n_full_views;

static void
look_at_time(void *ctx, size_t job, uint64_t ms, uint64_t nbytes)
{
	(void)ctx;
	(void)nbytes;
	if (ms > 0 && ms < 1000u * 1000)
		n_timed |= 1u << job;
}

/* Each view comes a tick after the other, by the clock that tells the time. */
static void
look_for_time(struct fake *fake, const struct pool_view *view)
{
	n_full_views += view->n_running == 3;
	if (n_full_views > 2)
		atomic_store(&fake->shared->is_seen, true);
}

static struct fake_act
metered(size_t job)
{
	(void)job;
	return (struct fake_act){.what = FAKE_METER, .arg = 1000};
}

/* The jobs end when a view has shown all three with all of their bytes. */
static void
test_view(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 3, 3, metered);
	fake.config.tick_ms = 20;
	fake.tick = look_for_all;
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_int_equal(fake.most.n_running, 3);
	assert_int_equal(fake.most.nbytes_running, 3000);
	fake_close(&fake);
}

/* A job that was sent alone has begun when it was sent, and no sooner. */
static void
test_time_of_what_runs(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 3, 3, metered);
	fake.config.tick_ms = 20;
	fake.config.running = look_at_time;
	fake.tick = look_for_time;
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_int_equal(n_timed, 7);
	fake_close(&fake);
}

static uint64_t
heavy_last_is_light(size_t job)
{
	return job < 4 ? UINT64_MAX : 0;
}

static struct fake_act
heavy_meet(size_t job)
{
	if (job < 4)
		return (struct fake_act){.what = FAKE_MEET, .arg = 4};
	return (struct fake_act){.what = FAKE_NOTHING};
}

/* Two of them with one worker would wait for each other. */
static void
test_heavy_jobs_go_to_different_workers(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 4, 2000, heavy_meet);
	fake.weight = heavy_last_is_light;
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_true(fake_rest_is_ok(&fake, NULL));
	fake_close(&fake);
}

static void
test_a_million_jobs(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 2, 1000000, nothing);
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_int_equal(fake.outcome.n_done, 1000000);
	assert_true(fake_rest_is_ok(&fake, NULL));
	fake_close(&fake);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_and_eight_workers_agree),
		cmocka_unit_test(test_no_jobs),
		cmocka_unit_test(test_more_workers_than_jobs),
		cmocka_unit_test(test_view),
		cmocka_unit_test(test_time_of_what_runs),
		cmocka_unit_test(test_heavy_jobs_go_to_different_workers),
		cmocka_unit_test(test_a_million_jobs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
