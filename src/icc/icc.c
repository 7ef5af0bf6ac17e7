/* SPDX-License-Identifier: MIT */
#include "icc/icc.h"

#include <stdio.h>
#include <string.h>

#include "base/octets.h"
#include "icc/icc_curve.h"

/* Where the head of a profile has its time (ICC.1 7.2.8). */
#define TIME_AT     24u
#define TIME_NBYTES 12u

/* When the curve of sRGB was published, for profiles of no time of their own.
 */
static const uint8_t some_time[TIME_NBYTES] = {1999 >> 8, 1999 & 255, 0,
					       10,        0,          1};

/* A profile that is open, and the curve of its grays. */
struct grays {
	struct icc_source source;
	cmsToneCurve *curve; /* owned; codes to light, both 0..1; or NULL */
};

static void
tell_version(struct library_version *version)
{
	snprintf(version->built, sizeof(version->built), "%d.%d",
		 LCMS_VERSION / 1000, LCMS_VERSION % 1000 / 10);
	snprintf(version->loaded, sizeof(version->loaded), "%d.%d",
		 cmsGetEncodedCMMversion() / 1000,
		 cmsGetEncodedCMMversion() % 1000 / 10);
}

const struct library icc_library = {.name = "lcms2", .tell = tell_version};

static enum gm_status
fail_nomem(struct gm_error *err)
{
	return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (profile)");
}

static void
close_grays(struct grays *grays)
{
	cmsFreeToneCurve(grays->curve);
	icc_source_close(&grays->source);
}

static enum icc_kind
look_at_colors(struct grays *grays)
{
	grays->curve = icc_curve_of(&grays->source);
	if (grays->curve == NULL)
		return ICC_OTHER;
	return icc_curve_is_srgb(grays->curve) ? ICC_SRGB : ICC_CURVE;
}

static enum icc_kind
look(struct grays *grays)
{
	cmsHPROFILE profile = grays->source.profile;

	switch (cmsGetColorSpace(profile)) {
	case cmsSigGrayData:
		return cmsReadTag(profile, cmsSigGrayTRCTag) != NULL ||
				       cmsIsTag(profile, cmsSigAToB0Tag)
			       ? ICC_GRAY
			       : ICC_DAMAGED;
	case cmsSigRgbData:
		return look_at_colors(grays);
	case cmsSigCmykData:
		return ICC_INKS;
	default:
		return ICC_FOREIGN;
	}
}

enum gm_status
icc_look(const uint8_t *profile, size_t nbytes, enum icc_kind *kind,
	 struct gm_error *err)
{
	struct grays grays = {0};
	enum gm_status st;

	*kind = ICC_DAMAGED;
	if (icc_source_open(&grays.source, profile, nbytes))
		*kind = look(&grays);
	st = icc_source_status(&grays.source, err);
	close_grays(&grays);
	return st;
}

/* Where the version has no parameters but a gamma, samples. */
static cmsToneCurve *
curve_for_version(cmsContext lib, const cmsToneCurve *curve, unsigned major)
{
	cmsUInt16Number light[ICC_N_SAMPLES];

	if (major >= 4 || cmsGetToneCurveParametricType(curve) <= 1)
		return cmsDupToneCurve(curve);
	for (unsigned i = 0; i < ICC_N_SAMPLES; i++)
		light[i] = icc_curve_u16(cmsEvalToneCurveFloat(
			curve, (float)i / (ICC_N_SAMPLES - 1)));
	return cmsBuildTabulatedToneCurve16(lib, ICC_N_SAMPLES, light);
}

static bool
set_text(cmsContext lib, cmsHPROFILE profile, cmsTagSignature tag,
	 const char *text)
{
	cmsMLU *texts = cmsMLUalloc(lib, 1);
	bool ok = texts != NULL && cmsMLUsetASCII(texts, "en", "US", text) &&
		  cmsWriteTag(profile, tag, texts);

	cmsMLUfree(texts);
	return ok;
}

/* Year, month, day, hour, minute, second (ICC.1 4.2). */
static bool
is_time(const uint8_t time[TIME_NBYTES])
{
	uint32_t month = octets_u16be(time + 2), day = octets_u16be(time + 4);

	return octets_u16be(time) > 0 && month >= 1 && month <= 12 &&
	       day >= 1 && day <= 31;
}

static enum gm_status
save(cmsHPROFILE profile, const uint8_t time[TIME_NBYTES], struct bytes *to,
     struct gm_error *err)
{
	cmsUInt32Number nbytes = 0;
	enum gm_status st;

	to->nbytes = 0;
	if (!cmsSaveProfileToMem(profile, NULL, &nbytes))
		return fail_nomem(err);
	st = bytes_reserve(to, nbytes, err);
	if (st != GM_OK)
		return st;
	if (!cmsSaveProfileToMem(profile, to->data, &nbytes))
		return fail_nomem(err);
	to->nbytes = nbytes;
	/* The library writes that of the day. */
	memcpy(to->data + TIME_AT, is_time(time) ? time : some_time,
	       TIME_NBYTES);
	return GM_OK;
}

static cmsHPROFILE
create_rgb(cmsContext lib, cmsToneCurve *curve)
{
	/* ITU-R BT.709, 1.3 and 1.4, which sRGB has, too. */
	static const cmsCIExyY white = {0.3127, 0.3290, 1};
	static const cmsCIExyYTRIPLE primaries = {
		{0.64, 0.33, 1}, {0.30, 0.60, 1}, {0.15, 0.06, 1}};
	cmsToneCurve *const curves[3] = {curve, curve, curve};

	return cmsCreateRGBProfileTHR(lib, &white, &primaries, curves);
}

/* A profile of the curve, of gray or RGB, of a version such as 4.3. */
static enum gm_status
make(cmsContext lib, const cmsToneCurve *curve, bool is_rgb, double version,
     const uint8_t time[TIME_NBYTES], struct bytes *to, struct gm_error *err)
{
	cmsToneCurve *own = curve_for_version(lib, curve, (unsigned)version);
	cmsHPROFILE profile = NULL;
	enum gm_status st = GM_ERR_NOMEM;

	if (own != NULL)
		profile = is_rgb ? create_rgb(lib, own)
				 : cmsCreateGrayProfileTHR(lib, cmsD50_xyY(),
							   own);
	if (profile != NULL)
		cmsSetProfileVersion(profile, version);
	if (profile != NULL &&
	    set_text(lib, profile, cmsSigProfileDescriptionTag,
		     is_rgb ? "Gray as RGB" : "Gray") &&
	    set_text(lib, profile, cmsSigCopyrightTag, "No copyright"))
		st = save(profile, time, to, err);
	else
		fail_nomem(err);
	if (profile != NULL)
		cmsCloseProfile(profile);
	cmsFreeToneCurve(own);
	return st;
}

enum gm_status
icc_make_gray(const uint8_t *profile, size_t nbytes, struct bytes *gray,
	      struct gm_error *err)
{
	struct grays grays = {0};
	enum icc_kind kind = ICC_DAMAGED;
	enum gm_status st;

	if (icc_source_open(&grays.source, profile, nbytes))
		kind = look(&grays);
	st = icc_source_status(&grays.source, err);
	if (st == GM_OK && kind == ICC_DAMAGED)
		st = gm_fail(err, GM_ERR_CORRUPT, 0,
			     "corrupt: the colour profile");
	else if (st == GM_OK && kind != ICC_SRGB && kind != ICC_CURVE)
		st = gm_fail(err, GM_ERR_CORRUPT, 0,
			     "corrupt: a colour profile without a gray curve");
	if (st == GM_OK)
		st = make(grays.source.lib, grays.curve, false,
			  cmsGetProfileVersion(grays.source.profile),
			  profile + TIME_AT, gray, err);
	if (st == GM_OK)
		st = icc_source_status(&grays.source, err);
	close_grays(&grays);
	return st;
}

enum gm_status
icc_make_rgb(const uint8_t *profile, size_t nbytes, struct bytes *rgb,
	     bool *is_srgb, struct gm_error *err)
{
	struct icc_source source = {0};
	const cmsToneCurve *curve = NULL;
	enum gm_status st = GM_OK;

	rgb->nbytes = 0;
	*is_srgb = false;
	if (icc_source_open(&source, profile, nbytes) &&
	    cmsGetColorSpace(source.profile) == cmsSigGrayData)
		curve = cmsReadTag(source.profile, cmsSigGrayTRCTag);
	if (curve != NULL) {
		*is_srgb = icc_curve_is_srgb(curve);
		st = make(source.lib, curve, true,
			  cmsGetProfileVersion(source.profile),
			  profile + TIME_AT, rgb, err);
	}
	if (st == GM_OK)
		st = icc_source_status(&source, err);
	icc_source_close(&source);
	return st;
}

static enum gm_status
make_srgb(bool is_rgb, struct bytes *to, struct gm_error *err)
{
	/* IEC 61966-2-1: type 4 of the library is type 3 of ICC.1 10.18. */
	static const double parameters[5] = {2.4, 1 / 1.055, 0.055 / 1.055,
					     1 / 12.92, 0.04045};
	struct icc_source none = {0};
	cmsToneCurve *curve = NULL;
	enum gm_status st;

	none.lib = icc_memory_context(&none.memory, 0);
	if (none.lib != NULL)
		curve = cmsBuildParametricToneCurve(none.lib, 4, parameters);
	st = curve != NULL
		     ? make(none.lib, curve, is_rgb, 4.3, some_time, to, err)
		     : fail_nomem(err);
	if (st == GM_OK)
		st = icc_source_status(&none, err);
	cmsFreeToneCurve(curve);
	icc_source_close(&none);
	return st;
}

enum gm_status
icc_make_srgb_gray(struct bytes *gray, struct gm_error *err)
{
	return make_srgb(false, gray, err);
}

enum gm_status
icc_make_srgb(struct bytes *rgb, struct gm_error *err)
{
	return make_srgb(true, rgb, err);
}
