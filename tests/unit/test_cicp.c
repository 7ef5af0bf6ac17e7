/* SPDX-License-Identifier: MIT */
#include "meta/cicp.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "meta/primaries.h"

static void
expect_light(unsigned transfer, double code, double expected, double most)
{
	double light;

	assert_true(cicp_decode(transfer, code, &light));
	if (!(fabs(light - expected) <= most))
		fail_msg("transfer %u of %g is %g, not %g", transfer, code,
			 light, expected);
}

/* By the numbers of the standards, and of BT.2408 for PQ and HLG. */
static void
curves_are_those_of_the_standards(void **state)
{
	static const uint8_t known[] = {1, 4, 5, 6, 8, 13, 14, 15, 16, 17, 18};

	(void)state;
	for (size_t i = 0; i < sizeof(known); i++) {
		expect_light(known[i], 0, 0, 1e-6);
		expect_light(known[i], 1, 1, 1e-6);
	}
	/* 18 % gray is 40.9 % of the code. */
	expect_light(1, 0.409, 0.18, 0.0005);
	/* 2.2, as a television has it. */
	expect_light(4, 0.5, 0.217638, 1e-6);
	expect_light(5, 0.5, 0.143587, 1e-6);
	expect_light(8, 0.25, 0.25, 0);
	expect_light(13, 0.5, 0.214041, 1e-6);
	/* 58.1 % is 203 of 10,000 cd/m2, 50.8 % is 100 (BT.2408 table 1). */
	expect_light(16, 0.581, 0.0203, 0.0001);
	expect_light(16, 0.508, 0.0100, 0.0001);
	expect_light(17, 0.5, 0.164938, 1e-6);
	/* Half of the code is a twelfth, 75 % is 26.5 % (BT.2408 annex). */
	expect_light(18, 0.5, 1.0 / 12, 1e-6);
	expect_light(18, 0.75, 0.265, 0.0005);
}

static void
what_is_not_known_is_told(void **state)
{
	struct gray_light light = {0};
	struct gm_error err;
	double y;

	(void)state;
	assert_false(cicp_decode(0, 0.5, &y));
	assert_false(cicp_decode(2, 0.5, &y));
	assert_false(cicp_decode(255, 0.5, &y));
	for (unsigned i = 0; i < 4; i++) {
		static const char *const reasons[4] = {
			"colour primaries 99", "transfer characteristics 99",
			"matrix coefficients 99", "a narrow range"};
		uint8_t cicp[4] = {9, 16, 0, 1};

		cicp[i] = i == 3 ? 0 : 99;
		assert_int_equal(cicp_make_light(cicp, 8, &light, &err),
				 GM_ERR_UNSUPPORTED);
		assert_non_null(strstr(err.text, reasons[i]));
		assert_int_equal(light.bits, 0);
	}
}

static void
srgb_is_known(void **state)
{
	(void)state;
	assert_true(cicp_is_srgb((uint8_t[]){1, 13, 0, 1}));
	assert_false(cicp_is_srgb((uint8_t[]){12, 13, 0, 1}));
	assert_false(cicp_is_srgb((uint8_t[]){1, 16, 0, 1}));
	assert_false(cicp_is_srgb((uint8_t[]){1, 13, 1, 1}));
	assert_false(cicp_is_srgb((uint8_t[]){1, 13, 0, 0}));
}

/* By code, all that are known; Kr and Kg of the standards where they are. */
static void
primaries_have_the_weights_of_the_standards(void **state)
{
	static const struct {
		uint8_t code;
		double r, g;
	} all[] = {
		{1, 0.2126, 0.7152},  {4, 0.299, 0.587},
		{5, 0.222, 0.7067},   {6, 0.2124, 0.7011},
		{7, 0.2124, 0.7011},  {8, 0.2536, 0.6784},
		{9, 0.2627, 0.6780},  {10, 0, 1},
		{11, 0.2095, 0.7216}, {12, 0.2290, 0.6917},
		{22, 0.2318, 0.6723},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		const uint8_t cicp[4] = {all[i].code, 8, 0, 1};
		struct gray_light light = {0};
		struct gm_error err;

		assert_int_equal(cicp_make_light(cicp, 8, &light, &err), GM_OK);
		if (!(fabs((double)light.weighed[255] - all[i].r) < 0.0006 &&
		      fabs((double)light.weighed[511] - all[i].g) < 0.0006))
			fail_msg("primaries %u: %f %f", all[i].code,
				 (double)light.weighed[255],
				 (double)light.weighed[511]);
		gray_light_free(&light);
	}
}

static void
primaries_without_a_white_have_none(void **state)
{
	const struct primaries line = {
		{0, 0}, {1, 1}, {0.5, 0.5}, {0.25, 0.25}};
	double weights[3];

	(void)state;
	assert_false(primaries_weigh(&line, weights));
}

/* Whatever the curve, gray is itself, at every depth. */
static void
gray_stays_gray(void **state)
{
	static const uint8_t transfers[] = {1, 4, 8, 13, 16, 17, 18};
	const struct image_info narrow = {.channels = 3, .bits = 8};
	const struct image_info wide = {.channels = 4, .bits = 16};

	(void)state;
	for (size_t i = 0; i < sizeof(transfers); i++) {
		const uint8_t cicp[4] = {9, transfers[i], 0, 1};
		struct gray_light light = {0};
		struct gm_error err;

		assert_int_equal(cicp_make_light(cicp, 8, &light, &err), GM_OK);
		for (unsigned code = 0; code < 256; code++) {
			uint8_t c = (uint8_t)code, gray;

			gray_light_convert(&light, &narrow,
					   (uint8_t[3]){c, c, c}, 1, &gray);
			assert_int_equal(gray, code);
		}
		gray_light_free(&light);
		assert_int_equal(cicp_make_light(cicp, 16, &light, &err),
				 GM_OK);
		/* Near black of a large gamma, codes have no light apart. */
		for (unsigned code = 1024; code < 65536; code += 101) {
			uint16_t c = (uint16_t)code, gray[2];

			gray_light_convert(&light, &wide,
					   (uint16_t[4]){c, c, c, 7}, 1, gray);
			assert_int_equal(gray[0], code);
			assert_int_equal(gray[1], 7);
		}
		gray_light_free(&light);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(curves_are_those_of_the_standards),
		cmocka_unit_test(what_is_not_known_is_told),
		cmocka_unit_test(srgb_is_known),
		cmocka_unit_test(primaries_have_the_weights_of_the_standards),
		cmocka_unit_test(primaries_without_a_white_have_none),
		cmocka_unit_test(gray_stays_gray),
	};

	return cmocka_run_group_tests_name("cicp", tests, NULL, NULL);
}
