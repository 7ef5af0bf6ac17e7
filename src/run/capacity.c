/* SPDX-License-Identifier: MIT */
#include "run/capacity.h"

#include "base/cpu.h"
#include "guard/memory.h"

/* The work that pays for one more worker. */
#define WORKER_MIN_WEIGHT 65536u

/* The memory that makes one more worker worth it; see OPTIONS_MIN_MEMORY. */
#define WORKER_MIN_NBYTES OPTIONS_MIN_MEMORY

static unsigned
n_asked_for(const struct options *options)
{
	unsigned n;

	if (options->jobs > 0 && !options->jobs_percent)
		return options->jobs;
	n = cpu_usable("");
	if (options->jobs_percent)
		n = n * options->jobs / 100;
	if (n > POOL_MAX_WORKERS)
		n = POOL_MAX_WORKERS;
	return n > 0 ? n : 1;
}

uint64_t
capacity_nbytes(const struct options *options)
{
	uint64_t nbytes = options->max_memory != 0 ? options->max_memory
						   : memory_default("");

	return nbytes > OPTIONS_MIN_MEMORY ? nbytes : OPTIONS_MIN_MEMORY;
}

unsigned
capacity_n_workers(const struct dispatch *dispatch)
{
	uint64_t n_fit = dispatch->max_nbytes / WORKER_MIN_NBYTES;
	unsigned n_most = n_asked_for(dispatch->options);
	size_t n_jobs = dispatch->n_jobs;
	uint64_t sum = 0;
	unsigned n = 1;

	if (n_most > n_fit)
		n_most = (unsigned)n_fit;
	if (n_most > n_jobs)
		n_most = n_jobs > 0 ? (unsigned)n_jobs : 1;
	for (size_t i = 0; i < n_jobs && n < n_most; i++) {
		sum += weights_of(&dispatch->weights, dispatch->plan, i,
				  dispatch->order[i]);
		while (n < n_most && sum / WORKER_MIN_WEIGHT >= n)
			n++;
	}
	return n;
}
