/* SPDX-License-Identifier: MIT */
/*
 * line.h - the wording of the lines that a run prints
 *
 * One line each, whole, to stdout or stderr, but for progress, which report.c
 * draws; names and texts are escaped as the options say.
 */
#ifndef GM_REPORT_LINE_H
#define GM_REPORT_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "report/report.h"

/*
 * "graymill: PATH: TEXT" on stderr, of what is no picture's result, or without
 * "PATH: " when path is "".  Both are escaped where stderr is a terminal.
 */
void line_put_notice(const char *path, const char *text);

/* It failed, or is not gray, or there is a warning and the options let it be
 * told. */
bool line_has_trouble(const struct report_options *options,
		      const struct report_result *result);

/*
 * The same of a result with trouble: why it failed, in red where the options
 * say so, or "graymill: PATH: warning: TEXT".
 */
void line_put_trouble(const struct report_options *options, const char *in,
		      const struct report_result *result);

/*
 * The line of --verbose on stdout: "IN -> OUT (PNG 640x480, 31.0 kB -> 22.4
 * kB)" or "IN -> OUT (JPEG 640x480, direct, 31.0 kB -> 22.4 kB; trailing data
 * left out)", "IN: skipped: TEXT", "IN: failed: TEXT" or "IN: not tried"; of
 * what is looked at "IN: gray (PNG 640x480)", or TEXT, which says that it is
 * not.
 */
void line_put_result(const struct report_options *options, const char *in,
		     const char *out, const struct report_result *result);

/* What came of a run. */
struct summary {
	size_t counts[REPORT_N_STATES];
	uint64_t nbytes_in; /* of the pictures that were converted */
	uint64_t nbytes_out;
	uint64_t elapsed_ms;
	unsigned n_workers;
};

/*
 * Bring what stands in stdout to its reader.  Fails with GM_ERR_WRITE, or with
 * GM_ERR_GONE when there is no reader any more; with GM_ERR_WRITE also when
 * stderr has lost something, but for want of a reader.
 */
enum gm_status line_flush(struct gm_error *err);

/*
 * "Processed: 41 images in 0.21 s, 43.1 MB -> 31.0 MB (2 workers; 3 skipped, 1
 * failed)" on stdout; counts that are 0 are left out, and the bytes when
 * nothing was converted; inputs without a result are "not tried".  Of what was
 * looked at "Checked: 41 images in 0.21 s (2 workers; 3 not gray, 1 failed)".
 */
void line_put_summary(const struct summary *summary, bool checks);

/* How far a run is. */
struct progress {
	bool is_open; /* there may be more inputs: no part of all is known */
	size_t n_inputs;
	size_t n_ended;   /* converted, skipped and failed */
	size_t n_settled; /* of those, the ones that took no work */
	size_t n_failed;
	unsigned percent;      /* of the work */
	double left_ms;        /* 0 or less: not known, or not to be told */
	uint64_t nbytes_ended; /* of inputs that have ended or been read */
	uint64_t elapsed_ms;   /* since the run began */
};

/*
 * Write "12/41 images, 34%, 1 failed, 38.2 files/s, 41.3 MB/s, ETA 0:07" to buf
 * (at least 1 byte), leaving out parts until it fits: "0 failed" first, then
 * the rates, which are means over the whole run.  While there may be more
 * inputs, "12 images, 1 failed, 38.2 files/s, 41.3 MB/s".
 */
void line_format_progress(const struct progress *progress, char *buf,
			  size_t buf_nbytes);

#endif
