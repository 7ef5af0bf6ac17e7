/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_load.h"

#include <math.h>
#include <string.h>

/* High bits first, at any bit of the row. */
static uint32_t
packed(const uint8_t *row, size_t sample, unsigned bits)
{
	uint64_t at = (uint64_t)sample * bits, value = 0;
	unsigned first = at % 8, n = (first + bits + 7) / 8;

	row += at / 8;
	for (unsigned i = 0; i < n; i++)
		value = value << 8 | row[i];
	return (uint32_t)(value >> (n * 8 - first - bits) &
			  ((UINT64_C(1) << bits) - 1));
}

static uint32_t
triple(const uint8_t *p)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16;
#else
	return p[2] | (uint32_t)p[1] << 8 | (uint32_t)p[0] << 16;
#endif
}

/* Number `sample` of a row, of up to 64 bits. */
static inline uint64_t
number(const uint8_t *row, size_t sample, unsigned bits)
{
	uint64_t u64;
	uint32_t u32;
	uint16_t u16;

	switch (bits) {
	case 8:
		return row[sample];
	case 16:
		memcpy(&u16, row + 2 * sample, sizeof(u16));
		return u16;
	case 24:
		return triple(row + 3 * sample);
	case 32:
		memcpy(&u32, row + 4 * sample, sizeof(u32));
		return u32;
	case 64:
		memcpy(&u64, row + 8 * sample, sizeof(u64));
		return u64;
	default:
		return packed(row, sample, bits);
	}
}

void
tiff_load_numbers(const struct tiff_page *page, const struct tiff_span *span,
		  uint16_t *numbers)
{
	size_t sample = span->first;

	for (size_t i = 0; i < span->n; i++, sample += span->step)
		numbers[i] = (uint16_t)number(span->row, sample, page->bits);
}

static uint64_t
greatest(unsigned bits)
{
	return UINT64_MAX >> (64 - bits);
}

/* The one bit more that the sum of a product may have is there. */
static uint16_t
scale(uint64_t value, uint64_t from_most, uint32_t to_most)
{
	if (from_most > UINT32_MAX)
		return (uint16_t)lround((double)value / (double)from_most *
					to_most);
	return (uint16_t)((value * to_most + from_most / 2) / from_most);
}

/* For up to 8 bits, by a table of all numbers. */
static void
load_short(const struct tiff_page *page, const struct tiff_span *span,
	   uint64_t flip, uint16_t *codes)
{
	uint64_t most = greatest(page->bits);
	uint16_t table[256];
	size_t sample = span->first;

	for (uint64_t i = 0; i <= most; i++)
		table[i] = scale(i ^ flip, most, 255);
	if (page->bits == 8)
		for (size_t i = 0; i < span->n; i++, sample += span->step)
			codes[i] = table[span->row[sample]];
	else
		for (size_t i = 0; i < span->n; i++, sample += span->step)
			codes[i] = table[packed(span->row, sample, page->bits)];
}

/*
 * Two's complement becomes an offset to the least number where the high bit is
 * turned; what is left to the greatest number is all bits turned.
 */
void
tiff_load_codes(const struct tiff_page *page, const struct tiff_span *span,
		bool is_inverted, uint16_t *codes)
{
	uint64_t most = greatest(page->bits);
	uint64_t flip = is_inverted ? most : 0;
	size_t sample = span->first;

	if (page->number == TIFF_NUMBER_SIGNED)
		flip ^= UINT64_C(1) << (page->bits - 1);
	if (page->bits <= 8) {
		load_short(page, span, flip, codes);
		return;
	}
	if (page->bits == 16) {
		for (size_t i = 0; i < span->n; i++, sample += span->step)
			codes[i] = (uint16_t)(number(span->row, sample, 16) ^
					      flip);
		return;
	}
	for (size_t i = 0; i < span->n; i++, sample += span->step)
		codes[i] = scale(number(span->row, sample, page->bits) ^ flip,
				 most, 65535);
}

/*
 * A float of so many bits of exponent and fraction, after its sign: IEEE 754's
 * 5 and 10, or 7 and 16 of TIFF Technical Note 3.
 */
static float
small_float(uint32_t value, int exponent_bits, int fraction_bits)
{
	int32_t fraction = (int32_t)(value & ((1u << fraction_bits) - 1));
	int32_t most = (1 << exponent_bits) - 1;
	int32_t exponent = (int32_t)(value >> fraction_bits) & most;
	bool is_negative = value >> (exponent_bits + fraction_bits) & 1;
	int bias = most / 2 + fraction_bits;
	float magnitude;

	if (exponent == most)
		magnitude = fraction == 0 ? INFINITY : NAN;
	else if (exponent == 0)
		magnitude = ldexpf((float)fraction, 1 - bias);
	else
		magnitude = ldexpf((float)(fraction + (1 << fraction_bits)),
				   exponent - bias);
	return is_negative ? -magnitude : magnitude;
}

static float
one_float(const uint8_t *row, size_t sample, unsigned bits)
{
	double f64;
	float f32;

	switch (bits) {
	case 16:
		return small_float((uint32_t)number(row, sample, 16), 5, 10);
	case 24:
		return small_float((uint32_t)number(row, sample, 24), 7, 16);
	case 32:
		memcpy(&f32, row + 4 * sample, sizeof(f32));
		return f32;
	default:
		memcpy(&f64, row + 8 * sample, sizeof(f64));
		return (float)f64;
	}
}

void
tiff_load_floats(const struct tiff_page *page, const struct tiff_span *span,
		 float *floats)
{
	size_t sample = span->first;

	for (size_t i = 0; i < span->n; i++, sample += span->step)
		floats[i] = one_float(span->row, sample, page->bits);
}
