/* SPDX-License-Identifier: MIT */
#include "icc/icc_transform.h"

#include <math.h>
#include <stdlib.h>

#include "image/gray_srgb.h"
#include "profile_fixture.h"

static struct icc_transform *
open_transform(const struct bytes *profile, enum icc_samples samples,
	       unsigned bits)
{
	struct icc_transform *transform;
	struct gm_error err;

	assert_int_equal(icc_transform_open(&transform, profile->data,
					    profile->nbytes, samples, bits,
					    &err),
			 GM_OK);
	return transform;
}

static void
expect_near(double got, double expected, double most)
{
	if (!(fabs(got - expected) <= most))
		fail_msg("%g is not %g", got, expected);
}

/* The sRGB code of a lightness, CIE 1976, of 0..1. */
static double
code_of(double lightness)
{
	double root = (lightness * 100 + 16) / 116;

	return gray_srgb_encode(lightness > 0.08 ? root * root * root
						 : lightness * 2700 / 24389);
}

/* Whole tints only, which the table of the fixture holds. */
static void
inks_become_what_they_look_like(void **state)
{
	struct bytes profile = {0};
	struct icc_transform *narrow, *wide;

	(void)state;
	profile_fixture_inks(&profile);
	narrow = open_transform(&profile, ICC_SAMPLES_INKS, 8);
	wide = open_transform(&profile, ICC_SAMPLES_INKS, 16);
	assert_non_null(narrow);
	assert_non_null(wide);
	assert_true(icc_transform_is_for(wide, ICC_SAMPLES_INKS, 16));
	assert_false(icc_transform_is_for(wide, ICC_SAMPLES_INKS, 8));
	assert_false(icc_transform_is_for(wide, ICC_SAMPLES_RGB, 16));
	for (unsigned i = 0; i < 16; i++) {
		uint8_t inks[4], rgb[3];
		uint16_t wide_inks[4], wide_rgb[3];
		double light = 1;

		for (unsigned c = 0; c < 4; c++) {
			unsigned has = i >> c & 1;

			/* The largest is none. */
			inks[c] = has ? 0 : 255;
			wide_inks[c] = has ? 0 : 65535;
			if (has)
				light *= c == 3 ? 0 : 0.5;
		}
		icc_transform_run(narrow, inks, 1, rgb);
		icc_transform_run(wide, wide_inks, 1, wide_rgb);
		for (unsigned c = 0; c < 3; c++) {
			expect_near(rgb[c], code_of(light) * 255, 1.01);
			expect_near(wide_rgb[c], code_of(light) * 65535, 200);
		}
	}
	icc_transform_close(narrow);
	icc_transform_close(wide);
	bytes_free(&profile);
}

static void
each_curve_becomes_that_of_srgb(void **state)
{
	static const double gammas[3] = {1.0, 2.2, 1.5};
	struct bytes profile = {0};
	struct icc_transform *narrow, *wide;
	uint8_t rgb[256][3], to[256][3];
	uint16_t wide_rgb[256][3], wide_to[256][3];

	(void)state;
	profile_fixture_uneven(&profile);
	narrow = open_transform(&profile, ICC_SAMPLES_RGB, 8);
	wide = open_transform(&profile, ICC_SAMPLES_RGB, 16);
	assert_non_null(narrow);
	assert_non_null(wide);
	for (unsigned i = 0; i < 256; i++)
		for (unsigned c = 0; c < 3; c++) {
			rgb[i][c] = (uint8_t)(i * (c + 1) / 3);
			wide_rgb[i][c] = (uint16_t)(rgb[i][c] * 257);
		}
	icc_transform_run(narrow, rgb, 256, to);
	icc_transform_run(wide, wide_rgb, 256, wide_to);
	for (unsigned i = 0; i < 256; i++)
		for (unsigned c = 0; c < 3; c++) {
			double code = gray_srgb_encode(
				pow(rgb[i][c] / 255.0, gammas[c]));

			expect_near(to[i][c], code * 255, 1.6);
			expect_near(wide_to[i][c], code * 65535, 370);
		}
	icc_transform_close(narrow);
	icc_transform_close(wide);
	bytes_free(&profile);
}

/* Which the library would prefer to the tables. */
static void
multi_process_elements_are_left_out(void **state)
{
	struct bytes profile = {0};
	const uint8_t white[4] = {255, 255, 255, 255};
	struct icc_transform *transform;
	cmsHPROFILE source;
	cmsPipeline *black;
	cmsStage *stage;
	uint8_t rgb[3];

	(void)state;
	profile_fixture_inks(&profile);
	source = cmsOpenProfileFromMem(profile.data, (uint32_t)profile.nbytes);
	black = cmsPipelineAlloc(NULL, 4, 3);
	stage = cmsStageAllocCLutFloat(NULL, 2, 4, 3, NULL);
	assert_true(cmsPipelineInsertStage(black, cmsAT_END, stage));
	assert_true(cmsWriteTag(source, cmsSigDToB0Tag, black));
	assert_true(cmsWriteTag(source, cmsSigDToB1Tag, black));
	cmsPipelineFree(black);
	profile_fixture_save(source, &profile);
	transform = open_transform(&profile, ICC_SAMPLES_INKS, 8);
	assert_non_null(transform);
	icc_transform_run(transform, white, 1, rgb);
	assert_int_equal(rgb[1], 255);
	icc_transform_close(transform);
	bytes_free(&profile);
}

static void
what_is_of_other_samples_makes_none(void **state)
{
	struct bytes inks = {0}, colors = {0}, gray = {0};

	(void)state;
	profile_fixture_inks(&inks);
	profile_fixture_uneven(&colors);
	profile_fixture_gray(&gray);
	assert_null(open_transform(&inks, ICC_SAMPLES_RGB, 8));
	assert_null(open_transform(&colors, ICC_SAMPLES_INKS, 8));
	assert_null(open_transform(&gray, ICC_SAMPLES_INKS, 8));
	assert_null(open_transform(&gray, ICC_SAMPLES_RGB, 16));
	icc_transform_close(NULL);
	bytes_free(&inks);
	bytes_free(&colors);
	bytes_free(&gray);
}

/*
 * Cut, or with a byte another, it makes a transform or none.  Most often it
 * does, which takes its time: the harness tries all.
 */
static void
damage_is_no_harm(void **state)
{
	struct bytes profile = {0};

	(void)state;
	profile_fixture_inks(&profile);
	for (size_t n = 0; n < profile.nbytes; n += n < 400 ? 13 : 997) {
		struct bytes cut = {.data = profile.data, .nbytes = n};

		icc_transform_close(open_transform(&cut, ICC_SAMPLES_INKS, 8));
	}
	for (size_t i = 0; i < 400 && i < profile.nbytes; i += 7) {
		profile.data[i] ^= 0xff;
		icc_transform_close(
			open_transform(&profile, ICC_SAMPLES_INKS, 8));
		profile.data[i] ^= 0xff;
	}
	assert_null(open_transform(
		&(struct bytes){.data = profile.data, .nbytes = 200},
		ICC_SAMPLES_INKS, 8));
	bytes_free(&profile);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(inks_become_what_they_look_like),
		cmocka_unit_test(each_curve_becomes_that_of_srgb),
		cmocka_unit_test(multi_process_elements_are_left_out),
		cmocka_unit_test(what_is_of_other_samples_makes_none),
		cmocka_unit_test(damage_is_no_harm),
	};

	return cmocka_run_group_tests_name("icc_transform", tests, NULL, NULL);
}
