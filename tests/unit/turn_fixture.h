/* SPDX-License-Identifier: MIT */
/*
 * turn_fixture.h - pictures, and the same turned in the plainest way
 *
 * By two operations, mirroring and a quarter clockwise, in the words of the
 * standard, pixel by pixel.
 */
#ifndef GM_UNIT_TURN_FIXTURE_H
#define GM_UNIT_TURN_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "image/turn.h"
#include "noise.h"

/* Room for the samples of a picture; the caller frees it. */
static inline uint8_t *
turn_fixture_room(const struct image_info *info)
{
	uint8_t *room = malloc(image_row_nbytes(info) * info->height);

	assert_non_null(room);
	return room;
}

static inline uint8_t *
turn_fixture_picture(const struct image_info *info)
{
	size_t n = image_row_nbytes(info) * info->height;
	uint8_t *picture = turn_fixture_room(info);

	noise_fill(picture, n, 256);
	return picture;
}

/* *picture, which is freed, mirrored or a quarter further. */
static inline void
turn_fixture_step(struct image_info *info, uint8_t **picture, bool is_quarter)
{
	size_t size = (size_t)info->channels * info->bits / 8;
	uint32_t w = info->width, h = info->height;
	uint8_t *to = turn_fixture_room(info);

	for (uint32_t y = 0; y < h; y++)
		for (uint32_t x = 0; x < w; x++) {
			const uint8_t *from =
				*picture + ((size_t)y * w + x) * size;
			size_t at = is_quarter ? (size_t)x * h + (h - 1 - y)
					       : (size_t)y * w + (w - 1 - x);

			memcpy(to + at * size, from, size);
		}
	if (is_quarter) {
		info->width = h;
		info->height = w;
	}
	free(*picture);
	*picture = to;
}

/*
 * A copy of the picture made upright, *info becoming its shape.  Mirrored are
 * 2, 4, 5 and 7, and then turned are: 3 and 4 by half, 6 and 7 by a quarter, 5
 * and 8 by three.
 */
static inline uint8_t *
turn_fixture_upright(unsigned orientation, struct image_info *info,
		     const uint8_t *picture)
{
	static const struct {
		bool is_mirrored;
		int n_quarters;
	} ways[] = {{false, 0}, {false, 0}, {true, 0}, {false, 2}, {true, 2},
		    {true, 3},  {false, 1}, {true, 1}, {false, 3}};
	uint8_t *turned = turn_fixture_room(info);

	memcpy(turned, picture, image_row_nbytes(info) * info->height);
	if (ways[orientation].is_mirrored)
		turn_fixture_step(info, &turned, false);
	for (int i = 0; i < ways[orientation].n_quarters; i++)
		turn_fixture_step(info, &turned, true);
	return turned;
}

#endif
