/* SPDX-License-Identifier: MIT */
/*
 * graying.h - how the colours of one picture become gray
 *
 * By a method of image/gray.h, most often on the samples as they are; where
 * what the picture says of its colours asks for it, on what they are in sRGB,
 * or by another light.  See settle_find_graying().
 */
#ifndef GM_META_GRAYING_H
#define GM_META_GRAYING_H

#include <stdbool.h>
#include <stddef.h>

#include "icc/icc_transform.h"
#include "image/gray.h"
#include "image/gray_light.h"
#include "image/image.h"

/* What it points to is the settler's.  Zeroed, it is rec601. */
struct graying {
	enum gray_method method;
	const struct icc_transform *transform; /* of R, G and B, before; or
						  NULL */
	const struct gray_light *light;   /* linear by it, or NULL: by sRGB */
	const struct icc_transform *inks; /* for graying_mix(), or NULL: there
					     are none, or no profile of them */
};

/* Is the gray made of the codes alone? */
bool graying_is_plain(const struct graying *graying);

/*
 * Where it has inks: the colours, R, G and B, of pixels of C, M, Y and K, see
 * icc_transform.h.
 */
void graying_mix(const struct graying *graying, const void *inks,
		 size_t n_pixels, void *colors);

/* As gray_convert(); dst may be src. */
void graying_convert(const struct graying *graying,
		     const struct image_info *info, const void *src,
		     size_t n_pixels, void *dst);

#endif
