/* SPDX-License-Identifier: MIT */
/*
 * vp8_bool_in.h - the boolean decoder of VP8 (RFC 6386 section 7)
 *
 * Knows nothing of what the booleans mean.  Reading past the end gives what
 * zeros there would; vp8_bool_in_is_whole() tells of it.
 */
#ifndef GM_FORMATS_WEBP_VP8_BOOL_IN_H
#define GM_FORMATS_WEBP_VP8_BOOL_IN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/octets.h"
#include "formats/webp/vp8_bool_range.h"

/*
 * A loop that reads many has a copy of its own, which a compiler keeps in
 * registers.
 */
struct vp8_bool_in {
	uint64_t window;   /* what comes next, from the top bit on */
	uint32_t n_bits;   /* of the window, that are loaded */
	uint32_t range;    /* less one: 127..254 */
	uint32_t n_beyond; /* of the bits loaded, those past the end */
	const uint8_t *at; /* the next byte to be loaded */
	const uint8_t *end;
};

/* Bits of the window that a boolean is told by. */
#define VP8_BOOL_BITS 8u

/* Be at the beginning of n bytes, which must outlive what is returned.  Bytes
   that no encoder makes, for they begin with 255, count as none. */
struct vp8_bool_in vp8_bool_in_begin(const uint8_t *data, size_t n);

/* The same with a full window, where fewer than eight bytes are left. */
struct vp8_bool_in vp8_bool_in_fill_last(struct vp8_bool_in in);

static inline void
vp8_bool_in_fill(struct vp8_bool_in *in)
{
	uint32_t n;

	if (in->end - in->at < 8) {
		*in = vp8_bool_in_fill_last(*in);
		return;
	}
	n = (64 - in->n_bits) / 8;
	in->window |= octets_u64be(in->at) >> in->n_bits;
	in->at += n;
	in->n_bits += 8 * n;
	/* What is loaded besides would be loaded again. */
	in->window &= ~(uint64_t)0 << (64 - in->n_bits);
}

/* The next boolean; prob, 0..255 of 256, is how probable false is. */
static inline bool
vp8_bool_in_get(struct vp8_bool_in *in, uint32_t prob)
{
	uint32_t split = vp8_bool_split(in->range, prob);
	uint64_t above = (uint64_t)(split + 1) << 56;
	uint32_t shift;
	bool bit;

	if (in->n_bits < VP8_BOOL_BITS)
		vp8_bool_in_fill(in);
	bit = in->window >= above;
	if (bit) {
		in->window -= above;
		split = in->range - 1 - split;
	}
	shift = vp8_bool_shifts[split];
	in->range = vp8_bool_ranges[split];
	in->window <<= shift;
	in->n_bits -= shift;
	return bit;
}

/* False once a boolean was told by bits past the end, or the next will be. */
static inline bool
vp8_bool_in_is_whole(const struct vp8_bool_in *in)
{
	return in->at < in->end || in->n_bits >= in->n_beyond + VP8_BOOL_BITS;
}

#endif
