/* SPDX-License-Identifier: MIT */
/*
 * srgb_fixture.h - the sRGB curve of IEC 61966-2-1, by real arithmetic
 */
#ifndef GM_UNIT_SRGB_FIXTURE_H
#define GM_UNIT_SRGB_FIXTURE_H

#include <math.h>

static inline double
srgb_fixture_decode(double code)
{
	return code <= 0.04045 ? code / 12.92
			       : pow((code + 0.055) / 1.055, 2.4);
}

static inline double
srgb_fixture_encode(double y)
{
	return y <= 0.0031308 ? y * 12.92 : 1.055 * pow(y, 1 / 2.4) - 0.055;
}

#endif
