/* SPDX-License-Identifier: MIT */
/*
 * result.h - what came of one input
 *
 * Made once, when the input is over; lines, progress and the JSON of --report
 * all tell of it.  Knows no codec: what has a name comes as its name.
 */
#ifndef GM_REPORT_RESULT_H
#define GM_REPORT_RESULT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

enum report_state {
	REPORT_CONVERTED,
	REPORT_SKIPPED, /* by a rule; text says which */
	REPORT_FAILED,  /* text says why */
	REPORT_UNTRIED, /* the run was stopped before; no result says so */
	REPORT_GRAY,    /* it was only looked at */
	REPORT_COLOR,   /* likewise, and is not gray; text says where */
	REPORT_N_STATES
};

/* A zeroed struct with text, warning and format set is valid. */
struct report_result {
	enum report_state state;
	const char *code;     /* one word for why it is not converted, that
				 does not change: "truncated"; or NULL */
	const char *text;     /* reason; "" for what went well */
	const char *warning;  /* "" is none */
	const char *format;   /* "JPEG"; "" when unknown */
	const char *written;  /* likewise, of the output; or NULL */
	const char *way;      /* "direct": how it was made; a constant, or NULL
				 where there is but one way */
	const char *method;   /* by which colours became gray: "rec601"; or
				 NULL */
	const char *left_out; /* of what the file had, with ", " between:
				 "video"; "" or NULL is nothing */
	uint32_t width;       /* pixels; 0 when unknown */
	uint32_t height;
	uint32_t depth;    /* bits of a sample in the file; 0 when unknown */
	uint32_t n_frames; /* that were converted; 0 when unknown */
	uint64_t nbytes_in;
	uint64_t nbytes_out;
	int64_t changed_s; /* when the input was changed, in seconds since 1970,
			      and nanoseconds; both 0 when unknown */
	int64_t changed_ns;
	uint64_t began_us;   /* by clock_now_ns() / 1000; 0 when unknown */
	uint64_t elapsed_us; /* of work; 0 when unknown */
	unsigned n_tries;    /* that were made; 0: none took a worker */
	int signal;          /* that killed the worker, or 0 */
	pid_t worker;        /* that was at it last; 0: none */
};

#endif
