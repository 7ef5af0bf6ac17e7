/* SPDX-License-Identifier: MIT */
/*
 * psd_pack.h - how rows of samples are packed
 */
#ifndef GM_FORMATS_PSD_PSD_PACK_H
#define GM_FORMATS_PSD_PSD_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Unpack PackBits (TIFF 6.0 section 9) to a row.  False when it does not fill
 * the row; *is_over is whether it has more than fits in there.
 */
bool psd_unpack(const uint8_t *packed, size_t packed_nbytes, uint8_t *row,
		size_t row_nbytes, bool *is_over);

/*
 * Make samples of the differences between them: big-endian ones of 16 bits;
 * else bytes, which of floats are sorted, the first of each before all the
 * second ones.  spare has room for a row.
 */
void psd_unpredict(uint8_t *row, size_t width, uint32_t depth, uint8_t *spare);

#endif
