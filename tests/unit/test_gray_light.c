/* SPDX-License-Identifier: MIT */
#include "image/gray_light.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>

#include <cmocka.h>

#define N_PIXELS 5u

static const struct image_info rgb8 = {.channels = 3, .bits = 8};
static const struct image_info rgba8 = {.channels = 4, .bits = 8};
static const struct image_info rgba16 = {.channels = 4, .bits = 16};

static double
square(const void *ctx, unsigned curve, double code)
{
	(void)ctx;
	(void)curve;
	return code * code;
}

/* R, G and B on curves of their own, gray on another one. */
static double
apart(const void *ctx, unsigned curve, double code)
{
	(void)ctx;
	return curve == GRAY_LIGHT_GRAY ? code : code * (curve + 1) / 4;
}

static double
falling(const void *ctx, unsigned curve, double code)
{
	(void)ctx;
	(void)curve;
	return code < 0.5 ? code : 1 - code;
}

static double
no_number(const void *ctx, unsigned curve, double code)
{
	(void)ctx;
	(void)curve;
	return code < 0.5 ? code : (double)NAN;
}

static void
make(struct gray_light *light, unsigned bits, double red, double green,
     double (*curve)(const void *, unsigned, double))
{
	struct gray_light_curves curves = {
		.weights = {red, green, 1 - red - green}, .light = curve};
	struct gm_error err;

	assert_int_equal(gray_light_make(light, bits, &curves, &err), GM_OK);
	assert_int_equal(light->bits, bits);
}

static uint8_t
gray_of(const struct gray_light *light, uint8_t r, uint8_t g, uint8_t b)
{
	uint8_t gray;

	gray_light_convert(light, &rgb8, (uint8_t[3]){r, g, b}, 1, &gray);
	return gray;
}

static void
light_is_weighed_and_coded_again(void **state)
{
	struct gray_light light = {0};

	(void)state;
	make(&light, 8, 0.25, 0.64, square);
	assert_int_equal(gray_of(&light, 200, 0, 0), 100);
	assert_int_equal(gray_of(&light, 0, 200, 0), 160);
	/* The nearest: sqrt(0.11) is 0.3317 of it. */
	assert_int_equal(gray_of(&light, 0, 0, 200), 66);
	for (unsigned i = 0; i < 256; i++)
		assert_int_equal(
			gray_of(&light, (uint8_t)i, (uint8_t)i, (uint8_t)i), i);
	gray_light_free(&light);
	assert_int_equal(light.bits, 0);
	make(&light, 8, 1, 0, apart);
	assert_int_equal(gray_of(&light, 200, 90, 90), 50);
	gray_light_free(&light);
	make(&light, 8, 0, 1, apart);
	assert_int_equal(gray_of(&light, 90, 200, 90), 100);
	gray_light_free(&light);
}

/* In place, as rows are converted. */
static void
alpha_stays(void **state)
{
	uint8_t narrow[4 * N_PIXELS];
	uint16_t wide[4 * N_PIXELS];
	struct gray_light light = {0};

	(void)state;
	for (unsigned i = 0; i < N_PIXELS; i++)
		for (unsigned c = 0; c < 4; c++) {
			narrow[4 * i + c] = (uint8_t)(c < 3 ? 50 * i : i);
			wide[4 * i + c] = (uint16_t)(c < 3 ? 15000 * i : i);
		}
	make(&light, 8, 0.3, 0.6, square);
	gray_light_convert(&light, &rgba8, narrow, N_PIXELS, narrow);
	gray_light_free(&light);
	make(&light, 16, 0.3, 0.6, square);
	gray_light_convert(&light, &rgba16, wide, N_PIXELS, wide);
	gray_light_free(&light);
	for (unsigned i = 0; i < N_PIXELS; i++) {
		assert_int_equal(narrow[2 * i], 50 * i);
		assert_int_equal(narrow[2 * i + 1], i);
		assert_int_equal(wide[2 * i], 15000 * i);
		assert_int_equal(wide[2 * i + 1], i);
	}
}

/* Colours of a weight below 0, or above 1, and curves that are none. */
static void
what_cannot_be_is_cut_off(void **state)
{
	struct gray_light light = {0};

	(void)state;
	make(&light, 8, -0.5, 1.5, square);
	assert_int_equal(gray_of(&light, 255, 0, 0), 0);
	assert_int_equal(gray_of(&light, 0, 255, 0), 255);
	gray_light_free(&light);
	make(&light, 8, 0.3, 0.6, falling);
	assert_int_equal(gray_of(&light, 100, 100, 100), 100);
	assert_int_equal(gray_of(&light, 255, 255, 255), 0);
	gray_light_free(&light);
	make(&light, 16, 0.3, 0.6, no_number);
	gray_light_free(&light);
	make(&light, 8, 0.3, 0.6, no_number);
	assert_int_equal(gray_of(&light, 100, 100, 100), 100);
	assert_int_equal(gray_of(&light, 255, 255, 255), 0);
	gray_light_free(&light);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(light_is_weighed_and_coded_again),
		cmocka_unit_test(alpha_stays),
		cmocka_unit_test(what_cannot_be_is_cut_off),
	};

	return cmocka_run_group_tests_name("gray_light", tests, NULL, NULL);
}
