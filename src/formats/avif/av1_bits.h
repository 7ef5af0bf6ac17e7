/* SPDX-License-Identifier: MIT */
/*
 * av1_bits.h - the numbers that headers of AV1 are made of
 *
 * The source is the AV1 bitstream specification, section 4.10.  Bits beyond
 * the end are zeros; av1_bits_is_whole() tells of them.
 */
#ifndef GM_FORMATS_AVIF_AV1_BITS_H
#define GM_FORMATS_AVIF_AV1_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct av1_bits {
	const uint8_t *data; /* the caller's */
	size_t nbytes;
	uint64_t at; /* the next bit */
};

/* f(n): n bits, at most 32, the highest first. */
static inline uint32_t
av1_bits_get(struct av1_bits *bits, unsigned n)
{
	uint32_t value = 0;

	for (; n > 0; n--, bits->at++) {
		uint64_t i = bits->at / 8;
		unsigned shift = 7 - (unsigned)(bits->at % 8);

		value = value << 1 |
			(i < bits->nbytes ? bits->data[i] >> shift & 1u : 0);
	}
	return value;
}

static inline bool
av1_bits_flag(struct av1_bits *bits)
{
	return av1_bits_get(bits, 1) != 0;
}

static inline void
av1_bits_skip(struct av1_bits *bits, unsigned n)
{
	bits->at += n;
}

/* su(n): n bits of a number in two's complement, 1..31. */
static inline int32_t
av1_bits_signed(struct av1_bits *bits, unsigned n)
{
	int32_t value = (int32_t)av1_bits_get(bits, n);

	return value >> (n - 1) != 0 ? value - (INT32_C(1) << n) : value;
}

/* ns(n): a number below n, which is not 0. */
static inline uint32_t
av1_bits_below(struct av1_bits *bits, uint32_t n)
{
	unsigned width = 0;
	uint32_t least, value;

	while (width < 31 && n >> width > 0)
		width++;
	least = (UINT32_C(1) << width) - n;
	value = av1_bits_get(bits, width - 1);
	return value < least ? value
			     : (value << 1) - least + av1_bits_get(bits, 1);
}

/* uvlc(), passed over. */
static inline void
av1_bits_skip_uvlc(struct av1_bits *bits)
{
	unsigned n = 0;

	while (n < 32 && !av1_bits_flag(bits))
		n++;
	if (n < 32)
		av1_bits_skip(bits, n);
}

/* leb128() */
static inline uint64_t
av1_bits_leb128(struct av1_bits *bits)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < 8; i++) {
		uint32_t byte = av1_bits_get(bits, 8);

		value |= (uint64_t)(byte & 0x7f) << (7 * i);
		if ((byte & 0x80) == 0)
			break;
	}
	return value;
}

/* Was all that was got within the bytes? */
static inline bool
av1_bits_is_whole(const struct av1_bits *bits)
{
	return (bits->at + 7) / 8 <= bits->nbytes;
}

#endif
