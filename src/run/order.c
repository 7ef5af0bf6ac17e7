/* SPDX-License-Identifier: MIT */
#include "run/order.h"

#include <stdlib.h>
#include <string.h>

/*
 * What weighs less than this part of a worker's share makes the end no later
 * than by that part, whenever it starts.  It bounds the jobs to be sorted.
 */
#define SHARE_PARTS 1024u

/*
 * Weights err by a factor of two and more: a job is pulled forward when it is
 * heavier than this part of a worker's share of what is left.
 */
#define HEAVY_PARTS 4u

/* In order, an input that has started; no plan has as many. */
#define STARTED UINT32_MAX

struct heavy {
	uint64_t weight;
	size_t place; /* in the order */
};

/* What is known of the jobs that have not started. */
struct pull {
	uint32_t *order;
	uint64_t left; /* their weight */
	struct heavy *heavy;
	size_t n_heavy;
	size_t heavy_at; /* those before it have started */
	unsigned n_workers;
};

enum gm_status
order_inputs(const struct plan *plan, uint32_t **order, size_t *n_jobs,
	     struct gm_error *err)
{
	size_t n = 0;

	for (size_t i = 0; i < plan_n_inputs(plan); i++)
		n += plan_input(plan, i).fate == PLAN_CONVERT;
	*n_jobs = n;
	*order = malloc((n + 1) * sizeof(**order));
	if (*order == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory");
	n = 0;
	for (size_t i = 0; i < plan_n_inputs(plan); i++) {
		if (plan_input(plan, i).fate == PLAN_CONVERT)
			(*order)[n++] = (uint32_t)i;
	}
	return GM_OK;
}

static int
compare(const void *left, const void *right)
{
	const struct heavy *a = left, *b = right;

	if (a->weight != b->weight)
		return a->weight > b->weight ? -1 : 1;
	return a->place < b->place ? -1 : 1;
}

/* Sizes are what files say of themselves: their sum may be too large. */
static uint64_t
sum_of(const uint32_t *order, size_t n_jobs, order_weight_fn weight, void *ctx)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < n_jobs; i++) {
		uint64_t more = weight(ctx, order[i]);

		sum = more > UINT64_MAX - sum ? UINT64_MAX : sum + more;
	}
	return sum;
}

/* The heavy ones, sorted; with NULL for heavy, only how many there are. */
static size_t
collect(const struct pull *pull, size_t n_jobs, order_weight_fn weight,
	void *ctx, struct heavy *heavy)
{
	uint64_t least = pull->left / pull->n_workers / SHARE_PARTS;
	size_t n = 0;

	for (size_t i = 0; i < n_jobs; i++) {
		uint64_t its = weight(ctx, pull->order[i]);

		if (its <= least)
			continue;
		if (heavy != NULL)
			heavy[n] = (struct heavy){its, i};
		n++;
	}
	if (heavy != NULL)
		qsort(heavy, n, sizeof(*heavy), compare);
	return n;
}

/* The place of the next job to start; next is the first that stands. */
static size_t
choose(struct pull *pull, size_t next)
{
	const struct heavy *most;

	while (pull->heavy_at < pull->n_heavy &&
	       pull->order[pull->heavy[pull->heavy_at].place] == STARTED)
		pull->heavy_at++;
	if (pull->heavy_at == pull->n_heavy)
		return next;
	most = &pull->heavy[pull->heavy_at];
	return most->weight > pull->left / pull->n_workers / HEAVY_PARTS
		       ? most->place
		       : next;
}

static void
start_all(struct pull *pull, size_t n_jobs, order_weight_fn weight, void *ctx,
	  uint32_t *started)
{
	size_t next = 0;

	for (size_t i = 0; i < n_jobs; i++) {
		uint64_t its;
		size_t place;

		while (pull->order[next] == STARTED)
			next++;
		place = choose(pull, next);
		started[i] = pull->order[place];
		pull->order[place] = STARTED;
		its = weight(ctx, started[i]);
		pull->left -= its < pull->left ? its : pull->left;
	}
}

enum gm_status
order_pull(uint32_t *order, size_t n_jobs, unsigned n_workers,
	   order_weight_fn weight, void *ctx, struct gm_error *err)
{
	struct pull pull = {.order = order, .n_workers = n_workers};
	uint32_t *started;

	if (n_workers < 2 || n_jobs < 2)
		return GM_OK;
	pull.left = sum_of(order, n_jobs, weight, ctx);
	pull.n_heavy = collect(&pull, n_jobs, weight, ctx, NULL);
	pull.heavy = calloc(pull.n_heavy + 1, sizeof(*pull.heavy));
	started = malloc(n_jobs * sizeof(*started));
	if (pull.heavy == NULL || started == NULL) {
		free(pull.heavy);
		free(started);
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory");
	}
	collect(&pull, n_jobs, weight, ctx, pull.heavy);
	start_all(&pull, n_jobs, weight, ctx, started);
	memcpy(order, started, n_jobs * sizeof(*started));
	free(pull.heavy);
	free(started);
	return GM_OK;
}
