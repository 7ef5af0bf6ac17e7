/* SPDX-License-Identifier: MIT */
/*
 * Requests and responses up to the limit, and over it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "fake.h"

static struct fake_act
nothing(size_t job)
{
	(void)job;
	return (struct fake_act){.what = FAKE_NOTHING};
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
huge_request(void *ctx, size_t job_i, bool is_alone, struct bytes *out,
	     struct gm_error *err)
{
	enum gm_status st;

	(void)is_alone;
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

static struct fake_act
shrink(size_t job)
{
	return (struct fake_act){.what = job % 500 == 0 ? FAKE_SHRINK
							: FAKE_NOTHING};
}

/* Pipes that hold a page, as the system gives when it has given many. */
static void
test_batches_larger_than_the_pipe(void **state)
{
	struct fake fake;

	(void)state;
	fake_open(&fake, 2, 50000, shrink);
	fake_run(&fake);
	assert_int_equal(fake.status, GM_OK);
	assert_true(fake_rest_is_ok(&fake, NULL));
	/* None was given to two workers because the first got noise. */
	assert_int_equal(fake.shared->n_begun, 50000);
	fake_close(&fake);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_largest_response),
		cmocka_unit_test(test_response_too_large),
		cmocka_unit_test(test_largest_request),
		cmocka_unit_test(test_request_too_large_ends_the_run),
		cmocka_unit_test(test_batches_larger_than_the_pipe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
