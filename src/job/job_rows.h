/* SPDX-License-Identifier: MIT */
/*
 * job_rows.h - the rows of a job's picture, as its reader delivers them
 */
#ifndef GM_JOB_JOB_ROWS_H
#define GM_JOB_JOB_ROWS_H

#include "job/job.h"

/* A job under way. */
struct job_work {
	const struct job *job; /* NULL: in memory */
	const struct job_options *options;
	struct job_kit *kit;
	struct job_result *result;
	const struct codec *to; /* what is written; NULL: nothing is */
	unsigned orientation;   /* by which pixels are turned, once known; 0
				   before */
	const void *ctx;        /* of who takes the rows */
};

/*
 * Open the decoder, whose codec is known, on the open input, up to the first
 * row; the result says what picture it is.  Where nothing is written, what can
 * be read is taken.  Fails as the reader does, or as image_check_frames().
 */
enum gm_status job_rows_open(struct job_work *work, struct gm_error *err);

/* Takes the next n rows, which begin with row y. */
typedef enum gm_status (*job_rows_fn)(struct job_work *work, void *rows,
				      uint32_t y, uint32_t n,
				      struct gm_error *err);

/*
 * Hand all rows of the frame at hand to fn, strip by strip, in memory that has
 * room for as many of row_nbytes, which is no less than a row has.  Fails as
 * the reader and fn do, or with GM_ERR_NOMEM.
 */
enum gm_status job_rows_each(struct job_work *work, size_t row_nbytes,
			     job_rows_fn fn, struct gm_error *err);

#endif
