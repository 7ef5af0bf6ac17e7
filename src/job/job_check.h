/* SPDX-License-Identifier: MIT */
/*
 * job_check.h - whether the picture of a job is gray; nothing is written
 */
#ifndef GM_JOB_JOB_CHECK_H
#define GM_JOB_JOB_CHECK_H

#include "job/job_rows.h"

/*
 * Look at the open input, whose codec is known, as conversion.check says.  It
 * is gray where of each pixel of each frame and page R, G and B, as the reader
 * delivers them, are the same number, whatever a profile makes of it; inks
 * count as the colours that they make without one.  Fails with GM_ERR_COLOR
 * where it is not, as soon as that is seen; else as a reader does.
 */
enum gm_status job_check(struct job_work *work, struct gm_error *err);

#endif
