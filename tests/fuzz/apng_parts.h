/* SPDX-License-Identifier: MIT */
/*
 * apng_parts.h - the pictures of an animated PNG, each as a file of its own
 *
 * Knows nothing of src/formats/png, so that it can judge what that makes.
 */
#ifndef GM_FUZZ_APNG_PARTS_H
#define GM_FUZZ_APNG_PARTS_H

#include "png_parts.h"

/* Of a PNG taken apart: where its pictures are. */
struct apng_parts {
	struct png_parts png;
	const struct png_part *control; /* acTL before the pixels; or NULL */
	unsigned n_frames;              /* fcTL after that */
};

/* *file must outlive *apng. */
void apng_parts_open(struct apng_parts *apng, const struct bytes *file);

/* Number i of the fcTL, or NULL. */
const struct png_part *apng_parts_frame(const struct apng_parts *apng,
					unsigned i);

/*
 * Append frame number i as a PNG of its own to *still, or with n_frames the
 * picture of IDAT: the header, what pixels need, and data without numbers.
 */
void apng_parts_still(const struct apng_parts *apng, unsigned i,
		      struct bytes *still);

/* Do the numbers of fcTL and fdAT count from 0? */
bool apng_parts_count(const struct apng_parts *apng);

#endif
