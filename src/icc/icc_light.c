/* SPDX-License-Identifier: MIT */
#include "icc/icc_light.h"

#include <math.h>

#include "icc/icc_curve.h"

/* Y of the colorants of sRGB, adapted to D50 (IEC 61966-2-1 amendment 1). */
static const double srgb_weights[3] = {0.22249, 0.71689, 0.06062};

/* A profile that is open; curves and weights as gray_light_make() has them. */
struct colors {
	struct icc_source source;
	const cmsToneCurve *curves[GRAY_LIGHT_N_CURVES]; /* the source's, */
	cmsToneCurve *gray; /* but this, owned, the last of them; or NULL */
	double weights[3];
};

/* False where it has none of R, G and B. */
static bool
find_curves(struct colors *colors)
{
	static const cmsTagSignature tags[3] = {
		cmsSigRedTRCTag, cmsSigGreenTRCTag, cmsSigBlueTRCTag};

	for (unsigned i = 0; i < 3; i++) {
		colors->curves[i] = cmsReadTag(colors->source.profile, tags[i]);
		if (colors->curves[i] == NULL)
			return false;
	}
	colors->gray = icc_curve_of(&colors->source);
	colors->curves[GRAY_LIGHT_GRAY] = colors->gray;
	return colors->gray != NULL;
}

/* Relative to white, which is all of them together. */
static bool
find_weights(struct colors *colors)
{
	static const cmsTagSignature tags[3] = {cmsSigRedColorantTag,
						cmsSigGreenColorantTag,
						cmsSigBlueColorantTag};
	double sum = 0;

	for (unsigned i = 0; i < 3; i++) {
		const cmsCIEXYZ *xyz =
			cmsReadTag(colors->source.profile, tags[i]);

		if (xyz == NULL)
			return false;
		colors->weights[i] = xyz->Y;
		sum += xyz->Y;
	}
	for (unsigned i = 0; i < 3; i++)
		colors->weights[i] /= sum;
	return sum > 0;
}

static enum icc_light_kind
find(struct colors *colors)
{
	if (cmsGetColorSpace(colors->source.profile) != cmsSigRgbData ||
	    !cmsIsMatrixShaper(colors->source.profile) ||
	    !find_curves(colors) || !find_weights(colors))
		return ICC_LIGHT_NONE;
	for (unsigned i = 0; i < 3; i++)
		if (!(fabs(colors->weights[i] - srgb_weights[i]) <=
		      ICC_SAME_WEIGHT))
			return ICC_LIGHT_OTHER;
	return icc_curve_is_srgb(colors->gray) ? ICC_LIGHT_SRGB
					       : ICC_LIGHT_OTHER;
}

static enum gm_status
open_colors(struct colors *colors, const uint8_t *profile, size_t nbytes,
	    enum icc_light_kind *kind, struct gm_error *err)
{
	*kind = ICC_LIGHT_NONE;
	if (icc_source_open(&colors->source, profile, nbytes))
		*kind = find(colors);
	return icc_source_status(&colors->source, err);
}

static void
close_colors(struct colors *colors)
{
	cmsFreeToneCurve(colors->gray);
	icc_source_close(&colors->source);
}

enum gm_status
icc_light_look(const uint8_t *profile, size_t nbytes, enum icc_light_kind *kind,
	       struct gm_error *err)
{
	struct colors colors = {0};
	enum gm_status st = open_colors(&colors, profile, nbytes, kind, err);

	close_colors(&colors);
	return st;
}

static double
light_of(const void *ctx, unsigned curve, double code)
{
	const struct colors *colors = ctx;

	return (double)cmsEvalToneCurveFloat(colors->curves[curve],
					     (float)code);
}

enum gm_status
icc_light_make(const uint8_t *profile, size_t nbytes, unsigned bits,
	       struct gray_light *light, struct gm_error *err)
{
	struct colors colors = {0};
	enum icc_light_kind kind;
	enum gm_status st = open_colors(&colors, profile, nbytes, &kind, err);

	if (st == GM_OK && kind == ICC_LIGHT_NONE)
		st = gm_fail(err, GM_ERR_CORRUPT, 0,
			     "corrupt: a colour profile without colorants");
	if (st == GM_OK) {
		struct gray_light_curves curves = {.light = light_of,
						   .ctx = &colors};

		for (unsigned i = 0; i < 3; i++)
			curves.weights[i] = colors.weights[i];
		st = gray_light_make(light, bits, &curves, err);
	}
	close_colors(&colors);
	return st;
}
