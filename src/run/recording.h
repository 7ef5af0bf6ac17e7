/* SPDX-License-Identifier: MIT */
/*
 * recording.h - the report of a run and its trace, see --report and --trace
 */
#ifndef GM_RUN_RECORDING_H
#define GM_RUN_RECORDING_H

#include <stdbool.h>

#include "base/err.h"
#include "cli/options.h"
#include "report/journal.h"
#include "report/json.h"
#include "report/trace.h"

/* Most options that are told of, see options_tell(). */
#define RECORDING_MAX_OPTIONS 32u

/* A zeroed struct is of a run without either.  Not to be moved once open. */
struct recording {
	struct journal journal;
	struct trace trace;
	struct json_run head;
	struct json_option options[RECORDING_MAX_OPTIONS];
	char values[RECORDING_MAX_OPTIONS][OPTIONS_TOLD_BYTES];
};

/* Fill *recording with what it is told of the options, and no more. */
void recording_describe(struct recording *recording,
			const struct options *options);

/*
 * Open those that are asked for before anything is done; head is
 * filled but for n_inputs and n_workers.  Fails with GM_ERR_USAGE.
 */
enum gm_status recording_open(struct recording *recording,
			      const struct options *options,
			      struct gm_error *err);

/* Whether one has standard output to itself. */
bool recording_takes_stdout(const struct options *options);

/* Close both, open or not.  Fails as journal_close() does. */
enum gm_status recording_close(struct recording *recording,
			       struct gm_error *err);

#endif
