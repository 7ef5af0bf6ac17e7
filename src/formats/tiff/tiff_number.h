/* SPDX-License-Identifier: MIT */
/*
 * tiff_number.h - samples of any number of bits in a row
 *
 * As libtiff delivers rows and takes them: numbers of 8, 16, 24, 32 and 64 bits
 * are native-endian and stand at whole bytes; others are packed, the high bits
 * first (TIFF 6.0 section 8, FillOrder).
 */
#ifndef GM_FORMATS_TIFF_TIFF_NUMBER_H
#define GM_FORMATS_TIFF_TIFF_NUMBER_H

#include <stddef.h>
#include <stdint.h>

/* Sample number i of a row, of 1 to 64 bits. */
uint64_t tiff_number_get(const uint8_t *row, size_t i, unsigned bits);

/* Put it there; packed ones into zeros. */
void tiff_number_put(uint8_t *row, size_t i, unsigned bits, uint64_t number);

/*
 * A float of 16, 24, 32 or 64 bits: IEEE 754, or the one of 24 bits of TIFF
 * Technical Note 3, of which 7 are the exponent.  Into fewer bits it is rounded
 * to nearest, ties to even.
 */
double tiff_number_to_double(uint64_t number, unsigned bits);
uint64_t tiff_number_of_double(double value, unsigned bits);

#endif
