/* SPDX-License-Identifier: MIT */
/*
 * icc_transform.h - samples of a colour profile to those of sRGB
 *
 * By Little CMS: relative colorimetric, with black point compensation, as
 * Photoshop has it unless told otherwise.
 */
#ifndef GM_ICC_ICC_TRANSFORM_H
#define GM_ICC_ICC_TRANSFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum icc_samples {
	ICC_SAMPLES_RGB, /* R, G, B, */
	ICC_SAMPLES_INKS /* or C, M, Y, K, the largest being none of it, as
			    files have them; both become R, G, B */
};

struct icc_transform;

/*
 * Make a transform for samples of 8 or 16 bits, native-endian, that the caller
 * closes; *transform is NULL where the profile is damaged, or not of such
 * samples.  It takes about 0.1 s where the profile is one of tables.  Fails
 * with GM_ERR_NOMEM.
 */
enum gm_status icc_transform_open(struct icc_transform **transform,
				  const uint8_t *profile, size_t nbytes,
				  enum icc_samples samples, unsigned bits,
				  struct gm_error *err);

/* Is it for such samples? */
bool icc_transform_is_for(const struct icc_transform *transform,
			  enum icc_samples samples, unsigned bits);

/* Interleaved samples, aligned; to does not overlap from. */
void icc_transform_run(const struct icc_transform *transform, const void *from,
		       size_t n_pixels, void *to);

/* NULL is allowed. */
void icc_transform_close(struct icc_transform *transform);

#endif
