/* SPDX-License-Identifier: MIT */
/*
 * icc.h - colour profiles (ICC.1:2022), by Little CMS 2
 *
 * Gray samples here are made of the codes of R, G and B, and are codes of the
 * same curve: what a gray file needs of an RGB profile is that curve.
 */
#ifndef GM_ICC_ICC_H
#define GM_ICC_ICC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/library.h"

extern const struct library icc_library;

/* The largest profile that is read: 16 MiB. */
#define ICC_MAX_BYTES (16u << 20)

/*
 * How far a curve may be from that of sRGB to be taken for it, in L* of CIE
 * 1976 at any code: a tenth of what can be seen side by side.
 */
#define ICC_SAME_CURVE 0.1

enum icc_kind {
	ICC_DAMAGED, /* the library cannot read it, or it is too large */
	ICC_GRAY,    /* of gray samples */
	ICC_SRGB,    /* of RGB, R = G = B being a gray on the curve of sRGB */
	ICC_CURVE,   /* the same, on another curve */
	ICC_OTHER,   /* of RGB, but R = G = B is no gray */
	ICC_INKS,    /* of C, M, Y and K */
	ICC_FOREIGN  /* of other samples */
};

/* What the profile is.  Fails with GM_ERR_NOMEM. */
enum gm_status icc_look(const uint8_t *profile, size_t nbytes,
			enum icc_kind *kind, struct gm_error *err);

/*
 * Replace *gray by the profile of gray samples that has the curve of this one,
 * which is ICC_SRGB or ICC_CURVE, and its version and time.  Parameters stay
 * parameters where the version has them; else it holds ICC_N_SAMPLES samples.
 * Fails with GM_ERR_NOMEM, or GM_ERR_CORRUPT.
 */
#define ICC_N_SAMPLES 1024u
enum gm_status icc_make_gray(const uint8_t *profile, size_t nbytes,
			     struct bytes *gray, struct gm_error *err);

/*
 * For formats whose readers see gray as R = G = B: replace *rgb by the profile
 * of RGB samples, of the primaries of sRGB, that has the curve of this one,
 * which is ICC_GRAY; *is_srgb says that it is that of sRGB.  Where there is no
 * curve, *rgb is empty.  Fails with GM_ERR_NOMEM.
 */
enum gm_status icc_make_rgb(const uint8_t *profile, size_t nbytes,
			    struct bytes *rgb, bool *is_srgb,
			    struct gm_error *err);

/* The same of no profile: the curve of sRGB, version 4, always the same bytes;
 * of gray samples, and of RGB. */
enum gm_status icc_make_srgb_gray(struct bytes *gray, struct gm_error *err);
enum gm_status icc_make_srgb(struct bytes *rgb, struct gm_error *err);

#endif
