/* SPDX-License-Identifier: MIT */
/*
 * job_keep.h - a picture that is gray already, kept where its copy is larger
 */
#ifndef GM_JOB_JOB_KEEP_H
#define GM_JOB_JOB_KEEP_H

#include "job/job_rows.h"

/*
 * The whole output stands, not committed: where it is larger than the input,
 * of the same format and as the options would have it anyway, and the input's
 * pixels are all gray, let it be the bytes of the input.  Where the input holds
 * what no copy may have, or is damaged, the output stays.  The result says what
 * came of it.  Fails as the file_in and file_out do, or with GM_ERR_NOMEM.
 */
enum gm_status job_keep_smaller(struct job_work *work, struct gm_error *err);

#endif
