/* SPDX-License-Identifier: MIT */
/*
 * tiff_inks.h - what C, M, Y and K leave of white, as colours
 */
#ifndef GM_FORMATS_TIFF_TIFF_INKS_H
#define GM_FORMATS_TIFF_TIFF_INKS_H

#include <stddef.h>
#include <stdint.h>

#include "formats/tiff/tiff_page.h"
#include "meta/graying.h"

/*
 * Of n pixels make R, G and B, in the places of C, M and Y: through the profile
 * of the inks, where graying has it, or what a colour's ink and black let
 * through.  Alpha, if the page has it, moves to after them.
 */
void tiff_inks_to_rgb(const struct tiff_page *page,
		      const struct graying *graying, size_t n,
		      uint16_t *const codes[TIFF_MAX_PLANES]);

#endif
