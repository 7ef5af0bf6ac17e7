/* SPDX-License-Identifier: MIT */
#include "run/staff.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/cpu.h"
#include "report/line.h"

/* The work that pays for one more worker. */
#define WORKER_MIN_WEIGHT 65536u

/* The memory that makes one more worker worth it; see OPTIONS_MIN_MEMORY. */
#define WORKER_MIN_NBYTES OPTIONS_MIN_MEMORY

/*
 * Workers that the options and the processors call for, at least 1: where make
 * was to say, and does not, no more than it would be without -j.
 */
static unsigned
n_asked_for(const struct options *options, const struct tokens *tokens)
{
	unsigned n;

	if (options->jobserver && tokens == NULL && options->jobs == 0)
		return 1;
	if (options->jobs > 0 && !options->jobs_percent)
		return options->jobs;
	n = cpu_usable("");
	if (options->jobs_percent)
		n = n * options->jobs / 100;
	if (n > POOL_MAX_WORKERS)
		n = POOL_MAX_WORKERS;
	return n > 0 ? n : 1;
}

unsigned
staff_n_workers(const struct dispatch *dispatch)
{
	uint64_t n_fit = dispatch->max_nbytes / WORKER_MIN_NBYTES;
	unsigned n_most = n_asked_for(dispatch->options, dispatch->tokens);
	size_t n_jobs = dispatch->n_jobs;
	uint64_t sum = 0;
	unsigned n = 1;

	if (n_most > n_fit)
		n_most = (unsigned)n_fit;
	if (n_most > n_jobs)
		n_most = n_jobs > 0 ? (unsigned)n_jobs : 1;
	for (size_t i = 0; i < n_jobs && n < n_most; i++) {
		sum += weights_of(&dispatch->weights, dispatch->plan,
				  dispatch->order[i]);
		while (n < n_most && sum / WORKER_MIN_WEIGHT >= n)
			n++;
	}
	return n;
}

struct tokens *
staff_find_tokens(const struct options *options, struct tokens *tokens)
{
	struct gm_error err;
	char text[sizeof(err.text) + 80];

	if (!options->jobserver)
		return NULL;
	if (tokens_find(tokens, getenv("MAKEFLAGS"), &err) == GM_OK)
		return tokens;
	snprintf(text, sizeof(text), "--jobserver: %s; %s", err.text,
		 options->jobs == 0 ? "going on with one worker"
				    : "going on as -j says");
	if (!options->quiet)
		line_put_notice("", text);
	return NULL;
}
