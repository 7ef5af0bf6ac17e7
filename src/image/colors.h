/* SPDX-License-Identifier: MIT */
/*
 * colors.h - whether pixels have a colour
 */
#ifndef GM_IMAGE_COLORS_H
#define GM_IMAGE_COLORS_H

#include <stddef.h>

#include "image/image.h"

/*
 * The number of the first of n_pixels pixels, of the shape that info gives (3
 * or 4 channels), whose R, G and B are not the same, or n_pixels: all are gray.
 * Of what cannot be seen the colours count, too; of floats NaN is a colour,
 * unless its bits are the same.
 * Samples wider than a byte are aligned.
 */
size_t colors_find(const struct image_info *info, const void *pixels,
		   size_t n_pixels);

#endif
