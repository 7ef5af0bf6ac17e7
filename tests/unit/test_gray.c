/* SPDX-License-Identifier: MIT */
#include "image/gray.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "srgb_fixture.h"

#include "image/gray_srgb.h"

#define PLANE_PIXELS 65536u

/* The products of one weight with every 8-bit value, in 15-bit fixed point. */
struct products {
	long r[256], g[256], b[256];
};

/* B gets what R and G leave of one, so that white stays white. */
static void
make_products(struct products *p, double r, double g)
{
	long one = 1L << 15;
	long wr = lround(r * (double)one);
	long wg = lround(g * (double)one);

	for (long v = 0; v < 256; v++) {
		p->r[v] = wr * v;
		p->g[v] = wg * v;
		p->b[v] = (one - wr - wg) * v;
	}
}

/* All colours with that R: G in the high byte of the index, B in the low. */
static void
fill_plane(uint8_t *colors, unsigned r)
{
	for (unsigned i = 0; i < PLANE_PIXELS; i++) {
		colors[i * 3] = (uint8_t)r;
		colors[i * 3 + 1] = (uint8_t)(i >> 8);
		colors[i * 3 + 2] = (uint8_t)i;
	}
}

static void
convert_u8(enum gray_method method, const uint8_t *colors, size_t n,
	   uint8_t *gray)
{
	const struct image_info info = {.channels = 3, .bits = 8};

	gray_convert(method, &info, colors, n, gray);
}

static void
check_weights(enum gray_method method, double r_weight, double g_weight)
{
	uint8_t *colors = malloc(PLANE_PIXELS * 3);
	uint8_t *gray = malloc(PLANE_PIXELS);
	struct products p;
	unsigned n_wrong = 0;

	assert_non_null(colors);
	assert_non_null(gray);
	make_products(&p, r_weight, g_weight);
	for (unsigned r = 0; r < 256; r++) {
		fill_plane(colors, r);
		convert_u8(method, colors, PLANE_PIXELS, gray);
		for (unsigned i = 0; i < PLANE_PIXELS; i++) {
			long sum = p.r[r] + p.g[i >> 8] + p.b[i & 255];

			n_wrong += gray[i] != (sum + (1 << 14)) / (1 << 15);
		}
	}
	assert_int_equal(n_wrong, 0);
	free(colors);
	free(gray);
}

static void
rec601_is_right_for_all_colours(void **state)
{
	(void)state;
	check_weights(GRAY_REC601, 0.299, 0.587);
}

static void
rec709_is_right_for_all_colours(void **state)
{
	(void)state;
	check_weights(GRAY_REC709, 0.2126, 0.7152);
}

/* Every fifth R, since the powers take their time. */
static void
linear_is_the_rounded_curve(void **state)
{
	uint8_t *colors = malloc(PLANE_PIXELS * 3);
	uint8_t *gray = malloc(PLANE_PIXELS);
	double light[256];
	unsigned n_wrong = 0;

	(void)state;
	assert_non_null(colors);
	assert_non_null(gray);
	for (int i = 0; i < 256; i++)
		light[i] = srgb_fixture_decode(i / 255.0);
	for (unsigned r = 0; r < 256; r += 5) {
		fill_plane(colors, r);
		convert_u8(GRAY_LINEAR, colors, PLANE_PIXELS, gray);
		for (unsigned i = 0; i < PLANE_PIXELS; i++) {
			double y = 0.2126 * light[r] + 0.7152 * light[i >> 8] +
				   0.0722 * light[i & 255];

			n_wrong +=
				gray[i] != lround(srgb_fixture_encode(y) * 255);
		}
	}
	assert_int_equal(n_wrong, 0);
	free(colors);
	free(gray);
}

static void
the_table_is_the_curve(void **state)
{
	(void)state;
	for (int i = 0; i < 511; i++) {
		double exact = srgb_fixture_decode(i / 510.0);

		assert_true(fabs(gray_srgb_half_codes[i] - exact) <=
			    exact * 1e-15);
	}
	for (int i = 0; i < 256; i++)
		assert_int_equal(
			gray_srgb_encode_u8(srgb_fixture_decode(i / 255.0)), i);
}

/* The vector that gray.h states, and corners of the cube. */
static void
known_colours(void **state)
{
	static const struct {
		uint8_t color[3];
		uint8_t gray[GRAY_N_METHODS];
	} known[] = {
		{{200, 100, 50}, {124, 118, 128, 125, 117, 200, 100, 50}},
		{{0, 0, 0}, {0, 0, 0, 0, 0, 0, 0, 0}},
		{{255, 255, 255}, {255, 255, 255, 255, 255, 255, 255, 255}},
		{{255, 0, 0}, {76, 54, 127, 128, 85, 255, 0, 0}},
		{{0, 255, 0}, {150, 182, 220, 128, 85, 0, 255, 0}},
		{{0, 0, 255}, {29, 18, 76, 128, 85, 0, 0, 255}},
		{{1, 0, 0}, {0, 0, 0, 1, 0, 1, 0, 0}},
		{{1, 1, 0}, {1, 1, 1, 1, 1, 1, 1, 0}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		for (int m = 0; m < GRAY_N_METHODS; m++) {
			uint8_t gray;

			convert_u8((enum gray_method)m, known[i].color, 1,
				   &gray);
			assert_int_equal(gray, known[i].gray[m]);
		}
	}
}

static void
words_are_in_the_order_of_the_methods(void **state)
{
	(void)state;
	for (int m = 0; m < GRAY_N_METHODS; m++) {
		assert_non_null(gray_method_words[m].text);
		assert_int_equal(gray_method_words[m].value, m);
	}
	assert_null(gray_method_words[GRAY_N_METHODS].text);
}

static void
gray_info_drops_colour_only(void **state)
{
	const struct image_info rgba = {7, 5, 4, 16, 16, 0};
	const struct image_info bilevel = {7, 5, 1, 8, 1, 0};
	struct image_info info = gray_info(&rgba);

	(void)state;
	assert_int_equal(info.channels, 2);
	assert_int_equal(info.bits, 16);
	assert_int_equal(info.exact_bits, 16);
	assert_int_equal(info.width, 7);
	assert_int_equal(info.height, 5);
	info = gray_info(&bilevel);
	assert_memory_equal(&info, &bilevel, sizeof(info));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rec601_is_right_for_all_colours),
		cmocka_unit_test(rec709_is_right_for_all_colours),
		cmocka_unit_test(linear_is_the_rounded_curve),
		cmocka_unit_test(the_table_is_the_curve),
		cmocka_unit_test(known_colours),
		cmocka_unit_test(words_are_in_the_order_of_the_methods),
		cmocka_unit_test(gray_info_drops_colour_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
