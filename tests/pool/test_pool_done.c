/* SPDX-License-Identifier: MIT */
/*
 * Every job ends in one done(), whatever the number of workers, and what
 * comes back is what was sent.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/cpu.h"
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

static struct fake_act
largest(size_t job)
{
	(void)job;
	return (struct fake_act){.what = FAKE_ANSWER,
				 .arg = POOL_MESSAGE_MAX_BYTES};
}

static struct fake_act
too_large_third(size_t job)
{
	return (struct fake_act){.what = FAKE_ANSWER,
				 .arg = job == 3 ? POOL_MESSAGE_MAX_BYTES + 1
						 : 10};
}

static bool
is_third(size_t job)
{
	return job == 3;
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
test_largest_response(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 2, 300, largest);
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_true(fake_rest_is_ok(&fake, NULL));
	for (size_t i = 0; i < 300; i++) {
		assert_int_equal(fake.fates[i].nbytes, POOL_MESSAGE_MAX_BYTES);
		assert_int_equal(fake.fates[i].last, i & 0xff);
	}
	fake_close(&fake);
}

static void
test_response_too_large(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 2, 8, too_large_third);
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_true(fake_rest_is_ok(&fake, is_third));
	assert_int_equal(fake.fates[3].status, GM_ERR_SYSTEM);
	assert_int_equal(fake.fates[3].error.status, GM_ERR_SYSTEM);
	assert_int_equal(fake.fates[3].nbytes, 0);
	assert_string_equal(fake.fates[3].error.text,
			    "response larger than 16384 bytes");
	fake_close(&fake);
}

static enum gm_status
huge_request(void *ctx, size_t job_i, struct bytes *out, struct gm_error *err)
{
	enum gm_status st;

	(void)ctx;
	st = bytes_reserve(out, POOL_MESSAGE_MAX_BYTES + 1, err);
	if (st != GM_OK)
		return st;
	memset(out->data, 0, POOL_MESSAGE_MAX_BYTES + 1);
	out->nbytes = POOL_MESSAGE_MAX_BYTES + (job_i == 5 ? 1 : 0);
	return GM_OK;
}

/* The fake's job refuses what it cannot read; it need not. */
static bool
any(size_t job)
{
	(void)job;
	return true;
}

static void
test_largest_request(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 2, 5, nothing);
	fake.config.request = huge_request;
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_true(fake_rest_is_ok(&fake, any));
	assert_int_equal(fake.fates[0].status, GM_ERR_USAGE);
	fake_close(&fake);
}

static void
test_request_too_large_ends_the_run(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 2, 8, nothing);
	fake.config.request = huge_request;
	fake_run(&fake);
	assert_int_equal(fake.status, GM_ERR_SYSTEM);
	assert_non_null(strstr(fake.error.text, "16385 bytes"));
	for (size_t i = 0; i < 5; i++)
		assert_true(fake.fates[i].n_done <= 1);
	for (size_t i = 5; i < 8; i++)
		assert_int_equal(fake.fates[i].n_done, 0);
	fake_close(&fake);
}

static void
note_most(struct fake *fake, const struct pool_view *view)
{
	if (view->n_running > fake->most.n_running)
		fake->most.n_running = view->n_running;
	if (view->nbytes_running > fake->most.nbytes_running)
		fake->most.nbytes_running = view->nbytes_running;
}

static struct fake_act
metered(size_t job)
{
	(void)job;
	return (struct fake_act){.what = FAKE_METER, .arg = 1000};
}

static void
test_view(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 3, 3, metered);
	fake.config.tick_ms = 20;
	fake.tick = note_most;
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_int_equal(fake.most.n_running, 3);
	assert_int_equal(fake.most.nbytes_running, 3000);
	fake_close(&fake);
}

static uint64_t
heavy_last_is_light(size_t job)
{
	return job < 4 ? UINT64_MAX : 0;
}

static struct fake_act
slow_heavy(size_t job)
{
	return (struct fake_act){.what = FAKE_SLEEP, .arg = job < 4 ? 50 : 0};
}

static void
test_heavy_jobs_go_to_different_workers(void **state)
{
	struct fake fake;
	uint64_t begin_ms = cpu_now_ms();

	(void)state;
	fake_open(&fake, 4, 2000, slow_heavy);
	fake.weight = heavy_last_is_light;
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_true(fake_rest_is_ok(&fake, NULL));
	assert_true(atomic_load(&fake.shared->most_running) >= 2);
	assert_true(cpu_now_ms() - begin_ms < 2000);
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
		cmocka_unit_test(test_largest_response),
		cmocka_unit_test(test_response_too_large),
		cmocka_unit_test(test_largest_request),
		cmocka_unit_test(test_request_too_large_ends_the_run),
		cmocka_unit_test(test_view),
		cmocka_unit_test(test_heavy_jobs_go_to_different_workers),
		cmocka_unit_test(test_a_million_jobs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
