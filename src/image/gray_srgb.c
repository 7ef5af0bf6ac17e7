/* SPDX-License-Identifier: MIT */
#include "image/gray_srgb.h"

#include <math.h>

uint8_t
gray_srgb_encode_u8(double y)
{
	/*
	 * Powers of 1/2 and 1/4 come close to 1/2.4: with these coefficients,
	 * a fit of the least maximum, the guess is off by a tenth of a code at
	 * most.  The bounds of the guessed code then make it exact.
	 */
	float root = sqrtf((float)y);
	float guess = -0.07691f + 0.83371f * root + 0.29815f * sqrtf(root) -
		      0.05531f * (float)y;
	unsigned code;

	if (y < 0.0031308)
		guess = 12.92f * (float)y;
	code = (unsigned)(255.0f * guess + 0.5f);
	if (code < 255 && y >= gray_srgb_half_codes[code * 2 + 1])
		return (uint8_t)(code + 1);
	if (code > 0 && y < gray_srgb_half_codes[code * 2 - 1])
		return (uint8_t)(code - 1);
	return (uint8_t)code;
}

double
gray_srgb_decode(double code)
{
	if (code <= 0.04045)
		return code / 12.92;
	return pow((code + 0.055) / 1.055, 2.4);
}

double
gray_srgb_encode(double linear)
{
	if (linear <= 0.0031308)
		return linear * 12.92;
	return 1.055 * pow(linear, 1 / 2.4) - 0.055;
}
