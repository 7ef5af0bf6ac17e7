/* SPDX-License-Identifier: MIT */
#include "icc/icc_curve.h"

#include <math.h>

#include "icc/icc.h"
#include "image/gray_srgb.h"

/* Codes at which curves are compared. */
#define N_CODES 256u

/* How much colour, in CIE 1976 a* and b*, R = G = B may have. */
#define MOST_CHROMA 3.0

/* L* of light, 0..1. */
static double
lightness(double light)
{
	return light > 216.0 / 24389 ? 116 * cbrt(light) - 16
				     : light * 24389 / 27;
}

bool
icc_curve_is_srgb(const cmsToneCurve *curve)
{
	for (unsigned i = 0; i < N_CODES; i++) {
		double code = (double)i / (N_CODES - 1);
		double light = cmsEvalToneCurveFloat(curve, (float)code);

		if (fabs(lightness(light) - lightness(gray_srgb_decode(code))) >
		    ICC_SAME_CURVE)
			return false;
	}
	return true;
}

static bool
is_same(const cmsToneCurve *a, const cmsToneCurve *b)
{
	for (unsigned i = 0; i < N_CODES; i++) {
		float code = (float)i / (N_CODES - 1);

		if (cmsEvalToneCurveFloat(a, code) !=
		    cmsEvalToneCurveFloat(b, code))
			return false;
	}
	return true;
}

/* Of a profile with a curve for R, G and B each, where they are one. */
static const cmsToneCurve *
shared_curve(const struct icc_source *source)
{
	static const cmsTagSignature tags[3] = {
		cmsSigRedTRCTag, cmsSigGreenTRCTag, cmsSigBlueTRCTag};
	const cmsToneCurve *curves[3];

	if (!cmsIsMatrixShaper(source->profile))
		return NULL;
	for (unsigned i = 0; i < 3; i++) {
		curves[i] = cmsReadTag(source->profile, tags[i]);
		if (curves[i] == NULL || !is_same(curves[0], curves[i]))
			return NULL;
	}
	return curves[0];
}

cmsUInt16Number
icc_curve_u16(double light)
{
	return (cmsUInt16Number)lround(fmin(fmax(light, 0), 1) * 65535);
}

/* Light of the grays; false when they are not gray. */
static bool
measure(cmsHTRANSFORM transform, cmsUInt16Number light[ICC_N_SAMPLES])
{
	cmsCIEXYZ white, xyz;
	cmsCIELab lab;

	cmsDoTransform(transform, (double[3]){1, 1, 1}, &white, 1);
	if (!(white.Y > 0))
		return false;
	for (unsigned i = 0; i < ICC_N_SAMPLES; i++) {
		double code = (double)i / (ICC_N_SAMPLES - 1);

		cmsDoTransform(transform, (double[3]){code, code, code}, &xyz,
			       1);
		cmsXYZ2Lab(&white, &lab, &xyz);
		if (!(hypot(lab.a, lab.b) <= MOST_CHROMA))
			return false;
		light[i] = icc_curve_u16(xyz.Y / white.Y);
	}
	return true;
}

/* Of any profile, relative to its white. */
static cmsToneCurve *
measure_curve(const struct icc_source *source)
{
	cmsUInt16Number light[ICC_N_SAMPLES];
	cmsHPROFILE xyz = cmsCreateXYZProfileTHR(source->lib);
	cmsHTRANSFORM transform = NULL;
	cmsToneCurve *curve = NULL;

	if (xyz != NULL)
		transform = cmsCreateTransformTHR(
			source->lib, source->profile, TYPE_RGB_DBL, xyz,
			TYPE_XYZ_DBL, INTENT_RELATIVE_COLORIMETRIC,
			cmsFLAGS_NOOPTIMIZE | cmsFLAGS_NOCACHE);
	if (transform != NULL && measure(transform, light))
		curve = cmsBuildTabulatedToneCurve16(source->lib, ICC_N_SAMPLES,
						     light);
	if (transform != NULL)
		cmsDeleteTransform(transform);
	if (xyz != NULL)
		cmsCloseProfile(xyz);
	return curve;
}

cmsToneCurve *
icc_curve_of(const struct icc_source *source)
{
	const cmsToneCurve *curve = shared_curve(source);

	return curve != NULL ? cmsDupToneCurve(curve) : measure_curve(source);
}
