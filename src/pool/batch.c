/* SPDX-License-Identifier: MIT */
#include "pool/batch.h"

#include <assert.h>
#include <string.h>

void
batch_clear(struct batch *batch)
{
	/* Not the jobs: they count only where n_jobs and is_open say so. */
	batch->n_jobs = 0;
	batch->n_open = 0;
	batch->n_strikes = 0;
	memset(batch->is_open, 0, sizeof(batch->is_open));
}

void
batch_add(struct batch *batch, size_t job, unsigned n_tries)
{
	unsigned place = batch->n_jobs++;

	assert(place < WIRE_BATCH_MAX_JOBS);
	batch->jobs[place] = job;
	batch->n_tries[place] = (uint8_t)n_tries;
	batch->is_open[place] = true;
	batch->n_open++;
}

void
batch_shut(struct batch *batch, unsigned place)
{
	assert(batch->is_open[place]);
	batch->is_open[place] = false;
	batch->n_open--;
}

bool
batch_find(const struct batch *batch, uint64_t job, unsigned *place)
{
	for (unsigned i = 0; i < batch->n_jobs; i++) {
		if (batch->jobs[i] == job && batch->is_open[i]) {
			*place = i;
			return true;
		}
	}
	return false;
}
