/* SPDX-License-Identifier: MIT */
#include "icc/icc_light.h"

#include <math.h>

#include "profile_fixture.h"

/* Chromaticities of R, G and B, and the one gamma. */
struct space {
	cmsCIExyYTRIPLE primaries;
	double gamma;
	bool is_d50; /* else D65 */
};

static const struct space adobe = {
	{{0.64, 0.33, 1}, {0.21, 0.71, 1}, {0.15, 0.06, 1}}, 2.19921875, false};
static const struct space p3 = {
	{{0.68, 0.32, 1}, {0.265, 0.69, 1}, {0.15, 0.06, 1}}, 0, false};
static const struct space prophoto = {
	{{0.7347, 0.2653, 1}, {0.1596, 0.8404, 1}, {0.0366, 0.0001, 1}},
	1.8,
	true};
/* R for B, G for R. */
static const struct space turned = {
	{{0.15, 0.06, 1}, {0.64, 0.33, 1}, {0.30, 0.60, 1}}, 2.2, false};

/* No gamma is the curve of sRGB. */
static void
make_profile(const struct space *space, struct bytes *to)
{
	cmsToneCurve *curve =
		space->gamma > 0
			? cmsBuildGamma(NULL, space->gamma)
			: cmsBuildParametricToneCurve(
				  NULL, 4,
				  (double[5]){2.4, 1 / 1.055, 0.055 / 1.055,
					      1 / 12.92, 0.04045});
	cmsToneCurve *curves[3] = {curve, curve, curve};
	cmsCIExyY white = *cmsD50_xyY();

	if (!space->is_d50)
		assert_true(cmsWhitePointFromTemp(&white, 6504));
	profile_fixture_save(
		cmsCreateRGBProfile(&white, &space->primaries, curves), to);
	cmsFreeToneCurve(curve);
}

static enum icc_light_kind
kind_of(const struct bytes *profile)
{
	enum icc_light_kind kind;
	struct gm_error err;

	assert_int_equal(
		icc_light_look(profile->data, profile->nbytes, &kind, &err),
		GM_OK);
	return kind;
}

static cmsHTRANSFORM
open_to(const struct bytes *from, cmsUInt32Number from_format, cmsHPROFILE to,
	cmsUInt32Number to_format)
{
	cmsHPROFILE profile =
		cmsOpenProfileFromMem(from->data, (uint32_t)from->nbytes);
	cmsHTRANSFORM transform =
		cmsCreateTransform(profile, from_format, to, to_format,
				   INTENT_RELATIVE_COLORIMETRIC,
				   cmsFLAGS_NOOPTIMIZE | cmsFLAGS_NOCACHE);

	assert_non_null(transform);
	cmsCloseProfile(profile);
	return transform;
}

/* By the library: its Y of colours, on the curve of the gray profile. */
static void
expect_y(const struct space *space)
{
	const struct image_info narrow = {.channels = 3, .bits = 8};
	const struct image_info wide = {.channels = 3, .bits = 16};
	struct bytes profile = {0}, gray = {0};
	struct gray_light light8 = {0}, light16 = {0};
	cmsHPROFILE made, xyz = cmsCreateXYZProfile();
	cmsHTRANSFORM to_light, from_light;
	struct gm_error err;

	make_profile(space, &profile);
	assert_int_equal(kind_of(&profile), ICC_LIGHT_OTHER);
	assert_int_equal(
		icc_make_gray(profile.data, profile.nbytes, &gray, &err),
		GM_OK);
	assert_int_equal(
		icc_light_make(profile.data, profile.nbytes, 8, &light8, &err),
		GM_OK);
	assert_int_equal(icc_light_make(profile.data, profile.nbytes, 16,
					&light16, &err),
			 GM_OK);
	made = cmsOpenProfileFromMem(gray.data, (uint32_t)gray.nbytes);
	to_light = open_to(&profile, TYPE_RGB_DBL, xyz, TYPE_XYZ_DBL);
	from_light = open_to(&gray, TYPE_GRAY_DBL, xyz, TYPE_XYZ_DBL);
	for (unsigned i = 0; i < 4096; i += 7) {
		const uint8_t rgb[3] = {(uint8_t)(i % 16 * 17),
					(uint8_t)(i / 16 % 16 * 17),
					(uint8_t)(i / 256 * 17)};
		uint16_t rgb16[3], gray16;
		uint8_t gray8;
		double codes[3], code;
		cmsCIEXYZ color, low, high;

		for (unsigned c = 0; c < 3; c++) {
			codes[c] = rgb[c] / 255.0;
			rgb16[c] = (uint16_t)(rgb[c] * 257);
		}
		gray_light_convert(&light8, &narrow, rgb, 1, &gray8);
		gray_light_convert(&light16, &wide, rgb16, 1, &gray16);
		cmsDoTransform(to_light, codes, &color, 1);
		/* The gray is nearer than what is one code off. */
		code = fmax(gray8 - 1.0, 0) / 255;
		cmsDoTransform(from_light, &code, &low, 1);
		code = fmin(gray8 + 1.0, 255) / 255;
		cmsDoTransform(from_light, &code, &high, 1);
		assert_true(color.Y >= low.Y - 1e-4 &&
			    color.Y <= high.Y + 1e-4);
		code = gray16 / 65535.0;
		cmsDoTransform(from_light, &code, &low, 1);
		assert_true(fabs(color.Y - low.Y) < 2e-4);
	}
	cmsDeleteTransform(to_light);
	cmsDeleteTransform(from_light);
	cmsCloseProfile(made);
	cmsCloseProfile(xyz);
	gray_light_free(&light8);
	gray_light_free(&light16);
	bytes_free(&profile);
	bytes_free(&gray);
}

static void
gray_is_y_of_the_profile(void **state)
{
	(void)state;
	expect_y(&adobe);
	expect_y(&p3);
	expect_y(&prophoto);
	expect_y(&turned);
}

static void
srgb_is_known(void **state)
{
	const struct space curve_only = {p3.primaries, 0, false};
	struct space srgb = {
		{{0.64, 0.33, 1}, {0.30, 0.60, 1}, {0.15, 0.06, 1}}, 0, false};
	struct bytes profile = {0};

	(void)state;
	profile_fixture_srgb(&profile);
	assert_int_equal(kind_of(&profile), ICC_LIGHT_SRGB);
	make_profile(&srgb, &profile);
	assert_int_equal(kind_of(&profile), ICC_LIGHT_SRGB);
	make_profile(&curve_only, &profile);
	assert_int_equal(kind_of(&profile), ICC_LIGHT_OTHER);
	srgb.gamma = 2.2;
	make_profile(&srgb, &profile);
	assert_int_equal(kind_of(&profile), ICC_LIGHT_OTHER);
	bytes_free(&profile);
}

static void
without_colorants_there_is_none(void **state)
{
	struct gray_light light = {0};
	struct bytes profile = {0};
	struct gm_error err;

	(void)state;
	profile_fixture_inks(&profile);
	assert_int_equal(kind_of(&profile), ICC_LIGHT_NONE);
	assert_int_equal(
		icc_light_make(profile.data, profile.nbytes, 8, &light, &err),
		GM_ERR_CORRUPT);
	assert_int_equal(light.bits, 0);
	profile_fixture_uneven(&profile);
	assert_int_equal(kind_of(&profile), ICC_LIGHT_NONE);
	profile_fixture_gray(&profile);
	assert_int_equal(kind_of(&profile), ICC_LIGHT_NONE);
	bytes_free(&profile);
}

/* Cut, or with a byte another, it has one or none. */
static void
damage_is_no_harm(void **state)
{
	struct gray_light light = {0};
	struct bytes profile = {0};
	struct gm_error err;

	(void)state;
	make_profile(&adobe, &profile);
	for (size_t n = 0; n < profile.nbytes; n++)
		kind_of(&(struct bytes){.data = profile.data, .nbytes = n});
	for (size_t i = 0; i < profile.nbytes; i++) {
		profile.data[i] ^= 0xff;
		if (kind_of(&profile) == ICC_LIGHT_OTHER)
			assert_int_equal(icc_light_make(profile.data,
							profile.nbytes, 8,
							&light, &err),
					 GM_OK);
		gray_light_free(&light);
		profile.data[i] ^= 0xff;
	}
	bytes_free(&profile);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gray_is_y_of_the_profile),
		cmocka_unit_test(srgb_is_known),
		cmocka_unit_test(without_colorants_there_is_none),
		cmocka_unit_test(damage_is_no_harm),
	};

	return cmocka_run_group_tests_name("icc_light", tests, NULL, NULL);
}
