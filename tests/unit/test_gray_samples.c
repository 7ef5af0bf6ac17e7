/* SPDX-License-Identifier: MIT */
/*
 * The formulas on every kind of sample, with and without alpha, and in place.
 */
#include "image/gray.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "srgb_fixture.h"

static double
linear(double r, double g, double b)
{
	return srgb_fixture_encode(0.2126 * srgb_fixture_decode(r) +
				   0.7152 * srgb_fixture_decode(g) +
				   0.0722 * srgb_fixture_decode(b));
}

/* What a method gives for samples of 0..most, by real arithmetic. */
static double
expect(enum gray_method method, const double *c, double most)
{
	switch (method) {
	case GRAY_REC601:
		return floor(
			(9798 * c[0] + 19235 * c[1] + 3735 * c[2] + 16384) /
			32768);
	case GRAY_REC709:
		return floor(
			(6966 * c[0] + 23436 * c[1] + 2366 * c[2] + 16384) /
			32768);
	case GRAY_LINEAR:
		return floor(linear(c[0] / most, c[1] / most, c[2] / most) *
				     most +
			     0.5);
	case GRAY_LIGHTNESS:
		return floor((fmax(c[0], fmax(c[1], c[2])) +
			      fmin(c[0], fmin(c[1], c[2]))) /
				     2 +
			     0.5);
	case GRAY_AVERAGE:
		return floor((c[0] + c[1] + c[2]) / 3 + 0.5);
	default:
		return c[method - GRAY_R];
	}
}

/* The same on every machine. */
static uint32_t
next_random(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static void
u16_by_all_methods(void **state)
{
	static const uint16_t edges[] = {0,     1,     2,     32767,
					 32768, 65534, 65535, 2650};
	const struct image_info info = {.channels = 3, .bits = 16};
	enum {
		N = 4096
	};
	static uint16_t colors[N * 3], gray[N];
	uint32_t seed = 1;

	(void)state;
	for (size_t i = 0; i < N * 3; i++)
		colors[i] = i < N ? edges[next_random(&seed) % 8]
				  : (uint16_t)next_random(&seed);
	for (int m = 0; m < GRAY_N_METHODS; m++) {
		gray_convert((enum gray_method)m, &info, colors, N, gray);
		for (size_t i = 0; i < N; i++) {
			double c[3] = {colors[i * 3], colors[i * 3 + 1],
				       colors[i * 3 + 2]};

			assert_int_equal(
				gray[i],
				(long)expect((enum gray_method)m, c, 65535));
		}
	}
}

static void
u8_by_all_methods_with_alpha(void **state)
{
	const struct image_info info = {.channels = 4, .bits = 8};
	enum {
		N = 3001
	};
	static uint8_t colors[N * 4], gray[N * 2];
	uint32_t seed = 2;

	(void)state;
	for (size_t i = 0; i < sizeof(colors); i++)
		colors[i] = (uint8_t)next_random(&seed);
	for (int m = 0; m < GRAY_N_METHODS; m++) {
		gray_convert((enum gray_method)m, &info, colors, N, gray);
		for (size_t i = 0; i < N; i++) {
			double c[3] = {colors[i * 4], colors[i * 4 + 1],
				       colors[i * 4 + 2]};

			assert_int_equal(
				gray[i * 2],
				(long)expect((enum gray_method)m, c, 255));
			assert_int_equal(gray[i * 2 + 1], colors[i * 4 + 3]);
		}
	}
}

static void
floats_are_linear_light(void **state)
{
	const struct image_info info = {.channels = 4, .bits = 32};
	const float colors[8] = {1.5f,  0.25f, 40.0f, 0.5f,
				 0.75f, 0.0f,  0.5f,  1.0f};
	static const double expected[GRAY_N_METHODS][2] = {
		{0.299 * 1.5 + 0.587 * 0.25 + 0.114 * 40,
		 0.299 * 0.75 + 0.114 * 0.5},
		{0.2126 * 1.5 + 0.7152 * 0.25 + 0.0722 * 40,
		 0.2126 * 0.75 + 0.0722 * 0.5},
		{0.2126 * 1.5 + 0.7152 * 0.25 + 0.0722 * 40,
		 0.2126 * 0.75 + 0.0722 * 0.5},
		{20.125, 0.375},
		{41.75 / 3, 1.25 / 3},
		{1.5, 0.75},
		{0.25, 0.0},
		{40.0, 0.5},
	};

	(void)state;
	for (int m = 0; m < GRAY_N_METHODS; m++) {
		float gray[4];

		gray_convert((enum gray_method)m, &info, colors, 2, gray);
		assert_true(fabs(gray[0] - expected[m][0]) < 1e-5);
		assert_true(fabs(gray[2] - expected[m][1]) < 1e-6);
		assert_true(gray[1] == 0.5f && gray[3] == 1.0f);
	}
}

/* The brightest white of a Radiance file, of which three are too many. */
/* Else each time that it is converted an HDR would be a step darker. */
static void
gray_floats_stay_as_they_are(void **state)
{
	const struct image_info info = {.channels = 3, .bits = 32};
	uint32_t seed = 1;

	(void)state;
	for (unsigned i = 0; i < 100000; i++) {
		float light = (float)next_random(&seed) / 4096;
		const float color[3] = {light, light, light};

		for (int m = 0; m < GRAY_N_METHODS; m++) {
			float gray;

			gray_convert((enum gray_method)m, &info, color, 1,
				     &gray);
			assert_memory_equal(&gray, &light, sizeof(gray));
		}
	}
}

static void
floats_do_not_overflow(void **state)
{
	const struct image_info info = {.channels = 3, .bits = 32};
	const float most = 255.0f * 0x1p119f;
	const float colors[3] = {most, most, most};

	(void)state;
	for (int m = 0; m < GRAY_N_METHODS; m++) {
		float gray;

		gray_convert((enum gray_method)m, &info, colors, 1, &gray);
		assert_true(fabs((double)gray / (double)most - 1) < 1e-6);
	}
}

/* In place, at lengths around a block, and not a byte further. */
static void
check_in_place(uint32_t channels, uint32_t bits, size_t n)
{
	const struct image_info info = {.channels = channels, .bits = bits};
	size_t in_nbytes = n * channels * (bits / 8);
	size_t out_nbytes = n * (channels - 2) * (bits / 8);
	uint8_t *colors = malloc(in_nbytes + 1);
	uint8_t *gray = malloc(out_nbytes + 1);
	uint32_t seed = (uint32_t)n;

	assert_non_null(colors);
	assert_non_null(gray);
	for (size_t i = 0; i <= in_nbytes; i++)
		colors[i] = (uint8_t)(next_random(&seed) & 0x3f);
	gray[out_nbytes] = 0xa5;
	gray_convert(GRAY_R, &info, colors, n, gray);
	assert_int_equal(gray[out_nbytes], 0xa5);
	for (size_t i = 0; i < n; i++)
		assert_memory_equal(gray + i * (channels - 2) * (bits / 8),
				    colors + i * channels * (bits / 8),
				    bits / 8);
	gray[out_nbytes] = colors[out_nbytes];
	gray_convert(GRAY_R, &info, colors, n, colors);
	assert_memory_equal(colors, gray, out_nbytes + 1);
	free(colors);
	free(gray);
}

static void
dst_may_be_src(void **state)
{
	static const size_t lengths[] = {0, 1, 2, 255, 256, 257, 511, 1000};

	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++)
		for (uint32_t channels = 3; channels <= 4; channels++)
			for (uint32_t bits = 8; bits <= 32; bits *= 2)
				check_in_place(channels, bits, lengths[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(u16_by_all_methods),
		cmocka_unit_test(u8_by_all_methods_with_alpha),
		cmocka_unit_test(floats_are_linear_light),
		cmocka_unit_test(gray_floats_stay_as_they_are),
		cmocka_unit_test(floats_do_not_overflow),
		cmocka_unit_test(dst_may_be_src),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
