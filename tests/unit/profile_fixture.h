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

/* Of gray on a curve of 2.2. */
static inline void
profile_fixture_gray_gamma(struct bytes *to)
{
	cmsToneCurve *curve = cmsBuildGamma(NULL, 2.2);

	profile_fixture_save(cmsCreateGrayProfile(cmsD50_xyY(), curve), to);
	cmsFreeToneCurve(curve);
}

/* L* falls with all inks, and there is no chroma; Lab in 16 bits, version 4. */
static inline cmsInt32Number
profile_fixture_mix(const cmsUInt16Number inks[], cmsUInt16Number lab[],
		    void *ctx)
{
	double most = 65535, light = 1 - inks[3] / most;

	(void)ctx;
	for (int i = 0; i < 3; i++)
		light *= 1 - inks[i] / most / 2;
	lab[0] = (cmsUInt16Number)(light * most);
	lab[1] = lab[2] = 0x8080;
	return 1;
}

/* A table that a function fills, as that tag of the profile. */
static inline void
profile_fixture_table(cmsHPROFILE profile, cmsTagSignature tag,
		      unsigned channels, cmsSAMPLER16 function)
{
	cmsPipeline *table = cmsPipelineAlloc(NULL, channels, 3);
	cmsStage *stage = cmsStageAllocCLut16bit(NULL, 5, channels, 3, NULL);

	/* The file has curves on both sides of it. */
	assert_true(cmsStageSampleCLut16bit(stage, function, NULL, 0));
	assert_true(cmsPipelineInsertStage(
		table, cmsAT_END,
		cmsStageAllocToneCurves(NULL, channels, NULL)));
	assert_true(cmsPipelineInsertStage(table, cmsAT_END, stage));
	assert_true(cmsPipelineInsertStage(
		table, cmsAT_END, cmsStageAllocToneCurves(NULL, 3, NULL)));
	assert_true(cmsWriteTag(profile, tag, table));
	cmsPipelineFree(table);
}

/* Of C, M, Y and K. */
static inline void
profile_fixture_inks(struct bytes *to)
{
	cmsHPROFILE profile = cmsCreateProfilePlaceholder(NULL);

	cmsSetProfileVersion(profile, 4.3);
	cmsSetDeviceClass(profile, cmsSigOutputClass);
	cmsSetColorSpace(profile, cmsSigCmykData);
	cmsSetPCS(profile, cmsSigLabData);
	profile_fixture_table(profile, cmsSigAToB0Tag, 4, profile_fixture_mix);
	profile_fixture_save(profile, to);
}

/* Of RGB on three curves, with the primaries of sRGB: R = G = B is no gray. */
static inline void
profile_fixture_uneven(struct bytes *to)
{
	const cmsCIExyYTRIPLE rec709 = {
		{0.64, 0.33, 1}, {0.30, 0.60, 1}, {0.15, 0.06, 1}};
	cmsToneCurve *curves[3] = {cmsBuildGamma(NULL, 1.0),
				   cmsBuildGamma(NULL, 2.2),
				   cmsBuildGamma(NULL, 1.5)};
	cmsCIExyY white;

	assert_true(cmsWhitePointFromTemp(&white, 6504));
	profile_fixture_save(cmsCreateRGBProfile(&white, &rec709, curves), to);
	for (int i = 0; i < 3; i++)
		cmsFreeToneCurve(curves[i]);
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
