/* SPDX-License-Identifier: MIT */
#include "icc/icc.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <lcms2.h>

#define N_CODES 256

static const cmsCIExyYTRIPLE rec709 = {
	{0.64, 0.33, 1}, {0.30, 0.60, 1}, {0.15, 0.06, 1}};

static cmsToneCurve *
srgb_curve(void)
{
	return cmsBuildParametricToneCurve(
		NULL, 4,
		(double[5]){2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045});
}

static void
save(cmsHPROFILE profile, double version, struct bytes *to)
{
	cmsUInt32Number n = 0;
	struct gm_error err;

	cmsSetProfileVersion(profile, version);
	assert_true(cmsSaveProfileToMem(profile, NULL, &n));
	to->nbytes = 0;
	assert_int_equal(bytes_reserve(to, n, &err), GM_OK);
	assert_true(cmsSaveProfileToMem(profile, to->data, &n));
	to->nbytes = n;
	cmsCloseProfile(profile);
}

/* Takes the curves, which may be one. */
static void
make_rgb(cmsToneCurve *red, cmsToneCurve *green, cmsToneCurve *blue,
	 double version, struct bytes *to)
{
	cmsToneCurve *curves[3] = {red, green, blue};
	cmsCIExyY white;

	assert_true(cmsWhitePointFromTemp(&white, 6504));
	save(cmsCreateRGBProfile(&white, &rec709, curves), version, to);
	cmsFreeToneCurve(red);
	if (green != red)
		cmsFreeToneCurve(green);
	if (blue != red && blue != green)
		cmsFreeToneCurve(blue);
}

static void
make_same(cmsToneCurve *curve, double version, struct bytes *to)
{
	make_rgb(curve, curve, curve, version, to);
}

static enum icc_kind
kind_of(const struct bytes *profile)
{
	enum icc_kind kind;
	struct gm_error err;

	assert_int_equal(icc_look(profile->data, profile->nbytes, &kind, &err),
			 GM_OK);
	return kind;
}

/* L* of the 8-bit codes of gray, or of R = G = B. */
static void
render(const struct bytes *bytes, bool is_gray, double lightness[N_CODES])
{
	cmsHPROFILE profile =
		cmsOpenProfileFromMem(bytes->data, (uint32_t)bytes->nbytes);
	cmsHPROFILE lab = cmsCreateLab4Profile(NULL);
	cmsHTRANSFORM transform = cmsCreateTransform(
		profile, is_gray ? TYPE_GRAY_8 : TYPE_RGB_8, lab, TYPE_Lab_DBL,
		INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_NOOPTIMIZE);

	assert_non_null(transform);
	for (unsigned i = 0; i < N_CODES; i++) {
		uint8_t code = (uint8_t)i;
		cmsCIELab out;

		cmsDoTransform(transform, (uint8_t[3]){code, code, code}, &out,
			       1);
		lightness[i] = out.L;
	}
	cmsDeleteTransform(transform);
	cmsCloseProfile(lab);
	cmsCloseProfile(profile);
}

/* The gray profile shows the codes as this one does, and has its version. */
static void
expect_like(const struct bytes *profile, size_t most_nbytes)
{
	struct bytes gray = {0}, again = {0};
	double before[N_CODES], after[N_CODES];
	struct gm_error err;

	assert_int_equal(
		icc_make_gray(profile->data, profile->nbytes, &gray, &err),
		GM_OK);
	assert_int_equal(kind_of(&gray), ICC_GRAY);
	assert_true(gray.nbytes <= most_nbytes);
	assert_memory_equal(gray.data + 8, profile->data + 8, 4);
	render(profile, false, before);
	render(&gray, true, after);
	for (unsigned i = 0; i < N_CODES; i++)
		assert_true(fabs(before[i] - after[i]) < 0.25);
	assert_int_equal(
		icc_make_gray(profile->data, profile->nbytes, &again, &err),
		GM_OK);
	assert_int_equal(again.nbytes, gray.nbytes);
	assert_memory_equal(again.data, gray.data, gray.nbytes);
	bytes_free(&again);
	bytes_free(&gray);
}

static void
the_curve_of_srgb_is_known(void **state)
{
	struct bytes profile = {0};

	(void)state;
	make_same(srgb_curve(), 4.3, &profile);
	assert_int_equal(kind_of(&profile), ICC_SRGB);
	expect_like(&profile, 400);
	/* Of version 2 it is a table. */
	make_same(srgb_curve(), 2.1, &profile);
	assert_int_equal(kind_of(&profile), ICC_SRGB);
	bytes_free(&profile);
}

static void
other_curves_stay(void **state)
{
	static const double gammas[] = {1.0, 1.8, 2.2, 2.4};
	struct bytes profile = {0};

	(void)state;
	for (size_t i = 0; i < 4; i++)
		for (int version = 2; version <= 4; version += 2) {
			make_same(cmsBuildGamma(NULL, gammas[i]), version + 0.1,
				  &profile);
			assert_int_equal(kind_of(&profile), ICC_CURVE);
			expect_like(&profile, 400);
		}
	bytes_free(&profile);
}

/* As ProPhoto has it: linear near black. */
static void
parameters_become_samples_where_there_are_none(void **state)
{
	const double parameters[5] = {1.8, 1, 0, 1.0 / 16, 0.031248};
	struct bytes profile = {0};

	(void)state;
	make_same(cmsBuildParametricToneCurve(NULL, 4, parameters), 4.3,
		  &profile);
	expect_like(&profile, 400);
	/* Written in full, they are 4,096. */
	make_same(cmsBuildParametricToneCurve(NULL, 4, parameters), 2.1,
		  &profile);
	assert_int_equal(kind_of(&profile), ICC_CURVE);
	bytes_free(&profile);
}

static void
three_curves_become_one(void **state)
{
	struct bytes profile = {0};

	(void)state;
	make_rgb(cmsBuildGamma(NULL, 1.79), cmsBuildGamma(NULL, 1.8),
		 cmsBuildGamma(NULL, 1.81), 2.1, &profile);
	assert_int_equal(kind_of(&profile), ICC_CURVE);
	expect_like(&profile, ICC_N_SAMPLES * 2 + 400);
	bytes_free(&profile);
}

static void
what_is_no_gray_is_other(void **state)
{
	struct bytes profile = {0}, gray = {0};
	struct gm_error err;

	(void)state;
	make_rgb(cmsBuildGamma(NULL, 1.0), cmsBuildGamma(NULL, 2.2),
		 cmsBuildGamma(NULL, 2.2), 2.1, &profile);
	assert_int_equal(kind_of(&profile), ICC_OTHER);
	assert_int_equal(
		icc_make_gray(profile.data, profile.nbytes, &gray, &err),
		GM_ERR_CORRUPT);
	save(cmsCreateLab4Profile(NULL), 4.3, &profile);
	assert_int_equal(kind_of(&profile), ICC_FOREIGN);
	bytes_free(&gray);
	bytes_free(&profile);
}

static void
gray_is_gray(void **state)
{
	cmsToneCurve *curve = cmsBuildGamma(NULL, 2.2);
	struct bytes profile = {0};

	(void)state;
	save(cmsCreateGrayProfile(cmsD50_xyY(), curve), 2.1, &profile);
	cmsFreeToneCurve(curve);
	assert_int_equal(kind_of(&profile), ICC_GRAY);
	bytes_free(&profile);
}

static void
srgb_can_be_had_without_a_profile(void **state)
{
	struct bytes gray = {0}, profile = {0};
	double before[N_CODES], after[N_CODES];
	struct gm_error err;

	(void)state;
	make_same(srgb_curve(), 4.3, &profile);
	assert_int_equal(icc_make_srgb_gray(&gray, &err), GM_OK);
	render(&profile, false, before);
	render(&gray, true, after);
	for (unsigned i = 0; i < N_CODES; i++)
		assert_true(fabs(before[i] - after[i]) < 0.1);
	bytes_free(&gray);
	bytes_free(&profile);
}

/* Cut anywhere, or with any byte another, it is read or it is not. */
static void
damage_is_no_harm(void **state)
{
	struct bytes profile = {0}, gray = {0};
	struct gm_error err;

	(void)state;
	make_rgb(cmsBuildGamma(NULL, 2.2), srgb_curve(),
		 cmsBuildGamma(NULL, 1.8), 4.3, &profile);
	for (size_t n = 0; n < profile.nbytes; n++) {
		struct bytes cut = {.data = profile.data, .nbytes = n};

		kind_of(&cut);
		icc_make_gray(cut.data, n, &gray, &err);
	}
	for (size_t i = 0; i < profile.nbytes; i++) {
		profile.data[i] ^= 0xff;
		kind_of(&profile);
		icc_make_gray(profile.data, profile.nbytes, &gray, &err);
		profile.data[i] ^= 0xff;
	}
	assert_int_equal(icc_make_gray(profile.data, 100, &gray, &err),
			 GM_ERR_CORRUPT);
	assert_int_equal(
		kind_of(&(struct bytes){.data = profile.data, .nbytes = 100}),
		ICC_DAMAGED);
	bytes_free(&gray);
	bytes_free(&profile);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_curve_of_srgb_is_known),
		cmocka_unit_test(other_curves_stay),
		cmocka_unit_test(
			parameters_become_samples_where_there_are_none),
		cmocka_unit_test(three_curves_become_one),
		cmocka_unit_test(what_is_no_gray_is_other),
		cmocka_unit_test(gray_is_gray),
		cmocka_unit_test(srgb_can_be_had_without_a_profile),
		cmocka_unit_test(damage_is_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
