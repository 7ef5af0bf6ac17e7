/* SPDX-License-Identifier: MIT */
/*
 * icc_light.h - how much light a colour of a profile is
 *
 * The light of R, G and B by their curves, weighed by Y of their colorants in
 * the profile connection space, D50 (ICC.1 F.3), coded again by the curve that
 * icc_make_gray() gives the gray.
 */
#ifndef GM_ICC_ICC_LIGHT_H
#define GM_ICC_ICC_LIGHT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "image/gray_light.h"

/*
 * How far Y of a colorant may be from that of sRGB to be taken for it.  Over
 * the whole range that is half a level of 8 bits.
 */
#define ICC_SAME_WEIGHT 0.002

enum icc_light_kind {
	ICC_LIGHT_NONE, /* it has a table instead, or no gray curve */
	ICC_LIGHT_SRGB, /* curve and colorants are those of sRGB */
	ICC_LIGHT_OTHER
};

/* What that of a profile is.  Fails with GM_ERR_NOMEM. */
enum gm_status icc_light_look(const uint8_t *profile, size_t nbytes,
			      enum icc_light_kind *kind, struct gm_error *err);

/*
 * Make it, of one that is ICC_LIGHT_OTHER, for samples of 8 or 16 bits; *light
 * is empty before, and the caller's to free.  Fails with GM_ERR_NOMEM, or
 * GM_ERR_CORRUPT.
 */
enum gm_status icc_light_make(const uint8_t *profile, size_t nbytes,
			      unsigned bits, struct gray_light *light,
			      struct gm_error *err);

#endif
