/* SPDX-License-Identifier: MIT */
/*
 * cicp.h - coding-independent code points (ITU-T H.273)
 *
 * Which colours R, G and B are, and on which curve their samples.  The four
 * bytes are those of a PNG's cICP (third edition, 11.3.2.6): colour primaries,
 * transfer characteristics, matrix coefficients, and whether the range is full.
 *
 * PQ and HLG are taken as they code light: of HLG that of the scene, so that
 * what a display makes of gray is what it makes of colours of its light.
 */
#ifndef GM_META_CICP_H
#define GM_META_CICP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "image/gray_light.h"

#define CICP_NBYTES 4u

/* Are they sRGB's? */
bool cicp_is_srgb(const uint8_t cicp[CICP_NBYTES]);

/*
 * Make the gray of linear light, for samples of 8 or 16 bits; *light is empty
 * before, and the caller's to free.  Fails with GM_ERR_UNSUPPORTED for
 * primaries or a curve that are not known, a narrow range, and colours that
 * are not R, G and B; or with GM_ERR_NOMEM.
 */
enum gm_status cicp_make_light(const uint8_t cicp[CICP_NBYTES], unsigned bits,
			       struct gray_light *light, struct gm_error *err);

/*
 * Light of a code, both 0..1, by transfer characteristics; false where those
 * are not known.
 */
bool cicp_decode(unsigned transfer, double code, double *light);

#endif
