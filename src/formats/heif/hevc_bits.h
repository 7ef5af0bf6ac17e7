/* SPDX-License-Identifier: MIT */
/*
 * hevc_bits.h - the bits of a NAL unit of HEVC
 *
 * The source is ITU-T H.265, section 7.3.1.1 (a 3 after two zeros is not of
 * the payload) and section 9.2 (Exp-Golomb codes).
 */
#ifndef GM_FORMATS_HEIF_HEVC_BITS_H
#define GM_FORMATS_HEIF_HEVC_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hevc_bits {
	const uint8_t *at;
	const uint8_t *end;
	unsigned n_zeros; /* bytes before `at` */
	unsigned byte;    /* at hand */
	unsigned n_bits;  /* of it, that are left */
	bool is_short;    /* it ended: what follows is 0 */
};

static inline struct hevc_bits
hevc_bits(const uint8_t *data, size_t nbytes)
{
	return (struct hevc_bits){.at = data, .end = data + nbytes};
}

static inline void
hevc_bits_fill(struct hevc_bits *bits)
{
	if (bits->n_zeros >= 2 && bits->at < bits->end && *bits->at == 3) {
		bits->at++;
		bits->n_zeros = 0;
	}
	bits->is_short |= bits->at == bits->end;
	bits->byte = bits->at == bits->end ? 0 : *bits->at++;
	bits->n_zeros = bits->byte == 0 ? bits->n_zeros + 1 : 0;
	bits->n_bits = 8;
}

/* The next n bits, at most 32, the first of them the highest. */
static inline uint32_t
hevc_bits_get(struct hevc_bits *bits, unsigned n)
{
	uint32_t value = 0;

	for (; n > 0; n--) {
		if (bits->n_bits == 0)
			hevc_bits_fill(bits);
		bits->n_bits--;
		value = value << 1 | (bits->byte >> bits->n_bits & 1);
	}
	return value;
}

/* An unsigned Exp-Golomb code, ue(v); of more than 32 bits it is_short. */
static inline uint32_t
hevc_bits_golomb(struct hevc_bits *bits)
{
	unsigned n = 0;

	while (n < 32 && !bits->is_short && hevc_bits_get(bits, 1) == 0)
		n++;
	if (n == 32)
		bits->is_short = true;
	return bits->is_short ? 0
			      : (UINT32_C(1) << n) - 1 + hevc_bits_get(bits, n);
}

#endif
