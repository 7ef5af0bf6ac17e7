/* SPDX-License-Identifier: MIT */
/*
 * pool_noop N_WORKERS [N_JOBS] - what the pool costs: jobs that do nothing
 *
 * Prints nanoseconds per job and the peak memory of the driver.  pool_noop.py
 * measures Python's Pool.map in the same way.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "base/clock.h"
#include "base/text.h"
#include "pool/pool.h"

static enum gm_status
job(void *ctx, const uint8_t *request, size_t nbytes, struct bytes *response,
    struct pool_meter *meter)
{
	(void)ctx;
	(void)request;
	(void)nbytes;
	(void)response;
	(void)meter;
	return GM_OK;
}

static enum gm_status
request(void *ctx, size_t job_i, bool is_alone, struct bytes *out,
	struct gm_error *err)
{
	(void)ctx;
	(void)is_alone;
	return bytes_append(out, &job_i, sizeof(job_i), err);
}

static uint64_t
weight(void *ctx, size_t job_i)
{
	(void)ctx;
	(void)job_i;
	return 0;
}

static bool
done(void *ctx, size_t job_i, const struct pool_result *result)
{
	size_t *sum = ctx;

	*sum += job_i;
	return result->status == GM_OK;
}

int
main(int argc, char **argv)
{
	uint64_t n_workers = 0, n_jobs = 10000000, begin_ns, took_ns;
	size_t sum = 0, expected;
	struct pool_config config = {.ctx = &sum,
				     .job = job,
				     .request = request,
				     .weight = weight,
				     .done = done};
	struct pool_outcome outcome;
	struct gm_error err = {0};
	struct rusage usage;

	if (argc < 2 || argc > 3 ||
	    !text_to_u64(argv[1], 1, POOL_MAX_WORKERS, &n_workers) ||
	    (argc == 3 && !text_to_u64(argv[2], 1, 1000000000, &n_jobs))) {
		fputs("usage: pool_noop N_WORKERS [N_JOBS]\n", stderr);
		return 2;
	}
	config.n_workers = (unsigned)n_workers;
	config.n_jobs = n_jobs;
	expected = n_jobs * (n_jobs - 1) / 2;
	begin_ns = clock_now_ns();
	if (pool_run(&config, &outcome, &err) != GM_OK || sum != expected) {
		fprintf(stderr, "pool_noop: %s\n", err.text);
		return 1;
	}
	took_ns = clock_now_ns() - begin_ns;
	getrusage(RUSAGE_SELF, &usage);
	printf("graymill's pool, %2u workers: %8.1f ns/job (%zu jobs, peak "
	       "%ld KiB)\n",
	       config.n_workers, (double)took_ns / (double)n_jobs,
	       outcome.n_done, usage.ru_maxrss);
	return 0;
}
