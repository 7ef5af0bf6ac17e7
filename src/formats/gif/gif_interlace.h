/* SPDX-License-Identifier: MIT */
/*
 * gif_interlace.h - the order of the rows of an interlaced frame
 *
 * Every eighth, every eighth from the fourth on, every fourth from the second
 * on, every second from the first on (GIF89a, appendix E).
 */
#ifndef GM_FORMATS_GIF_GIF_INTERLACE_H
#define GM_FORMATS_GIF_GIF_INTERLACE_H

#include <stdint.h>

/* The place of row y among the rows as they come. */
static inline uint32_t
gif_interlace_place(uint32_t y, uint32_t height)
{
	if (y % 8 == 0)
		return y / 8;
	if (y % 8 == 4)
		return (height + 7) / 8 + y / 8;
	if (y % 4 == 2)
		return (height + 3) / 4 + y / 4;
	return (height + 1) / 2 + y / 2;
}

/* The row that comes at that place. */
static inline uint32_t
gif_interlace_row(uint32_t place, uint32_t height)
{
	if (place < (height + 7) / 8)
		return place * 8;
	if (place < (height + 3) / 4)
		return (place - (height + 7) / 8) * 8 + 4;
	if (place < (height + 1) / 2)
		return (place - (height + 3) / 4) * 4 + 2;
	return (place - (height + 1) / 2) * 2 + 1;
}

#endif
