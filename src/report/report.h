/* SPDX-License-Identifier: MIT */
/*
 * report.h - what people see: lines per picture, progress, the summary
 *
 * Lives in the driver.  Results arrive in any order.  Errors and warnings go
 * to stderr at once, so that a run that is killed has told them; the lines of
 * --verbose go to stdout in the order of the inputs, so that this text does
 * not depend on the number of workers.
 */
#ifndef GM_REPORT_REPORT_H
#define GM_REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "report/left.h"
#include "report/result.h"

/* Writes the NUL-terminated paths of input_i to *in and *out. */
typedef enum gm_status (*report_paths_fn)(void *ctx, size_t input_i,
					  struct bytes *in, struct bytes *out,
					  struct gm_error *err);

/* What there is to do for input_i. */
typedef struct left_work (*report_work_fn)(void *ctx, size_t input_i);

struct journal;
struct json_run;
struct trace;

struct report_options {
	uint64_t began_ms;  /* clock_now_ms() when the run began */
	bool quiet;         /* errors only */
	bool strict;        /* and warnings, which are as bad */
	bool verbose;       /* a line per input on stdout */
	bool checks;        /* pictures are only looked at */
	bool leaves_stdout; /* to the journal: no summary */
	bool escape_stdout; /* make names safe for a terminal */
	bool escape_stderr;
	bool color_stderr;   /* errors in red, warnings in yellow */
	bool live_progress;  /* redraw one line on stderr */
	bool plain_progress; /* a line on stderr every 30 seconds */
	unsigned n_workers;  /* at least 1 */
	bool streams;        /* how many inputs there are shows at the end */
	struct journal *journal;     /* also told, or NULL */
	const struct json_run *head; /* that it begins with */
	struct trace *trace;         /* likewise, open or not */
};

/* Inputs 0 to n_inputs - 1 of a part. */
struct report_part {
	size_t n_inputs;
	size_t n_settled;    /* of them, those that take no work */
	report_work_fn work; /* only called where progress is shown */
	void *work_ctx;
	report_paths_fn paths;
	void *paths_ctx;
};

struct report;

/* Begin.  Fails with GM_ERR_NOMEM, or as journal_flush() does. */
enum gm_status report_begin(const struct report_options *options,
			    struct report **report, struct gm_error *err);

/*
 * Go on to a part, after the end of the one before.  A run has one, unless it
 * streams.  Fails as report_begin() does.
 */
enum gm_status report_part(struct report *report,
			   const struct report_part *part,
			   struct gm_error *err);

/* Take the result of input_i of the part, once for each; strings are copied.
   Fails as report_begin() does. */
enum gm_status report_result(struct report *report, size_t input_i,
			     const struct report_result *result,
			     struct gm_error *err);

/* Write what journal and trace have not written yet: nothing else comes for a
   while.  Fails as report_begin() does. */
enum gm_status report_flush(struct report *report, struct gm_error *err);

/* Before a redraw: input_i is at work since ms and has read nbytes. */
void report_running(struct report *report, size_t input_i, uint64_t ms,
		    uint64_t nbytes);

/*
 * Redraw progress: n_running jobs have read nbytes_running so far, and are the
 * last when the run is interrupted, of which the first call says what it waits
 * for, whatever the options.
 */
void report_tick(struct report *report, size_t n_running,
		 uint64_t nbytes_running, bool is_interrupted);

/* Inputs so far in that state. */
size_t report_n(const struct report *report, enum report_state state);

/* Inputs so far for which the run fails. */
size_t report_n_bad(const struct report *report);

/* Pictures so far of which all is well but for a warning. */
size_t report_n_warned(const struct report *report);

/*
 * Clear progress, tell of inputs of the part without a result where each is
 * told of, and show what is held back after them.  Fails as report_begin()
 * does.
 */
enum gm_status report_part_end(struct report *report, struct gm_error *err);

/*
 * After the last part, the summary, with the number of workers that there were;
 * is_stopped says that there was more to do.  Fails as report_begin() does, or
 * line_flush().
 */
enum gm_status report_end(struct report *report, unsigned n_workers,
			  bool is_stopped, struct gm_error *err);

void report_free(struct report *report);

#endif
