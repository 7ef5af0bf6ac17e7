/* SPDX-License-Identifier: MIT */
/*
 * gray_srgb.h - the sRGB curve of IEC 61966-2-1
 */
#ifndef GM_IMAGE_GRAY_SRGB_H
#define GM_IMAGE_GRAY_SRGB_H

#include <stdint.h>

/* Linear light of the 8-bit code i / 2, for i in 0..510. */
extern const double gray_srgb_half_codes[511];

/* The 8-bit code nearest to linear light y, 0 <= y <= 1; ties go up. */
uint8_t gray_srgb_encode_u8(double y);

/* Linear light of a code, both 0..1. */
double gray_srgb_decode(double code);

/* The code of linear light, both 0..1. */
double gray_srgb_encode(double linear);

#endif
