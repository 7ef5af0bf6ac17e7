/* SPDX-License-Identifier: MIT */
/*
 * resume.h - what earlier runs have done, by their reports
 *
 * A picture is done where a report says that it was converted, or that it had
 * been before, to the same output, with the same options (see options_tell()),
 * while the file had the size and the time of its last change that it has now,
 * and an output of the size that it got is there.
 */
#ifndef GM_RUN_RESUME_H
#define GM_RUN_RESUME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/hash.h"
#include "cli/options.h"
#include "plan/plan.h"
#include "report/result.h"

/* A zeroed struct knows of nothing done, and is valid. */
struct resume {
	struct hash_key key;
	uint64_t *slots; /* owned; n_slots hashes of what was done, 0: none */
	size_t n_slots;  /* a power of 2, or 0 */
	size_t n;
	bool is_alike; /* while reading: what comes was done with the options
			  of this run */
	uint8_t *done; /* owned; bits, by input of the plan: it is done; or
			  NULL */
};

/*
 * Read the reports that the options name, if any, into what is zeroed.  Fails
 * with GM_ERR_USAGE when one cannot be read or is none, or with GM_ERR_NOMEM.
 */
enum gm_status resume_read(struct resume *resume, const struct options *options,
			   struct gm_error *err);

/* Have the plan, which is the next to be asked for, skip what is done.  Fails
   with GM_ERR_NOMEM. */
enum gm_status resume_apply(struct resume *resume, struct plan *plan,
			    struct gm_error *err);

/* Is the input, which the plan skips, done?  Then say so in *result. */
bool resume_tells(const struct resume *resume, const struct plan *plan,
		  size_t input_i, struct report_result *result);

void resume_free(struct resume *resume);

#endif
