/* SPDX-License-Identifier: MIT */
#include "formats/webp/vp8_bool_out.h"

#include "base/octets.h"
#include "formats/webp/vp8_bool_range.h"

/* Bits that go to the bytes at once.  Of low there are at most 7 more, the
   eight of range and the carry. */
#define WORD_BITS 32u

/* Bytes that may be written for n booleans, each of which takes at most 7
   bits, besides those that were there before. */
#define ROOM_BYTES 16u

/* Add one to the bytes before p, as to one number.  It is less than the end
   of the interval, so it does not overflow. */
static void
carry(uint8_t *p)
{
	do
		p--;
	while (++*p == 0);
}

void
vp8_bool_out_begin(struct vp8_bool_out *out)
{
	out->bytes.nbytes = 0;
	out->low = 0;
	out->range = VP8_BOOL_MAX_RANGE;
	out->n_bits = 0;
}

/* Take the upper bits of *low, of which n_bits + 8 and a carry are there. */
static inline uint8_t *
put_word(uint8_t *p, uint64_t *low, uint32_t n_bits)
{
	uint32_t below = n_bits + 8 - WORD_BITS;
	uint64_t word = *low >> below;

	if (word >> WORD_BITS)
		carry(p);
	octets_put_u64be(p, word << (64 - WORD_BITS));
	*low &= ((uint64_t)1 << below) - 1;
	return p + WORD_BITS / 8;
}

enum gm_status
vp8_bool_out_put(struct vp8_bool_out *out, const vp8_bool *bools, size_t n,
		 struct gm_error *err)
{
	enum gm_status st;
	uint64_t low = out->low;
	uint32_t range = out->range;
	uint32_t n_bits = out->n_bits;
	uint8_t *p;

	st = bytes_reserve(&out->bytes, n + ROOM_BYTES, err);
	if (st != GM_OK)
		return st;
	p = out->bytes.data + out->bytes.nbytes;
	for (size_t i = 0; i < n; i++) {
		uint32_t bit = bools[i] & 1;
		uint32_t split = vp8_bool_split(range, bools[i] >> 1);
		uint32_t upper = range - 1 - split;
		uint32_t shift;

		low += (split + 1) & -bit;
		range = bit ? upper : split;
		shift = vp8_bool_shifts[range];
		range = vp8_bool_ranges[range];
		low <<= shift;
		n_bits += shift;
		if (n_bits >= WORD_BITS) {
			p = put_word(p, &low, n_bits);
			n_bits -= WORD_BITS;
		}
	}
	out->bytes.nbytes = (size_t)(p - out->bytes.data);
	out->low = low;
	out->range = range;
	out->n_bits = n_bits;
	return GM_OK;
}

enum gm_status
vp8_bool_out_end(struct vp8_bool_out *out, struct gm_error *err)
{
	/* The bytes before are words, so these are even where all are. */
	bool ends_with_pair = out->n_bits % 16 == 0;
	uint32_t n = (out->n_bits + 8 + 7) / 8 + ends_with_pair;
	enum gm_status st;
	uint64_t last;

	st = bytes_reserve(&out->bytes, ROOM_BYTES, err);
	if (st != GM_OK)
		return st;
	/* All of it to the top, but for the carry. */
	if (out->low >> (out->n_bits + 8))
		carry(out->bytes.data + out->bytes.nbytes);
	last = out->low << (64 - 8 - out->n_bits);
	octets_put_u64be(out->bytes.data + out->bytes.nbytes, last);
	out->bytes.nbytes += n;
	return GM_OK;
}
