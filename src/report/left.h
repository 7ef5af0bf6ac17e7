/* SPDX-License-Identifier: MIT */
/*
 * left.h - how long a run still takes
 *
 * A weight is in proportion to the time that a job takes, but the factor
 * differs from format to format and from machine to machine: it is learned
 * from the jobs that have ended, and from what those that run have read.
 */
#ifndef GM_REPORT_LEFT_H
#define GM_REPORT_LEFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Formats that are told apart; others count as one. */
#define LEFT_MAX_FORMATS 64u

/* One job. */
struct left_work {
	unsigned format;
	uint64_t weight; /* 0: there is nothing to do */
	uint64_t nbytes; /* to read, as far as is known */
};

/* Sums over jobs of one format, or of all. */
struct left_sum {
	double weight; /* of all jobs */
	double ended;  /* of those that have ended */
	double ms;     /* that these have taken */
};

/* A zeroed struct has no jobs; n_workers is the caller's to set. */
struct left {
	struct left_sum formats[LEFT_MAX_FORMATS];
	struct left_sum all;
	unsigned n_workers;
	/* Of the jobs that run, since left_restart(). */
	double running_done;    /* weight of what they have done */
	double running_ms;      /* that they have taken */
	double running_left_ms; /* that they will still take */
	double longest_left_ms;
	double begun[LEFT_MAX_FORMATS]; /* their weight */
	double whole_ms[LEFT_MAX_FORMATS];
	double shown_end_ms; /* when all have ended, as told last; 0: never */
	double shown_at_ms;  /* when that was told */
	unsigned shown_percent; /* as told last */
};

/* There is this job, too. */
void left_add(struct left *left, const struct left_work *work);

/* It has ended, after ms of work; 0 if that is not known. */
void left_end(struct left *left, const struct left_work *work, double ms);

/* Forget which jobs run. */
void left_restart(struct left *left);

/* This one runs, since ms, and has read nbytes. */
void left_run(struct left *left, const struct left_work *work, double ms,
	      uint64_t nbytes);

/*
 * Milliseconds until all jobs have ended, of which elapsed_ms have been
 * spent on them so far; negative as long as it cannot be told.
 */
double left_ms(const struct left *left, double elapsed_ms);

/* The part of the work that is done, by weight, 0 to 1. */
double left_done(const struct left *left);

/*
 * What to tell of both: *percent, and *ms, which is untouched while it is too
 * early to tell.  The former never falls; the latter follows an estimate that
 * falls by and by, and rises only when what was told is wrong by more than the
 * estimate wavers.
 */
void left_foresee(struct left *left, double elapsed_ms, bool is_over,
		  unsigned *percent, double *ms);

#endif
