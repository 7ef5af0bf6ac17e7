/* SPDX-License-Identifier: MIT */
/*
 * job_inset.h - pictures inside the metadata of a job's picture
 *
 * Each goes the best way that its codec has, from memory to memory, in a kit
 * of its own: the picture that it is in is under way in the other.
 */
#ifndef GM_JOB_JOB_INSET_H
#define GM_JOB_JOB_INSET_H

#include "job/job.h"
#include "meta/inset.h"
#include "meta/orientation.h"

/*
 * Who makes JPEGs gray for the jobs of kit: as its conversion says, but that no
 * quality is asked for.  Where the gray one would be longer, it is compressed
 * anew with less and less of it.
 */
struct inset_maker job_inset_maker(struct job_kit *kit);

/* Who turns them, which makes them gray, too. */
struct orientation_turner job_inset_turner(struct job_kit *kit);

#endif
