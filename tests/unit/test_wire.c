/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pool/pool.h"
#include "pool/wire.h"

static const uint8_t message[POOL_MESSAGE_MAX_BYTES] = {7, 8, 9};

static bool
add(struct wire_batch *batch, uint64_t job, size_t nbytes)
{
	struct wire_request request = {
		.job = job, .data = message, .nbytes = nbytes};

	return wire_batch_add(batch, &request);
}

static void
test_batch_round_trip(void **state)
{
	static struct wire_batch batch;
	struct wire_request request;
	size_t nbytes, at = 0;
	unsigned n_jobs;

	(void)state;
	wire_batch_begin(&batch);
	assert_true(add(&batch, 5, 3));
	assert_true(add(&batch, UINT64_MAX, 0));
	assert_true(add(&batch, 1, POOL_MESSAGE_MAX_BYTES));
	assert_true(wire_batch_head(batch.bytes, &nbytes, &n_jobs));
	assert_int_equal(nbytes, batch.nbytes - WIRE_BATCH_HEAD_BYTES);
	assert_int_equal(n_jobs, 3);
	memmove(batch.bytes, batch.bytes + WIRE_BATCH_HEAD_BYTES, nbytes);

	assert_true(wire_batch_next(batch.bytes, nbytes, &at, &request));
	assert_int_equal(request.job, 5);
	assert_int_equal(request.nbytes, 3);
	assert_memory_equal(request.data, message, 3);
	assert_true(wire_batch_next(batch.bytes, nbytes, &at, &request));
	assert_int_equal(request.job, UINT64_MAX);
	assert_int_equal(request.nbytes, 0);
	assert_true(wire_batch_next(batch.bytes, nbytes, &at, &request));
	assert_int_equal(request.nbytes, POOL_MESSAGE_MAX_BYTES);
	assert_memory_equal(request.data, message, POOL_MESSAGE_MAX_BYTES);
	assert_int_equal(at, nbytes);
	assert_false(wire_batch_next(batch.bytes, nbytes, &at, &request));
}

static void
test_batch_is_full(void **state)
{
	static struct wire_batch batch;
	size_t nbytes;

	(void)state;
	wire_batch_begin(&batch);
	for (unsigned i = 0; i < WIRE_BATCH_MAX_JOBS; i++)
		assert_true(add(&batch, i, 0));
	nbytes = batch.nbytes;
	assert_false(add(&batch, 9, 0));
	assert_int_equal(batch.nbytes, nbytes);
	assert_int_equal(batch.n_jobs, WIRE_BATCH_MAX_JOBS);

	wire_batch_begin(&batch);
	assert_true(add(&batch, 1, POOL_MESSAGE_MAX_BYTES));
	assert_false(add(&batch, 2, POOL_MESSAGE_MAX_BYTES));
	assert_true(add(&batch, 3, POOL_MESSAGE_MAX_BYTES - 64));
	assert_true(batch.nbytes <= WIRE_BATCH_MAX_BYTES);
	assert_int_equal(batch.n_jobs, 2);
}

static bool
head_is_good(uint32_t nbytes, uint32_t n_jobs)
{
	uint8_t head[WIRE_BATCH_HEAD_BYTES];
	unsigned jobs_out;
	size_t n_out;

	memcpy(head, &nbytes, 4);
	memcpy(head + 4, &n_jobs, 4);
	return wire_batch_head(head, &n_out, &jobs_out);
}

static void
test_batch_garbled(void **state)
{
	static struct wire_batch batch;
	struct wire_request request;
	uint32_t huge = UINT32_MAX;
	size_t at = 0;

	(void)state;
	assert_true(head_is_good(24, 2));
	assert_false(head_is_good(24, 3));
	assert_false(head_is_good(24, 0));
	assert_false(head_is_good(UINT32_MAX, 1));
	assert_false(head_is_good(WIRE_BATCH_MAX_BYTES, 1));
	assert_false(head_is_good(WIRE_BATCH_MAX_BYTES - WIRE_BATCH_HEAD_BYTES,
				  WIRE_BATCH_MAX_JOBS + 1));

	wire_batch_begin(&batch);
	assert_true(add(&batch, 5, 3));
	memcpy(batch.bytes + WIRE_BATCH_HEAD_BYTES + 8, &huge, sizeof(huge));
	assert_false(wire_batch_next(batch.bytes + WIRE_BATCH_HEAD_BYTES, 15,
				     &at, &request));
	assert_int_equal(at, 0);
}

static const struct wire_result sample = {
	.kind = WIRE_RESULT,
	.status = GM_ERR_TRUNCATED,
	.job = UINT64_C(0x1122334455667788),
	.place = WIRE_BATCH_MAX_JOBS - 1,
	.data = message,
	.nbytes = 5,
};

static void
test_result_round_trip(void **state)
{
	uint8_t data[WIRE_RESULT_HEAD_BYTES + 5];
	struct wire_result back;
	size_t used = 0;

	(void)state;
	assert_int_equal(wire_result_put(data, sizeof(data) - 1, &sample), 0);
	assert_int_equal(wire_result_put(data, 3, &sample), 0);
	assert_int_equal(wire_result_put(data, sizeof(data), &sample),
			 sizeof(data));
	for (size_t n = 0; n < sizeof(data); n++)
		assert_int_equal(wire_result_get(data, n, &back, &used),
				 WIRE_PARTIAL);
	assert_int_equal(wire_result_get(data, sizeof(data), &back, &used),
			 WIRE_WHOLE);
	assert_int_equal(used, sizeof(data));
	assert_int_equal(back.kind, sample.kind);
	assert_int_equal(back.status, sample.status);
	assert_int_equal(back.job, sample.job);
	assert_int_equal(back.place, sample.place);
	assert_int_equal(back.nbytes, sample.nbytes);
	assert_memory_equal(back.data, message, 5);
}

static enum wire_found
verdict_with(size_t at, const void *bytes, size_t n)
{
	uint8_t data[WIRE_RESULT_HEAD_BYTES + 5];
	struct wire_result back;
	size_t used;

	wire_result_put(data, sizeof(data), &sample);
	memcpy(data + at, bytes, n);
	return wire_result_get(data, sizeof(data), &back, &used);
}

static void
test_result_garbled(void **state)
{
	uint32_t nbytes[] = {POOL_MESSAGE_MAX_BYTES, POOL_MESSAGE_MAX_BYTES + 1,
			     UINT32_MAX};
	uint16_t place = WIRE_BATCH_MAX_JOBS;
	uint8_t kind[] = {0, WIRE_N_KINDS}, status = GM_N_STATUS;

	(void)state;
	assert_int_equal(verdict_with(0, &nbytes[0], 4), WIRE_PARTIAL);
	assert_int_equal(verdict_with(0, &nbytes[1], 4), WIRE_GARBLED);
	assert_int_equal(verdict_with(0, &nbytes[2], 4), WIRE_GARBLED);
	assert_int_equal(verdict_with(4, &place, 2), WIRE_GARBLED);
	assert_int_equal(verdict_with(6, &kind[0], 1), WIRE_GARBLED);
	assert_int_equal(verdict_with(6, &kind[1], 1), WIRE_GARBLED);
	assert_int_equal(verdict_with(7, &status, 1), WIRE_GARBLED);
}

/* Whatever the bytes are, what is read lies within them. */
static void
test_result_noise(void **state)
{
	uint32_t seed = 1;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		size_t n = (size_t)round % 64, used = 0;
		uint8_t *data = malloc(n == 0 ? 1 : n);
		struct wire_result back;

		for (size_t i = 0; i < n; i++) {
			seed = seed * 1664525u + 1013904223u;
			data[i] = (uint8_t)(seed >> 28);
		}
		if (n >= 4)
			memset(data + 1, 0, 3);
		if (wire_result_get(data, n, &back, &used) == WIRE_WHOLE) {
			assert_true(used <= n);
			assert_ptr_equal(back.data,
					 data + WIRE_RESULT_HEAD_BYTES);
			assert_int_equal(used,
					 WIRE_RESULT_HEAD_BYTES + back.nbytes);
		}
		free(data);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_batch_round_trip),
		cmocka_unit_test(test_batch_is_full),
		cmocka_unit_test(test_batch_garbled),
		cmocka_unit_test(test_result_round_trip),
		cmocka_unit_test(test_result_garbled),
		cmocka_unit_test(test_result_noise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
