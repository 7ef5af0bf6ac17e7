/* SPDX-License-Identifier: MIT */
/*
 * weights.h - how much work the jobs of a run are
 *
 * A weight is about what a JPEG of this many bytes takes.  It is told by the
 * size of a file and the format that its name says: to open the file is for
 * workers, which are locked in and may be given up.
 */
#ifndef GM_RUN_WEIGHTS_H
#define GM_RUN_WEIGHTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "plan/plan.h"

/* Names are read of up to this many jobs; of more, none makes the end late. */
#define WEIGHTS_MAX_JOBS 4096u

/* A zeroed struct is valid: every weight is that of the plan's bytes. */
struct weights {
	uint8_t *formats; /* owned; numbers of formats by input, 0 is unknown;
			     or NULL */
};

/*
 * Learn the formats of the n_jobs inputs of order.  Does nothing for more than
 * WEIGHTS_MAX_JOBS.  Fails with GM_ERR_NOMEM.
 */
enum gm_status weights_learn(struct weights *weights, const struct plan *plan,
			     const uint32_t *order, size_t n_jobs,
			     struct gm_error *err);

/* The weight of an input that is to run; never 0. */
uint64_t weights_of(const struct weights *weights, const struct plan *plan,
		    size_t input_i);

/* The number of the format that the name of an input says; 0 is unknown. */
unsigned weights_format(const struct weights *weights, size_t input_i);

void weights_free(struct weights *weights);

#endif
