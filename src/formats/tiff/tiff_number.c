/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_number.h"

#include <math.h>
#include <string.h>

#define IS_LITTLE (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)

static uint64_t
get_packed(const uint8_t *row, size_t i, unsigned bits)
{
	uint64_t at = (uint64_t)i * bits, value = 0;

	for (unsigned left = bits; left > 0;) {
		unsigned first = at % 8,
			 n = 8 - first < left ? 8 - first : left;
		unsigned byte = row[at / 8] >> (8 - first - n);

		value = value << n | (byte & ((1u << n) - 1));
		at += n;
		left -= n;
	}
	return value;
}

static void
put_packed(uint8_t *row, size_t i, unsigned bits, uint64_t number)
{
	uint64_t at = (uint64_t)i * bits;

	for (unsigned left = bits; left > 0;) {
		unsigned first = at % 8,
			 n = 8 - first < left ? 8 - first : left;
		unsigned part =
			(unsigned)(number >> (left - n)) & ((1u << n) - 1);

		row[at / 8] |= (uint8_t)(part << (8 - first - n));
		at += n;
		left -= n;
	}
}

uint64_t
tiff_number_get(const uint8_t *row, size_t i, unsigned bits)
{
	const uint8_t *p = row + i * (bits / 8);
	uint64_t u64;
	uint32_t u32;
	uint16_t u16;

	switch (bits) {
	case 8:
		return *p;
	case 16:
		memcpy(&u16, p, sizeof(u16));
		return u16;
	case 24:
		return IS_LITTLE ? p[0] | (uint64_t)p[1] << 8 |
					   (uint64_t)p[2] << 16
				 : p[2] | (uint64_t)p[1] << 8 |
					   (uint64_t)p[0] << 16;
	case 32:
		memcpy(&u32, p, sizeof(u32));
		return u32;
	case 64:
		memcpy(&u64, p, sizeof(u64));
		return u64;
	default:
		return get_packed(row, i, bits);
	}
}

void
tiff_number_put(uint8_t *row, size_t i, unsigned bits, uint64_t number)
{
	uint8_t *p = row + i * (bits / 8);
	uint32_t u32 = (uint32_t)number;
	uint16_t u16 = (uint16_t)number;

	switch (bits) {
	case 8:
		*p = (uint8_t)number;
		break;
	case 16:
		memcpy(p, &u16, sizeof(u16));
		break;
	case 24:
		p[IS_LITTLE ? 0 : 2] = (uint8_t)number;
		p[1] = (uint8_t)(number >> 8);
		p[IS_LITTLE ? 2 : 0] = (uint8_t)(number >> 16);
		break;
	case 32:
		memcpy(p, &u32, sizeof(u32));
		break;
	case 64:
		memcpy(p, &number, sizeof(number));
		break;
	default:
		put_packed(row, i, bits, number);
		break;
	}
}

/* Of floats of less than 32 bits: bits of the exponent, of the fraction. */
static int
exponent_bits(unsigned bits)
{
	return bits == 16 ? 5 : 7;
}

static int
fraction_bits(unsigned bits)
{
	return bits == 16 ? 10 : 16;
}

static double
short_to_double(uint64_t number, unsigned bits)
{
	int n = fraction_bits(bits), most = (1 << exponent_bits(bits)) - 1;
	int exponent = (int)(number >> n) & most;
	double fraction = (double)(number & ((UINT64_C(1) << n) - 1));
	double size;

	if (exponent == most)
		size = fraction == 0 ? INFINITY : NAN;
	else if (exponent == 0)
		size = ldexp(fraction, 1 - most / 2 - n);
	else
		size = ldexp(fraction + ldexp(1, n), exponent - most / 2 - n);
	return number >> (bits - 1) & 1 ? -size : size;
}

static uint64_t
short_of_double(double value, unsigned bits)
{
	int n = fraction_bits(bits), most = (1 << exponent_bits(bits)) - 1;
	uint64_t sign = signbit(value) ? UINT64_C(1) << (bits - 1) : 0;
	uint64_t infinity = (uint64_t)most << n;
	double size = fabs(value);
	int exponent;

	if (isnan(value))
		return sign | infinity | UINT64_C(1) << (n - 1);
	if (isinf(value))
		return sign | infinity;
	if (size == 0)
		return sign;
	frexp(size, &exponent);
	exponent += most / 2 - 1;
	if (exponent < 1)
		exponent = 1;
	if (exponent >= most)
		return sign | infinity;
	/* What rounds up to the next power of two carries into the exponent. */
	size = nearbyint(ldexp(size, most / 2 + n - exponent));
	return sign | (((uint64_t)(exponent - 1) << n) + (uint64_t)size);
}

double
tiff_number_to_double(uint64_t number, unsigned bits)
{
	uint32_t u32 = (uint32_t)number;
	double f64;
	float f32;

	if (bits < 32)
		return short_to_double(number, bits);
	if (bits == 32) {
		memcpy(&f32, &u32, sizeof(f32));
		return (double)f32;
	}
	memcpy(&f64, &number, sizeof(f64));
	return f64;
}

uint64_t
tiff_number_of_double(double value, unsigned bits)
{
	float f32 = (float)value;
	uint64_t u64;
	uint32_t u32;

	if (bits < 32)
		return short_of_double(value, bits);
	if (bits == 32) {
		memcpy(&u32, &f32, sizeof(u32));
		return u32;
	}
	memcpy(&u64, &value, sizeof(u64));
	return u64;
}
