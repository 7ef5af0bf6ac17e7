/* SPDX-License-Identifier: MIT */
/*
 * fuzz_wire.c - what crosses the pipes, on any bytes
 *
 * Taken as a batch of requests, as results, and as the jobs and the results of
 * jobs that those carry.  What is accepted is what would be put.
 */
#include "fuzz_harness.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz_fail.h"
#include "job/job_wire.h"
#include "pool/pool.h"
#include "pool/wire.h"

static bool
is_within(const uint8_t *part, size_t n, const uint8_t *data, size_t nbytes)
{
	return part >= data && n <= nbytes &&
	       (size_t)(part - data) <= nbytes - n;
}

static void
check_job(const uint8_t *message, size_t nbytes)
{
	struct bytes again = {0};
	struct gm_error err = {0};
	struct job job;

	if (job_wire_get(message, nbytes, &job, &err) != GM_OK) {
		fuzz_require(err.status == GM_ERR_SYSTEM && err.text[0] != '\0',
			     "a garbled job has a text", &err);
		return;
	}
	fuzz_require(job_wire_put(&job, &again, &err) == GM_OK,
		     "a job can be put", &err);
	fuzz_require(again.nbytes == nbytes &&
			     memcmp(again.data, message, nbytes) == 0,
		     "a job that is got is one that was put", NULL);
	bytes_free(&again);
}

static void
check_clean(const char *text, size_t room)
{
	size_t n = strnlen(text, room);

	fuzz_require(n < room, "a text ends in its room", NULL);
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
			fuzz_fail("byte 0x%02x in a text",
				  (unsigned char)text[i]);
}

/* Texts may have been cleaned; all else is as it was. */
static void
check_job_result(const uint8_t *message, size_t nbytes)
{
	struct bytes again = {0}, third = {0};
	struct job_result result, other;
	struct gm_error err = {0};

	if (job_wire_get_result(message, nbytes, &result, &err) != GM_OK) {
		fuzz_require(err.status == GM_ERR_SYSTEM && err.text[0] != '\0',
			     "a garbled result has a text", &err);
		fuzz_require(result.status == GM_OK && result.format == NULL,
			     "a garbled result is zeroed", NULL);
		return;
	}
	check_clean(result.error.text, sizeof(result.error.text));
	check_clean(result.outcome.warning, sizeof(result.outcome.warning));
	fuzz_require(result.status < GM_N_STATUS &&
			     result.outcome.way < CONVERSION_N_WAYS &&
			     result.error.status == result.status,
		     "a result has a status and a way", &result.error);
	fuzz_require(job_wire_put_result(&result, &again, &err) == GM_OK &&
			     again.nbytes == nbytes,
		     "a result can be put", &err);
	fuzz_require(job_wire_get_result(again.data, nbytes, &other, &err) ==
				     GM_OK &&
			     job_wire_put_result(&other, &third, &err) ==
				     GM_OK &&
			     third.nbytes == nbytes &&
			     memcmp(again.data, third.data, nbytes) == 0,
		     "a result that is got is one that was put", &err);
	bytes_free(&again);
	bytes_free(&third);
}

/* As a worker reads a batch, whose head may be wrong. */
static void
check_batch(const uint8_t *data, size_t size)
{
	static struct wire_batch again; /* too large for a stack */
	struct wire_request request;
	uint8_t head[WIRE_BATCH_HEAD_BYTES];
	size_t head_nbytes, nbytes, at = 0;
	unsigned n_jobs;

	if (size < sizeof(head) ||
	    !wire_batch_head(data, &head_nbytes, &n_jobs))
		return;
	memcpy(head, data, sizeof(head));
	data += WIRE_BATCH_HEAD_BYTES;
	size -= WIRE_BATCH_HEAD_BYTES;
	fuzz_require(head_nbytes <=
			     WIRE_BATCH_MAX_BYTES - WIRE_BATCH_HEAD_BYTES,
		     "a batch fits in the pipe", NULL);
	nbytes = head_nbytes < size ? head_nbytes : size;
	wire_batch_begin(&again);
	while (again.n_jobs < n_jobs &&
	       wire_batch_next(data, nbytes, &at, &request)) {
		fuzz_require(request.nbytes <= POOL_MESSAGE_MAX_BYTES &&
				     is_within(request.data, request.nbytes,
					       data, nbytes),
			     "a request lies in its batch", NULL);
		fuzz_require(wire_batch_add(&again, &request),
			     "a request that was in a batch fits in one", NULL);
		check_job(request.data, request.nbytes);
	}
	fuzz_require(again.nbytes == WIRE_BATCH_HEAD_BYTES + at &&
			     memcmp(again.bytes + WIRE_BATCH_HEAD_BYTES, data,
				    at) == 0,
		     "a batch that is read is one that was made", NULL);
	if (again.n_jobs == n_jobs && at == head_nbytes)
		fuzz_require(memcmp(again.bytes, head, sizeof(head)) == 0,
			     "a batch's head is one that was made", NULL);
}

static void
check_result(const uint8_t *data, const struct wire_result *result, size_t used)
{
	uint8_t *again = malloc(used);
	struct wire_result other;
	size_t n;

	fuzz_require(is_within(result->data, result->nbytes, data, used),
		     "a message lies in its result", NULL);
	fuzz_require(wire_result_put(again, used - 1, result) == 0,
		     "a result needs its room", NULL);
	fuzz_require(wire_result_put(again, used, result) == used &&
			     memcmp(again, data, used) == 0,
		     "a result that is read is one that was made", NULL);
	fuzz_require(wire_result_get(again, used - 1, &other, &n) ==
			     WIRE_PARTIAL,
		     "a part of a result is one", NULL);
	free(again);
	check_job_result(result->data, result->nbytes);
}

int
fuzz_input(const uint8_t *data, size_t size)
{
	struct wire_result result;
	size_t used;

	check_batch(data, size);
	check_job(data, size);
	check_job_result(data, size);
	while (wire_result_get(data, size, &result, &used) == WIRE_WHOLE) {
		fuzz_require(used <= size, "no more is used than there is",
			     NULL);
		check_result(data, &result, used);
		data += used;
		size -= used;
	}
	return 0;
}
