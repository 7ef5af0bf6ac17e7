/* SPDX-License-Identifier: MIT */
/*
 * job_ways.h - the ways of a picture through a job
 *
 * A codec's own, from bytes to bytes, or from pixels to pixels, with their
 * metadata settled and turned as they need it.
 */
#ifndef GM_JOB_JOB_WAYS_H
#define GM_JOB_JOB_WAYS_H

#include "job/job.h"

/* A job under way. */
struct job_work {
	const struct job *job; /* NULL: in memory */
	const struct job_options *options;
	struct job_kit *kit;
	struct job_result *result;
	const struct codec *to; /* what is written */
	unsigned orientation;   /* by which pixels are turned, once known; 0
				   before */
};

/*
 * From the open input, whose codec is known, to the open output: the best way
 * first, until one does not step aside.  The output is not committed.
 */
enum gm_status job_ways_take(struct job_work *work, struct gm_error *err);

/* Close the codecs of the last way, if they are open. */
void job_ways_close(struct job_kit *kit);

#endif
