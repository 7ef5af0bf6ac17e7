/* SPDX-License-Identifier: MIT */
/*
 * icc_curve.h - the curve of the grays of an RGB profile
 *
 * Private to this room, as icc_source.h is.
 */
#ifndef GM_ICC_ICC_CURVE_H
#define GM_ICC_ICC_CURVE_H

#include "icc/icc_source.h"

/*
 * From the codes of R = G = B to light, both 0..1: that of R, G and B where
 * they have one, else ICC_N_SAMPLES samples.  It is the caller's to free; NULL
 * where they are no gray.
 */
cmsToneCurve *icc_curve_of(const struct icc_source *source);

/* By ICC_SAME_CURVE. */
bool icc_curve_is_srgb(const cmsToneCurve *curve);

/* Light, cut off to 0..1, as a sample. */
cmsUInt16Number icc_curve_u16(double light);

#endif
