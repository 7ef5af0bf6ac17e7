/* SPDX-License-Identifier: MIT */
/*
 * Jobs that have taken over their worker, as a picture may that was made to
 * exploit a decoder: they fail, and cannot touch any other job.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fake.h"

#define N_JOBS 100

static bool
is_odd(size_t job)
{
	return job % 40 == 7;
}

static struct fake_act
odd_or_nothing(size_t job, enum fake_what what)
{
	return (struct fake_act){.what = is_odd(job) ? what : FAKE_NOTHING};
}

static struct fake_act
garbage(size_t job)
{
	return odd_or_nothing(job, FAKE_GARBAGE);
}

static struct fake_act
forge(size_t job)
{
	return odd_or_nothing(job, FAKE_FORGE);
}

static struct fake_act
twice(size_t job)
{
	return odd_or_nothing(job, FAKE_TWICE);
}

static struct fake_act
lie(size_t job)
{
	return odd_or_nothing(job, FAKE_LIE);
}

static struct fake_act
hide(size_t job)
{
	return odd_or_nothing(job, FAKE_HIDE);
}

static struct fake_act
mute(size_t job)
{
	return odd_or_nothing(job, FAKE_MUTE);
}

static struct fake_act
enter(size_t job)
{
	return odd_or_nothing(job, FAKE_ENTER);
}

static struct fake_act
refuse(size_t job)
{
	return odd_or_nothing(job, FAKE_REFUSE);
}

static struct fake_act
scrawl(size_t job)
{
	return odd_or_nothing(job, FAKE_SCRAWL);
}

static struct fake_act
swell(size_t job)
{
	return odd_or_nothing(job, FAKE_SWELL);
}

static uint64_t
heavy(size_t job)
{
	(void)job;
	return UINT64_MAX;
}

static void
check(struct fake *fake, enum gm_status status, const char *text)
{
	fake_run(fake);
	assert_int_equal(fake->status, GM_OK);
	assert_int_equal(fake->outcome.n_done, N_JOBS);
	assert_true(fake_rest_is_ok(fake, is_odd));
	for (size_t job = 7; job < N_JOBS; job += 40) {
		const struct fake_fate *fate = &fake->fates[job];

		assert_int_equal(fate->status, status);
		assert_int_equal(fate->error.status, status);
		assert_string_equal(fate->error.text, text);
	}
	fake_close(fake);
}

static void
test_garbage(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 1, N_JOBS, garbage);
	check(&fake, GM_ERR_CRASH,
	      "worker sent a garbled result and was killed");
	fake_open(&fake, 3, N_JOBS, garbage);
	check(&fake, GM_ERR_CRASH,
	      "worker sent a garbled result and was killed");
}

/* In the place of its own job, alone in the batch, another one. */
static void
test_forgery(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 3, N_JOBS, forge);
	fake.weight = heavy;
	check(&fake, GM_ERR_CRASH,
	      "worker sent a garbled result and was killed");
}

/* It has begun already: a second time would hide who it is. */
static void
test_beginning_again(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 3, N_JOBS, enter);
	check(&fake, GM_ERR_CRASH,
	      "worker sent a garbled result and was killed");
	fake_open(&fake, 3, N_JOBS, refuse);
	check(&fake, GM_ERR_CRASH,
	      "worker sent a garbled result and was killed");
}

/* What it says of itself counts, once. */
static void
test_two_results(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 3, N_JOBS, twice);
	fake.weight = heavy;
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_true(fake_rest_is_ok(&fake, NULL));
	fake_close(&fake);
}

static void
killed_text(char *text, size_t nbytes)
{
	snprintf(text, nbytes, "worker killed by signal %d (%s)", SIGKILL,
		 strsignal(SIGKILL));
}

/* What is on the board of a dead worker is no more to be trusted. */
static void
test_scrawls(void **state)
{
	struct fake fake;
	char text[128];

	(void)state;
	killed_text(text, sizeof(text));
	fake_open(&fake, 3, N_JOBS, scrawl);
	check(&fake, GM_ERR_CRASH, text);
	fake_open(&fake, 3, N_JOBS, swell);
	check(&fake, GM_ERR_CRASH, text);
}

/* A job that hides from the board is found out by trying it alone. */
static void
test_lies(void **state)
{
	struct fake fake;
	char text[128];

	(void)state;
	killed_text(text, sizeof(text));
	fake_open(&fake, 1, N_JOBS, lie);
	check(&fake, GM_ERR_CRASH, text);
	fake_open(&fake, 3, N_JOBS, lie);
	check(&fake, GM_ERR_CRASH, text);
}

static bool
only_who_hides_is_late(unsigned ms)
{
	struct fake fake;
	char text[64];
	bool is_so;

	snprintf(text, sizeof(text), "timed out after %g s", ms / 1000.0);
	fake_open(&fake, 3, N_JOBS, hide);
	fake.config.timeout_ms = ms;
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_int_equal(fake.outcome.n_done, N_JOBS);
	for (size_t job = 7; job < N_JOBS; job += 40) {
		assert_int_equal(fake.fates[job].status, GM_ERR_TIMEOUT);
		assert_string_equal(fake.fates[job].error.text, text);
	}
	is_so = fake_rest_is_ok(&fake, is_odd);
	fake_close(&fake);
	return is_so;
}

static void
test_hiding_from_the_clock(void **state)
{
	(void)state;
	assert_true(fake_succeeds(only_who_hides_is_late, 100));
}

static void
test_closing_the_pipes(void **state)
{
	struct fake fake;
	char text[128];

	(void)state;
	killed_text(text, sizeof(text));
	fake_open(&fake, 2, N_JOBS, mute);
	check(&fake, GM_ERR_CRASH, text);
}

static struct fake_act
deaf(size_t job)
{
	(void)job;
	return (struct fake_act){.what = FAKE_DEAF};
}

/* It would wait for ever for a batch that is not the end of the pipe. */
static void
test_not_hearing_the_end(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 2, 2, deaf);
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_true(fake_rest_is_ok(&fake, NULL));
	fake_close(&fake);
}

static struct fake_act
orphan(size_t job)
{
	return (struct fake_act){.what = job == 1 ? FAKE_ORPHAN : FAKE_NOTHING};
}

static bool
is_first(size_t job)
{
	return job == 1;
}

/* The pipe of the dead worker is open as long as the run lasts. */
static void
test_a_child_holds_the_pipe(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 2, 20, orphan);
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_true(fake_rest_is_ok(&fake, is_first));
	assert_int_equal(fake.fates[1].status, GM_ERR_CRASH);
	fake_close(&fake);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_garbage),
		cmocka_unit_test(test_forgery),
		cmocka_unit_test(test_beginning_again),
		cmocka_unit_test(test_two_results),
		cmocka_unit_test(test_scrawls),
		cmocka_unit_test(test_lies),
		cmocka_unit_test(test_hiding_from_the_clock),
		cmocka_unit_test(test_closing_the_pipes),
		cmocka_unit_test(test_not_hearing_the_end),
		cmocka_unit_test(test_a_child_holds_the_pipe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
