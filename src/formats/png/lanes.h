/* SPDX-License-Identifier: MIT */
/*
 * lanes.h - the bytes of a pixel in the lanes of a vector
 *
 * For what goes from pixel to pixel and cannot do several at once.
 */
#ifndef GM_FORMATS_PNG_LANES_H
#define GM_FORMATS_PNG_LANES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/vector.h"

/*
 * A pixel of up to four bytes in lanes of 16 bits: its bytes need each other
 * in no way, only those of the pixel before.
 */
typedef int16_t lanes __attribute__((vector_size(16)));
typedef uint8_t bytes8 __attribute__((vector_size(8)));
typedef uint8_t bytes16 __attribute__((vector_size(16)));
typedef uint64_t words __attribute__((vector_size(16)));

/* Of three bytes, reads the one after them too: two loads take longer. */
VECTOR_INLINE uint32_t
lanes_load_word(const uint8_t *p, unsigned pixel_nbytes)
{
	uint32_t word = 0;

	memcpy(&word, p, pixel_nbytes == 3 ? 4 : pixel_nbytes);
	return word;
}

VECTOR_INLINE lanes
lanes_load(const uint8_t *p, unsigned pixel_nbytes)
{
	uint32_t word = lanes_load_word(p, pixel_nbytes);

	return __builtin_convertvector((bytes8)(uint64_t)word, lanes);
}

VECTOR_INLINE void
lanes_store_word(uint8_t *p, uint32_t word, unsigned pixel_nbytes)
{
	if (pixel_nbytes == 3) {
		memcpy(p, &word, 2);
		p[2] = (uint8_t)(word >> 16);
	} else {
		memcpy(p, &word, pixel_nbytes);
	}
}

VECTOR_INLINE void
lanes_store(uint8_t *p, lanes value, unsigned pixel_nbytes)
{
	bytes8 bytes = __builtin_convertvector(value, bytes8);

	lanes_store_word(p, (uint32_t)(uint64_t)bytes, pixel_nbytes);
}

VECTOR_INLINE lanes
lanes_magnitudes(lanes value)
{
#if defined(__SSE2__) && !defined(__clang__)
	/* As the compiler would not: the shortest wait. */
	return __builtin_ia32_pmaxsw128(value, -value);
#else
	lanes sign = value >> 15;

	return (value ^ sign) - sign;
#endif
}

VECTOR_INLINE lanes
lanes_choose(lanes mask, lanes yes, lanes no)
{
	return (mask & yes) | (~mask & no);
}

/*
 * PNG section 9.4.  What each choice would give is made ready while it is
 * found out which one it is: all pixels of a row wait for each other here.
 */
VECTOR_INLINE lanes
lanes_add_paeth(lanes filtered, lanes left, lanes up, lanes corner)
{
	lanes x = up - corner, y = left - corner;
	lanes to_left = lanes_magnitudes(x), to_up = lanes_magnitudes(y);
	lanes to_corner = lanes_magnitudes(x + y);
	lanes is_not_left = (to_left > to_up) | (to_left > to_corner);
	lanes by_left = (filtered + left) & 255;
	lanes by_up = (filtered + up) & 255;
	lanes by_corner = (filtered + corner) & 255;

	return lanes_choose(is_not_left,
			    lanes_choose(to_up > to_corner, by_corner, by_up),
			    by_left);
}

#endif
