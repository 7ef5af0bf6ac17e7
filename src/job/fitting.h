/* SPDX-License-Identifier: MIT */
/*
 * fitting.h - gray rows on their way from a decoder to an encoder, as the
 * encoder's format can hold them
 */
#ifndef GM_JOB_FITTING_H
#define GM_JOB_FITTING_H

#include <stdint.h>

#include "codec/codec.h"
#include "image/image.h"

/* One picture; it holds nothing. */
struct fitting {
	struct image_info from; /* gray */
	struct image_info to;   /* the same, as the format holds it */
	size_t row_nbytes;      /* room for a row of either, and in colour */
	uint16_t background;    /* a gray of from, where alpha has no place */
};

/*
 * Between a decoder of these rows, which come here once they are gray, and a
 * writer of the format.  Of 32 bits there is no alpha.
 */
void fitting_open(struct fitting *fitting, const struct image_info *decoded,
		  const struct codec *format,
		  const struct conversion *conversion);

/*
 * Convert the next n_rows rows where they stand, with room for n_rows times
 * row_nbytes.  Light that is cut off is a warning of *outcome.
 */
void fitting_rows(const struct fitting *fitting, void *rows, uint32_t n_rows,
		  struct outcome *outcome);

#endif
