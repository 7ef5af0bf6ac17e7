/* SPDX-License-Identifier: MIT */
/*
 * webp_survey.h - what pictures of a file have in common, by their heads
 */
#ifndef GM_FORMATS_WEBP_WEBP_SURVEY_H
#define GM_FORMATS_WEBP_WEBP_SURVEY_H

#include "formats/webp/webp_file.h"

/* Zeroed before a file. */
struct webp_survey {
	struct webp_frame first; /* a still picture fills its canvas */
	struct webp_range left;  /* chunks after it */
	uint32_t n_frames;       /* looked at; 0 of a still picture */
	bool has_alpha;          /* what is shown */
	unsigned quality;        /* the best of those that are lossy; else 0 */
	uint64_t nbytes;         /* of memory, for the largest and what is drawn
				    on */
};

/* Look at the still picture of a file that was scanned. */
void webp_survey_still(struct webp_file *file, struct webp_survey *survey);

/*
 * Look at the first n_frames frames of it, at least one.  Fails as
 * webp_file_next() and webp_file_frame(); *survey then tells of those before.
 */
enum gm_status webp_survey_frames(struct webp_file *file, uint32_t n_frames,
				  struct webp_survey *survey,
				  struct gm_error *err);

#endif
