/* SPDX-License-Identifier: MIT */
/*
 * json_put.h - the records of --report and the events of --trace, each a line
 * of JSON
 *
 * A field of which nothing is known is left out.
 */
#ifndef GM_REPORT_JSON_PUT_H
#define GM_REPORT_JSON_PUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/bytes.h"
#include "base/err.h"
#include "report/journal.h"
#include "report/json.h"
#include "report/result.h"

/* What json_put_run() begins with, and the first json_put_event(). */
extern const struct journal_kind json_put_report;
extern const struct journal_kind json_put_trace;

/* What it ends with. */
struct json_end {
	size_t counts[REPORT_N_STATES];
	size_t n_warned;
	uint64_t nbytes_in; /* of the pictures that were converted */
	uint64_t nbytes_out;
	uint64_t elapsed_ms;
	bool is_stopped; /* there was more to do */
};

/* Append a record and a newline to *line.  Fail with GM_ERR_NOMEM. */
enum gm_status json_put_run(const struct json_run *run, struct bytes *line,
			    struct gm_error *err);
enum gm_status json_put_end(const struct json_end *totals, struct bytes *line,
			    struct gm_error *err);

/*
 * The same of a picture; began_us is when the run began.  A path that is not
 * UTF-8 is told with U+FFFD in it, and its bytes besides (base64, RFC 4648
 * section 4).
 */
enum gm_status json_put_picture(const char *in, const char *out,
				const struct report_result *result,
				uint64_t began_us, struct bytes *line,
				struct gm_error *err);

enum json_event_kind {
	JSON_PROCESS_NAME,
	JSON_THREAD_NAME,
	JSON_PICTURE,     /* from at_us on, for as long as its result says */
	JSON_LOST_PICTURE /* that ended at at_us */
};

/* An event of the Trace Event Format, in the row of a worker. */
struct json_event {
	enum json_event_kind kind;
	const char *name; /* any text */
	pid_t driver;
	pid_t worker;
	uint64_t at_us;                     /* since the run began */
	const struct report_result *result; /* of a picture; else NULL */
};

/* Append an event and a newline to *line.  Fails with GM_ERR_NOMEM. */
enum gm_status json_put_event(const struct json_event *event,
			      struct bytes *line, struct gm_error *err);

#endif
