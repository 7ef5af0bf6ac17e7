/* SPDX-License-Identifier: MIT */
#include "icc/icc_transform.h"

#include <stdlib.h>

#include "icc/icc_source.h"

struct icc_transform {
	struct icc_source source; /* its profile is closed */
	enum icc_samples samples;
	unsigned bits;
	cmsHTRANSFORM handle;
};

/* The library's number for interleaved samples. */
static cmsUInt32Number
format_of(enum icc_samples samples, unsigned bits)
{
	if (samples == ICC_SAMPLES_INKS)
		return COLORSPACE_SH(PT_CMYK) | CHANNELS_SH(4) | FLAVOR_SH(1) |
		       BYTES_SH(bits / 8);
	return COLORSPACE_SH(PT_RGB) | CHANNELS_SH(3) | BYTES_SH(bits / 8);
}

/*
 * Of 8 bits the library makes one table for the whole way, which takes a sixth
 * of the time; of the SWOP profile, gray is then off by 0.24 levels in the mean
 * and by 4 at most.  Of 16 bits that would be hundreds of levels.
 */
static cmsUInt32Number
flags_of(unsigned bits)
{
	return cmsFLAGS_BLACKPOINTCOMPENSATION |
	       (bits == 16 ? cmsFLAGS_NOOPTIMIZE : 0);
}

static void
make(struct icc_transform *t)
{
	cmsHPROFILE srgb = cmsCreate_sRGBProfileTHR(t->source.lib);

	if (srgb == NULL)
		return;
	t->handle = cmsCreateTransformTHR(t->source.lib, t->source.profile,
					  format_of(t->samples, t->bits), srgb,
					  format_of(ICC_SAMPLES_RGB, t->bits),
					  INTENT_RELATIVE_COLORIMETRIC,
					  flags_of(t->bits));
	cmsCloseProfile(srgb);
}

enum gm_status
icc_transform_open(struct icc_transform **transform, const uint8_t *profile,
		   size_t nbytes, enum icc_samples samples, unsigned bits,
		   struct gm_error *err)
{
	struct icc_transform *t = calloc(1, sizeof(*t));
	enum gm_status st = GM_OK;

	*transform = NULL;
	if (t == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (profile)");
	t->samples = samples;
	t->bits = bits;
	if (icc_source_open(&t->source, profile, nbytes))
		make(t);
	st = icc_source_status(&t->source, err);
	if (st == GM_OK && t->handle != NULL) {
		icc_source_close_profile(&t->source);
		*transform = t;
		return GM_OK;
	}
	icc_transform_close(t);
	return st;
}

bool
icc_transform_is_for(const struct icc_transform *transform,
		     enum icc_samples samples, unsigned bits)
{
	return transform->samples == samples && transform->bits == bits;
}

void
icc_transform_run(const struct icc_transform *transform, const void *from,
		  size_t n_pixels, void *to)
{
	cmsDoTransform(transform->handle, from, to, (cmsUInt32Number)n_pixels);
}

void
icc_transform_close(struct icc_transform *transform)
{
	if (transform == NULL)
		return;
	if (transform->handle != NULL)
		cmsDeleteTransform(transform->handle);
	icc_source_close(&transform->source);
	free(transform);
}
