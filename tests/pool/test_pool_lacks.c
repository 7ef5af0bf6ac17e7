/* SPDX-License-Identifier: MIT */
/*
 * Jobs that lack what the driver can get: tried once more, after that, by
 * workers that have it, and never for ever.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "fake.h"

enum {
	N_JOBS = 60
};

/* What the driver has for workers that are forked from now on. */
static bool has_part;
static unsigned n_equips, n_asked;
static size_t n_done_before;

static bool
is_lacking(size_t job)
{
	return job % 3 == 1;
}

static bool
lacks(void *ctx, size_t job_i, const struct pool_result *result)
{
	(void)ctx;
	assert_int_equal(result->status, GM_ERR_MODULE);
	assert_true(is_lacking(job_i));
	n_asked++;
	return true;
}

static bool
lacks_nothing(void *ctx, size_t job_i, const struct pool_result *result)
{
	return lacks(ctx, job_i, result) && false;
}

static void
equip(void *ctx)
{
	const struct fake *fake = ctx;

	n_equips++;
	n_done_before = atomic_load(&fake->shared->n_done);
	has_part = true;
}

static void
equip_with_nothing(void *ctx)
{
	(void)ctx;
	n_equips++;
}

/* Runs in the worker, which has what the driver had when it was forked. */
static enum gm_status
job(void *ctx, const uint8_t *data, size_t nbytes, struct bytes *response,
    struct pool_meter *meter)
{
	struct fake *fake = ctx;
	size_t number;

	(void)response;
	(void)meter;
	memcpy(&number, data, sizeof(number));
	atomic_fetch_add(&fake->shared->n_begun, 1);
	if (nbytes < sizeof(number))
		return GM_ERR_SYSTEM;
	if (is_lacking(number) && !has_part)
		return GM_ERR_MODULE;
	/* One that has it, and then too little memory. */
	if (number == 4 &&
	    !atomic_exchange(&fake->shared->was_refused[number], true))
		return GM_ERR_NOMEM;
	return GM_OK;
}

static struct fake_act
nothing(size_t number)
{
	(void)number;
	return (struct fake_act){.what = FAKE_NOTHING};
}

static void
run(struct fake *fake, unsigned n_workers, pool_lacks_fn lacks_fn,
    pool_equip_fn equip_fn)
{
	fake_open(fake, n_workers, N_JOBS, nothing);
	has_part = false;
	n_equips = n_asked = 0;
	n_done_before = 0;
	fake->config.job = job;
	fake->config.lacks = lacks_fn;
	fake->config.equip = equip_fn;
	fake_run(fake);
	assert_int_equal(fake->status, GM_OK);
}

static void
test_they_get_it(void **state)
{
	(void)state;
	for (unsigned n_workers = 1; n_workers <= 8; n_workers *= 2) {
		struct fake fake;

		run(&fake, n_workers, lacks, equip);
		assert_true(fake_rest_is_ok(&fake, NULL));
		assert_int_equal(fake.outcome.n_done, N_JOBS);
		assert_false(fake.outcome.stopped);
		assert_int_equal(n_equips, 1);
		assert_int_equal(n_asked, N_JOBS / 3);
		/* Nobody waits for it, but those that need it. */
		assert_int_equal(n_done_before, N_JOBS - N_JOBS / 3);
		assert_int_equal(atomic_load(&fake.shared->n_begun),
				 N_JOBS + N_JOBS / 3 + 1);
		fake_close(&fake);
	}
}

static void
expect_failed(const struct fake *fake)
{
	assert_true(fake_rest_is_ok(fake, is_lacking));
	assert_int_equal(fake->outcome.n_done, N_JOBS);
	for (size_t i = 0; i < N_JOBS; i++)
		if (is_lacking(i))
			assert_int_equal(fake->fates[i].status, GM_ERR_MODULE);
}

/* Whoever still asks is told no: a job is tried twice and no more. */
static void
test_who_asks_for_ever_fails(void **state)
{
	struct fake fake;

	(void)state;
	run(&fake, 4, lacks, equip_with_nothing);
	expect_failed(&fake);
	assert_int_equal(n_equips, 1);
	assert_int_equal(n_asked, N_JOBS / 3);
	assert_int_equal(atomic_load(&fake.shared->n_begun),
			 N_JOBS + N_JOBS / 3);
	fake_close(&fake);
}

static void
test_what_cannot_be_had_fails_at_once(void **state)
{
	struct fake fake;

	(void)state;
	run(&fake, 4, lacks_nothing, equip);
	expect_failed(&fake);
	assert_int_equal(n_equips, 0);
	assert_int_equal(n_asked, N_JOBS / 3);
	assert_int_equal(atomic_load(&fake.shared->n_begun), N_JOBS);
	fake_close(&fake);
	run(&fake, 4, NULL, NULL);
	expect_failed(&fake);
	fake_close(&fake);
}

/* In a run that stops, they were not tried. */
static void
test_a_stop_leaves_them(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 2, N_JOBS, nothing);
	has_part = false;
	n_equips = 0;
	fake.stop_after = 30;
	fake.config.job = job;
	fake.config.lacks = lacks;
	fake.config.equip = equip;
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_true(fake.outcome.stopped);
	assert_int_equal(n_equips, 0);
	for (size_t i = 0; i < N_JOBS; i++)
		assert_int_equal(fake.fates[i].n_done && is_lacking(i), 0);
	fake_close(&fake);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_they_get_it),
		cmocka_unit_test(test_who_asks_for_ever_fails),
		cmocka_unit_test(test_what_cannot_be_had_fails_at_once),
		cmocka_unit_test(test_a_stop_leaves_them),
	};

	return cmocka_run_group_tests_name("pool_lacks", tests, NULL, NULL);
}
