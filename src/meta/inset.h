/* SPDX-License-Identifier: MIT */
/*
 * inset.h - pictures inside metadata: thumbnails and previews
 *
 * They are made gray where they stand, and nothing moves: what a gray one does
 * not need of the bytes of its colour one becomes zeros.  Knows of JPEG only
 * where one begins and ends, and follows no offset.
 */
#ifndef GM_META_INSET_H
#define GM_META_INSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Make the JPEG of nbytes gray where it stands.  Returns how many bytes the
 * gray one has, at most nbytes; 0 when that cannot be done.  What stands
 * after them may be anything.
 */
typedef size_t (*inset_gray_fn)(void *ctx, uint8_t *jpeg, size_t nbytes);

/* Who can do that. */
struct inset_maker {
	inset_gray_fn make_gray;
	void *ctx;
};

/* What became of a JPEG. */
enum inset_fate {
	INSET_KEPT, /* it was gray, or no JPEG: nothing is changed */
	INSET_GRAY,
	INSET_BLANK /* it could not be made gray: all of it is zeros */
};

/*
 * Make the JPEG gray that begins at data and has nbytes at most; one that is
 * not whole is blanked, unless the maker can do with it.
 */
enum inset_fate inset_make_gray(const struct inset_maker *maker, uint8_t *data,
				size_t nbytes);

/*
 * Make all whole JPEGs gray that stand in data, also those in the metadata of
 * others of them.  Takes time in proportion to nbytes: where JPEGs that are
 * not whole lie over each other in hundreds, or stand in each other in dozens,
 * the rest stays as it is.
 */
void inset_make_all_gray(const struct inset_maker *maker, uint8_t *data,
			 size_t nbytes);

/*
 * Make each pixel of three bytes gray, as gray.h's rec601 does: red_at is 0
 * where they are R, G, B, 2 where they are B, G, R.
 */
void inset_make_pixels_gray(uint8_t *pixels, size_t nbytes, unsigned red_at);

#endif
