/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "plan/plan_list.h"

/* Below this an input is light: its place in the order does not matter. */
#define HEAVY_NBYTES (UINT64_C(1) << 20)

/* One bucket per power of two of what PLAN_MAX_NBYTES allows. */
#define N_BUCKETS 32

/* 0 for the heaviest inputs, N_BUCKETS - 1 for all light ones. */
static unsigned
bucket_of(uint64_t nbytes)
{
	unsigned bucket = N_BUCKETS - 1;

	for (nbytes /= HEAVY_NBYTES; nbytes > 0; nbytes /= 2)
		bucket--;
	return bucket;
}

enum gm_status
plan_order(const struct plan *plan, uint32_t **order, size_t *n_jobs,
	   struct gm_error *err)
{
	size_t counts[N_BUCKETS] = {0}, next[N_BUCKETS] = {0};

	for (size_t i = 0; i < plan->n_records; i++) {
		if (plan->records[i].fate == PLAN_CONVERT)
			counts[bucket_of(plan->records[i].nbytes)]++;
	}
	for (size_t i = 1; i < N_BUCKETS; i++)
		next[i] = next[i - 1] + counts[i - 1];
	*n_jobs = next[N_BUCKETS - 1] + counts[N_BUCKETS - 1];
	*order = malloc((*n_jobs + 1) * sizeof(**order));
	if (*order == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory");
	for (size_t i = 0; i < plan->n_records; i++) {
		const struct plan_record *record = &plan->records[i];

		if (record->fate == PLAN_CONVERT)
			(*order)[next[bucket_of(record->nbytes)]++] =
				(uint32_t)i;
	}
	return GM_OK;
}
