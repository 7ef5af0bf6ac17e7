/* SPDX-License-Identifier: MIT */
/*
 * profile_fixture.h - colour profiles that Little CMS has made
 */
#ifndef GM_UNIT_PROFILE_FIXTURE_H
#define GM_UNIT_PROFILE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <lcms2.h>

#include "base/bytes.h"
#include "base/octets.h"
#include "icc/icc.h"

/* Save in *to what is then closed. */
static inline void
profile_fixture_save(cmsHPROFILE profile, struct bytes *to)
{
	cmsUInt32Number n = 0;
	struct gm_error err;

	assert_true(cmsSaveProfileToMem(profile, NULL, &n));
	to->nbytes = 0;
	assert_int_equal(bytes_reserve(to, n, &err), GM_OK);
	assert_true(cmsSaveProfileToMem(profile, to->data, &n));
	to->nbytes = n;
	cmsCloseProfile(profile);
}

static inline void
profile_fixture_srgb(struct bytes *to)
{
	profile_fixture_save(cmsCreate_sRGBProfile(), to);
}

/* The primaries of sRGB on a curve of 2.2. */
static inline void
profile_fixture_gamma(struct bytes *to)
{
	const cmsCIExyYTRIPLE rec709 = {
		{0.64, 0.33, 1}, {0.30, 0.60, 1}, {0.15, 0.06, 1}};
	cmsToneCurve *curve = cmsBuildGamma(NULL, 2.2);
	cmsToneCurve *curves[3] = {curve, curve, curve};
	cmsCIExyY white;

	assert_true(cmsWhitePointFromTemp(&white, 6504));
	profile_fixture_save(cmsCreateRGBProfile(&white, &rec709, curves), to);
	cmsFreeToneCurve(curve);
}

static inline void
profile_fixture_gray(struct bytes *to)
{
	struct gm_error err;

	assert_int_equal(icc_make_srgb_gray(to, &err), GM_OK);
}

/* Make it so long, by bytes that say nothing at its end. */
static inline void
profile_fixture_stretch(struct bytes *profile, uint32_t nbytes)
{
	struct gm_error err;

	while (profile->nbytes < nbytes)
		assert_int_equal(bytes_append(profile, "", 1, &err), GM_OK);
	octets_put_u32be(profile->data, nbytes);
}

#endif
