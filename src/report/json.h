/* SPDX-License-Identifier: MIT */
/*
 * json.h - the records of --report and the events of --trace, each a line of
 * JSON (RFC 8259)
 *
 * The fields, and what becomes of them, stand in graymill(1), and in
 * man/report.schema.json.  A field of which nothing is known is left out.
 * Alone in knowing the JSON library.
 */
#ifndef GM_REPORT_JSON_H
#define GM_REPORT_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/library.h"
#include "report/journal.h"
#include "report/result.h"

/* Of the fields; another one where their meaning changes, not where fields are
   added. */
#define JSON_SCHEMA 1

extern const struct library json_library;

extern const struct journal_kind json_report;
extern const struct journal_kind json_trace;

/* Most bytes of a line: paths of PATH_MAX, each byte told by six and again as
   base64, and texts. */
#define JSON_MAX_BYTES (1u << 18)

/* Why a picture is skipped that an earlier run has done. */
#define JSON_CODE_DONE "done"

/* An option that decides what the outputs are, as text. */
struct json_option {
	const char *name;
	const char *value;
};

/* What a report begins with. */
struct json_run {
	const char *version;
	time_t began;
	const struct json_option *options; /* n_options of them */
	size_t n_options;
	size_t n_inputs;
	unsigned n_workers;
};

/* What it ends with. */
struct json_end {
	size_t counts[REPORT_N_STATES];
	size_t n_warned;
	uint64_t nbytes_in; /* of the pictures that were converted */
	uint64_t nbytes_out;
	uint64_t elapsed_ms;
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

/* A report being read, from its first line on.  Zeroed but for like at first.
 */
struct json_reader {
	const struct json_run *like; /* whose options count; the caller's */
	bool is_report;              /* a line has said so */
	bool is_alike;               /* what comes was done with its options */
};

/* A picture that is done; a zeroed struct is valid.  The caller releases the
   bytes. */
struct json_done {
	struct bytes in; /* paths, with their NUL */
	struct bytes out;
	uint64_t nbytes_in;
	uint64_t nbytes_out;
	int64_t changed_s; /* when the input was changed */
	int64_t changed_ns;
};

/*
 * Read the next line, without its newline: *is_done where it tells of a picture
 * that was done then, with the options of reader->like, of which *done, zeroed,
 * is filled.  What is no record says nothing.  Fails with GM_ERR_NOMEM.
 */
enum gm_status json_read(struct json_reader *reader, const char *line, size_t n,
			 struct json_done *done, bool *is_done,
			 struct gm_error *err);

#endif
