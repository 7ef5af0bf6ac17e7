/* SPDX-License-Identifier: MIT */
/*
 * trace.h - what each worker did when, for the viewers of traces
 *
 * A JSON array of events, see json_put_event(), one on each line.  One that was
 * cut short lacks its end, which viewers do without.
 */
#ifndef GM_REPORT_TRACE_H
#define GM_REPORT_TRACE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "report/journal.h"
#include "report/result.h"

/* A zeroed struct has not been opened, and takes nothing. */
struct trace {
	struct journal journal;
	uint8_t *named; /* owned; bits of the workers that have a name */
	struct bytes line;
};

/* Open the file at path.  Fails as journal_open() does, or with GM_ERR_NOMEM.
 */
enum gm_status trace_open(struct trace *trace, const char *path,
			  struct gm_error *err);

/* Begin.  This and the next fail as journal_put() does, or with GM_ERR_NOMEM.
 */
enum gm_status trace_begin(struct trace *trace, struct gm_error *err);

/* A picture has ended; began_us is when the run began. */
enum gm_status trace_put(struct trace *trace, const char *path,
			 const struct report_result *result, uint64_t began_us,
			 struct gm_error *err);

/* End what was begun.  Fails likewise. */
enum gm_status trace_end(struct trace *trace, struct gm_error *err);

/* Close it, open or not.  Fails as journal_close() does. */
enum gm_status trace_close(struct trace *trace, struct gm_error *err);

#endif
