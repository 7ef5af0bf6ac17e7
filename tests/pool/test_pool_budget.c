/* SPDX-License-Identifier: MIT */
/*
 * What a job may take of the processors.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "fake.h"

#define N_JOBS    20
#define NS_PER_MS UINT64_C(1000000)

/* Of the jobs that are too much; they ask for it. */
#define SPUN_MS 100u

/* The budget of all others, for slow machines too. */
#define OTHER_MS 60000u

static bool
is_odd(size_t job)
{
	return job == 7;
}

static uint64_t
as_asked(void *ctx, size_t job, uint64_t asked)
{
	(void)ctx;
	(void)job;
	return (asked > 0 ? asked : OTHER_MS) * NS_PER_MS;
}

static void
run(struct fake *fake, unsigned n_workers, size_t n_jobs,
    struct fake_act (*act)(size_t job), pool_budget_fn budget)
{
	fake_open(fake, n_workers, n_jobs, act);
	fake->config.budget = budget;
	fake_run(fake);
	assert_int_equal(fake->status, GM_OK);
	assert_int_equal(fake->outcome.n_done, n_jobs);
}

static void
expect_one_spent(const struct fake *fake)
{
	assert_int_equal(fake->fates[7].status, GM_ERR_TIMEOUT);
	assert_string_equal(fake->fates[7].error.text,
			    "took more than 0.1 s of processor time");
	assert_true(fake_rest_is_ok(fake, is_odd));
}

static struct fake_act
one_spins(size_t job)
{
	if (is_odd(job))
		return (struct fake_act){.what = FAKE_SPIN, .arg = SPUN_MS};
	return (struct fake_act){.what = FAKE_NOTHING};
}

static void
what_spins_is_ended(void **state)
{
	struct fake fake;

	(void)state;
	run(&fake, 2, N_JOBS, one_spins, as_asked);
	expect_one_spent(&fake);
	fake_close(&fake);
}

static struct fake_act
one_hides(size_t job)
{
	if (is_odd(job))
		return (struct fake_act){.what = FAKE_HIDE, .arg = 1};
	return (struct fake_act){.what = FAKE_NOTHING};
}

static uint64_t
for_each_the_same(void *ctx, size_t job, uint64_t asked)
{
	(void)ctx;
	(void)job;
	(void)asked;
	return SPUN_MS * NS_PER_MS;
}

/* Who is at no job by the board is held to what it was given. */
static void
what_hides_is_ended(void **state)
{
	struct fake fake;

	(void)state;
	run(&fake, 1, N_JOBS, one_hides, for_each_the_same);
	expect_one_spent(&fake);
	fake_close(&fake);
}

static struct fake_act
naps(size_t job)
{
	(void)job;
	return (struct fake_act){.what = FAKE_SLEEP, .arg = 3500};
}

static uint64_t
second(void *ctx, size_t job, uint64_t asked)
{
	(void)ctx;
	(void)job;
	(void)asked;
	return 1000 * NS_PER_MS;
}

/* Waiting costs nothing: a slow disk is no attack. */
static void
what_waits_is_not(void **state)
{
	struct fake fake;

	(void)state;
	run(&fake, 2, 2, naps, second);
	assert_true(fake_rest_is_ok(&fake, NULL));
	fake_close(&fake);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_spins_is_ended),
		cmocka_unit_test(what_hides_is_ended),
		cmocka_unit_test(what_waits_is_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
