/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pool/feed.h"

/* Weights and request sizes by job; the rest are light and short. */
struct jobs {
	uint64_t weights[8];
	size_t nbytes[8];
};

static enum gm_status
request(void *ctx, size_t job_i, bool is_alone, struct bytes *out,
	struct gm_error *err)
{
	const struct jobs *jobs = ctx;
	size_t n = job_i < 8 ? jobs->nbytes[job_i] : 0;

	(void)is_alone;
	assert_int_equal(out->nbytes, 0);
	if (bytes_reserve(out, n, err) != GM_OK)
		return err->status;
	out->nbytes = n;
	for (size_t i = 0; i < n; i++)
		out->data[i] = (uint8_t)job_i;
	return GM_OK;
}

static uint64_t
weight(void *ctx, size_t job_i)
{
	const struct jobs *jobs = ctx;

	return job_i < 8 ? jobs->weights[job_i] : 0;
}

/* A feed, and where its jobs go. */
struct table {
	struct feed feed;
	struct batch batch;
	struct wire_batch outgoing;
};

static size_t
fill(struct table *table, unsigned n_workers)
{
	struct batch *batch = &table->batch;
	struct gm_error err;

	batch_clear(batch);
	assert_int_equal(feed_fill(&table->feed, n_workers, batch,
				   &table->outgoing, &err),
			 GM_OK);
	assert_int_equal(batch->n_open, batch->n_jobs);
	assert_int_equal(table->outgoing.n_jobs, batch->n_jobs);
	return batch->n_jobs;
}

static void
test_all_in_order_and_ever_fewer(void **state)
{
	struct jobs jobs = {0};
	struct pool_config config = {.n_jobs = 100000,
				     .ctx = &jobs,
				     .request = request,
				     .weight = weight};
	size_t next = 0, last = WIRE_BATCH_MAX_JOBS;
	struct table table;

	(void)state;
	feed_open(&table.feed, &config);
	while (feed_n_ready(&table.feed) > 0) {
		size_t left = feed_n_ready(&table.feed), n = fill(&table, 3);

		assert_true(n <= last);
		assert_true(n == 1 || n <= left / 12);
		for (unsigned i = 0; i < n; i++)
			assert_int_equal(table.batch.jobs[i], next++);
		assert_int_equal(feed_n_ready(&table.feed), left - n);
		last = n;
	}
	assert_int_equal(next, 100000);
	feed_close(&table.feed);
}

static void
test_heavy_goes_alone(void **state)
{
	struct jobs jobs = {.weights = {UINT64_MAX, 1 << 20, 10, 20, 1 << 20,
					200000, 60000, 60000}};
	struct pool_config config = {.n_jobs = 8000,
				     .ctx = &jobs,
				     .request = request,
				     .weight = weight};
	static const size_t expected[] = {1, 1, 2, 1, 2, 500};
	struct table table;

	(void)state;
	feed_open(&table.feed, &config);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(fill(&table, 1), expected[i]);
	assert_true(fill(&table, 1) >= expected[5]);
	feed_close(&table.feed);
}

static void
test_long_requests_share_a_batch_while_they_fit(void **state)
{
	struct jobs jobs = {.nbytes = {POOL_MESSAGE_MAX_BYTES,
				       POOL_MESSAGE_MAX_BYTES,
				       POOL_MESSAGE_MAX_BYTES, 12000, 100}};
	struct pool_config config = {.n_jobs = 8000,
				     .ctx = &jobs,
				     .request = request,
				     .weight = weight};
	struct table table;

	(void)state;
	feed_open(&table.feed, &config);
	assert_int_equal(fill(&table, 1), 1);
	assert_int_equal(fill(&table, 1), 1);
	assert_true(fill(&table, 1) > 3);
	assert_int_equal(table.batch.jobs[0], 2);
	assert_true(table.outgoing.nbytes <= WIRE_BATCH_MAX_BYTES);
	feed_close(&table.feed);
}

static enum gm_status
give_back(struct feed *feed, size_t job, unsigned n_strikes)
{
	const struct feed_job back = {.job = job, .n_strikes = n_strikes};
	struct gm_error err;

	return feed_return(feed, &back, &err);
}

static void
test_returned_jobs_go_first(void **state)
{
	struct jobs jobs = {0};
	struct pool_config config = {.n_jobs = 1000,
				     .ctx = &jobs,
				     .request = request,
				     .weight = weight};
	struct table table;

	(void)state;
	feed_open(&table.feed, &config);
	assert_int_equal(fill(&table, 25), 10);
	for (size_t job = 10; job-- > 5;)
		assert_int_equal(give_back(&table.feed, job, 0), GM_OK);
	assert_int_equal(give_back(&table.feed, 4, 1), GM_OK);
	/* The suspect alone, then the others with new ones. */
	assert_int_equal(fill(&table, 25), 1);
	assert_int_equal(table.batch.jobs[0], 4);
	assert_int_equal(table.batch.n_strikes, 1);
	assert_int_equal(fill(&table, 25), 9);
	assert_int_equal(table.batch.n_strikes, 0);
	assert_int_equal(table.batch.jobs[0], 5);
	assert_int_equal(table.batch.jobs[4], 9);
	assert_int_equal(table.batch.jobs[5], 10);
	/* Nor does one travel behind others. */
	assert_int_equal(give_back(&table.feed, 7, 2), GM_OK);
	assert_int_equal(give_back(&table.feed, 8, 0), GM_OK);
	assert_int_equal(fill(&table, 25), 1);
	assert_int_equal(table.batch.jobs[0], 8);
	assert_int_equal(fill(&table, 25), 1);
	assert_int_equal(table.batch.jobs[0], 7);
	assert_int_equal(table.batch.n_strikes, 2);
	feed_close(&table.feed);
}

static void
test_retries_wait_and_go_alone(void **state)
{
	struct jobs jobs = {0};
	struct pool_config config = {.n_jobs = 1000,
				     .ctx = &jobs,
				     .request = request,
				     .weight = weight};
	struct gm_error err;
	struct table table;

	(void)state;
	feed_open(&table.feed, &config);
	while (feed_n_ready(&table.feed) > 0)
		fill(&table, 1);
	for (size_t job = 0; job < 100; job++)
		assert_int_equal(feed_retry(&table.feed, job * 3, 1, &err),
				 GM_OK);
	assert_int_equal(feed_n_ready(&table.feed), 0);
	assert_true(feed_has_retries(&table.feed));
	table.feed.is_alone = true;
	assert_int_equal(feed_n_ready(&table.feed), 100);
	for (size_t job = 0; job < 99; job++) {
		assert_int_equal(fill(&table, 1), 1);
		assert_int_equal(table.batch.jobs[0], job * 3);
		assert_int_equal(table.batch.n_tries[0], 1);
	}
	assert_int_equal(feed_take_retry(&table.feed).job, 297);
	assert_false(feed_has_retries(&table.feed));
	feed_close(&table.feed);
}

static void
test_a_batch_knows_what_is_open(void **state)
{
	struct batch batch;
	unsigned place = 77;

	(void)state;
	batch_clear(&batch);
	for (size_t i = 0; i < WIRE_BATCH_MAX_JOBS; i++)
		batch_add(&batch, i + 100000, 0);
	assert_true(batch_find(&batch, 100000 + 65, &place));
	assert_int_equal(place, 65);
	batch_shut(&batch, 65);
	assert_false(batch.is_open[65]);
	assert_true(batch.is_open[64]);
	assert_true(batch.is_open[1]);
	assert_int_equal(batch.n_open, WIRE_BATCH_MAX_JOBS - 1);
	assert_false(batch_find(&batch, 100000 + 65, &place));
	assert_false(batch_find(&batch, 65, &place));
	batch_clear(&batch);
	assert_false(batch_find(&batch, 100000, &place));
	assert_false(batch.is_open[0]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_in_order_and_ever_fewer),
		cmocka_unit_test(test_heavy_goes_alone),
		cmocka_unit_test(
			test_long_requests_share_a_batch_while_they_fit),
		cmocka_unit_test(test_returned_jobs_go_first),
		cmocka_unit_test(test_retries_wait_and_go_alone),
		cmocka_unit_test(test_a_batch_knows_what_is_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
