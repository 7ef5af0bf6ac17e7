/* SPDX-License-Identifier: MIT */
/*
 * equip.h - the modules that a run needs, loaded before its workers are forked
 */
#ifndef GM_RUN_EQUIP_H
#define GM_RUN_EQUIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "cli/options.h"
#include "plan/plan.h"

/* For what is written.  Fails with GM_ERR_USAGE and why there is none. */
enum gm_status equip_for_output(const struct options *options,
				struct gm_error *err);

/*
 * For what n_jobs inputs of the plan are by their names.  A notice tells of
 * those that are risky where the sandbox is off.
 */
void equip_for_inputs(const struct options *options, const struct plan *plan,
		      const uint32_t *inputs, size_t n_jobs);

/*
 * Add the format, of which a worker says that it was not equipped for it, to
 * *wanted, a set of formats_bit().  False where loading was tried, or would be
 * of no use: a worker may say anything.
 */
bool equip_want(const struct codec *codec, uint64_t *wanted);

/* Load what is wanted. */
void equip_with(uint64_t wanted);

#endif
