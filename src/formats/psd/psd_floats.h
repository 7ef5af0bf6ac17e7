/* SPDX-License-Identifier: MIT */
/*
 * psd_floats.h - from linear light in floats to samples of 16 bits
 */
#ifndef GM_FORMATS_PSD_PSD_FLOATS_H
#define GM_FORMATS_PSD_PSD_FLOATS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Take a row of each plane, big-endian, the last of which is alpha if there
 * is one: of what the white leaves, which the colours are blended with, the
 * nearest sRGB code.  True when some of it was below black or beyond white.
 */
bool psd_floats_code(uint8_t *const *planes, uint32_t n_planes, bool has_alpha,
		     uint16_t *const *samples, uint32_t width);

#endif
