/* SPDX-License-Identifier: MIT */
/*
 * turn.h - a picture turned by quarters, and mirrored
 */
#ifndef GM_IMAGE_TURN_H
#define GM_IMAGE_TURN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image/image.h"

/*
 * Mirror first, then make rows of columns: the eight ways that there are.
 * A zeroed struct leaves the picture as it is.
 */
struct turn {
	bool flips_x;    /* left and right are exchanged */
	bool flips_y;    /* top and bottom are */
	bool transposes; /* the first row becomes the first column */
};

/* What makes a picture upright that has this orientation by EXIF, 1 to 8. */
struct turn turn_upright(unsigned orientation);

/* Does it leave the picture as it is? */
bool turn_is_none(const struct turn *turn);

/* The shape of a turned picture. */
struct image_info turn_info(const struct turn *turn,
			    const struct image_info *info);

/* Mirror n_rows rows of that shape, of 1 or 2 channels, left to right. */
void turn_mirror(const struct image_info *info, void *rows, uint32_t n_rows);

/*
 * Put n_rows rows of a picture of that shape, of 1 or 2 channels, where they
 * belong in the turned one, which is held as a whole; y is the number of the
 * first of them.
 */
void turn_place(const struct turn *turn, const struct image_info *info,
		uint32_t y, const void *rows, uint32_t n_rows, void *turned);

#endif
