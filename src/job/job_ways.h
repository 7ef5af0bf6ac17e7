/* SPDX-License-Identifier: MIT */
/*
 * job_ways.h - the ways of a picture through a job
 *
 * A codec's own, from bytes to bytes, or from pixels to pixels, with their
 * metadata settled and turned as they need it.
 */
#ifndef GM_JOB_JOB_WAYS_H
#define GM_JOB_JOB_WAYS_H

#include "job/job_rows.h"

/*
 * From the open input, whose codec is known, to the open output: the best way
 * first, until one does not step aside.  The output is not committed.
 */
enum gm_status job_ways_take(struct job_work *work, struct gm_error *err);

/*
 * Open the output, with the permissions of the input, unless it is open; of a
 * picture in memory it is begun anew.  Fails as file_out_open_at().
 */
enum gm_status job_ways_open_out(const struct job_work *work,
				 struct gm_error *err);

/* What the ways of the format of the open decoder keep. */
void **job_ways_state(struct job_kit *kit);

/* Close the codecs of the last way, if they are open. */
void job_ways_close(struct job_kit *kit);

#endif
