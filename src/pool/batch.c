/* SPDX-License-Identifier: MIT */
#include "pool/batch.h"

#include <assert.h>
#include <string.h>

void
batch_clear(struct batch *batch)
{
	/* Not the jobs: they count only where n_jobs and the bits say so. */
	batch->n_jobs = 0;
	batch->n_open = 0;
	batch->n_strikes = 0;
	memset(batch->open_bits, 0, sizeof(batch->open_bits));
}

void
batch_add(struct batch *batch, size_t job)
{
	unsigned place = batch->n_jobs++;

	assert(place < WIRE_BATCH_MAX_JOBS);
	batch->jobs[place] = job;
	batch->open_bits[place / 64] |= UINT64_C(1) << place % 64;
	batch->n_open++;
}

bool
batch_is_open(const struct batch *batch, unsigned place)
{
	return (batch->open_bits[place / 64] >> place % 64 & 1) != 0;
}

void
batch_shut(struct batch *batch, unsigned place)
{
	assert(batch_is_open(batch, place));
	batch->open_bits[place / 64] &= ~(UINT64_C(1) << place % 64);
	batch->n_open--;
}

bool
batch_find(const struct batch *batch, uint64_t job, unsigned *place)
{
	for (unsigned i = 0; i < batch->n_jobs; i++) {
		if (batch->jobs[i] == job && batch_is_open(batch, i)) {
			*place = i;
			return true;
		}
	}
	return false;
}
