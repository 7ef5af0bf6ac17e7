/* SPDX-License-Identifier: MIT */
#include "image/depth.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "srgb_fixture.h"

#define N_U16 65536u

static uint16_t *
all_u16(void)
{
	uint16_t *samples = calloc(N_U16, sizeof(float));

	assert_non_null(samples);
	for (uint32_t i = 0; i < N_U16; i++)
		samples[i] = (uint16_t)i;
	return samples;
}

static void
sixteen_bits_are_rounded_to_the_nearest_of_eight(void **state)
{
	uint16_t *samples = all_u16();
	uint8_t *narrow = (uint8_t *)samples;

	(void)state;
	assert_true(depth_convert(16, 8, samples, N_U16, samples));
	for (uint32_t i = 0; i < N_U16; i++)
		assert_int_equal(narrow[i], lround(i * 255.0 / 65535));
	free(samples);
}

static void
codes_become_light_where_they_stand(void **state)
{
	uint8_t samples[256 * sizeof(float)];
	uint16_t *wide = all_u16();
	float light;

	(void)state;
	for (unsigned i = 0; i < 256; i++)
		samples[i] = (uint8_t)i;
	assert_true(depth_convert(8, 32, samples, 256, samples));
	for (unsigned i = 0; i < 256; i++) {
		memcpy(&light, samples + i * sizeof(light), sizeof(light));
		assert_true(fabs(light - srgb_fixture_decode(i / 255.0)) <
			    1e-7);
	}
	assert_true(depth_convert(16, 32, wide, N_U16, wide));
	for (uint32_t i = 0; i < N_U16; i++) {
		memcpy(&light, (uint8_t *)wide + i * sizeof(light),
		       sizeof(light));
		assert_true(fabs(light - srgb_fixture_decode(i / 65535.0)) <
			    1e-7);
	}
	free(wide);
}

/* Floats hold all codes of either depth. */
static void
there_and_back_is_the_same(void **state)
{
	uint16_t *wide = all_u16();
	uint8_t narrow[256 * sizeof(float)];

	(void)state;
	assert_true(depth_convert(16, 32, wide, N_U16, wide));
	assert_true(depth_convert(32, 16, wide, N_U16, wide));
	for (uint32_t i = 0; i < N_U16; i++)
		assert_int_equal(wide[i], i);
	for (unsigned i = 0; i < 256; i++)
		narrow[i] = (uint8_t)i;
	assert_true(depth_convert(8, 32, narrow, 256, narrow));
	assert_true(depth_convert(32, 8, narrow, 256, narrow));
	for (unsigned i = 0; i < 256; i++)
		assert_int_equal(narrow[i], i);
	free(wide);
}

static void
what_is_cut_off_is_told(void **state)
{
	static const struct {
		float light;
		uint8_t code;
		bool is_whole;
	} lights[] = {{0, 0, true},           {1, 255, true},
		      {-0.0001f, 0, true},    {1.0001f, 255, true},
		      {-0.1f, 0, false},      {1.1f, 255, false},
		      {INFINITY, 255, false}, {-INFINITY, 0, false},
		      {NAN, 0, false}};

	(void)state;
	for (size_t i = 0; i < sizeof(lights) / sizeof(lights[0]); i++) {
		uint8_t narrow = 1;
		uint16_t wide = 1;

		assert_int_equal(
			depth_convert(32, 8, &lights[i].light, 1, &narrow),
			lights[i].is_whole);
		assert_int_equal(narrow, lights[i].code);
		depth_convert(32, 16, &lights[i].light, 1, &wide);
		assert_int_equal(wide, lights[i].code * 257u);
	}
}

static void
one_depth_stays_as_it_is(void **state)
{
	const float light = 7;
	uint16_t wide = 513;
	float same = light;

	(void)state;
	assert_true(depth_convert(16, 16, &wide, 1, &wide));
	assert_int_equal(wide, 513);
	assert_true(depth_convert(32, 32, &same, 1, &same));
	assert_memory_equal(&same, &light, sizeof(same));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			sixteen_bits_are_rounded_to_the_nearest_of_eight),
		cmocka_unit_test(codes_become_light_where_they_stand),
		cmocka_unit_test(there_and_back_is_the_same),
		cmocka_unit_test(what_is_cut_off_is_told),
		cmocka_unit_test(one_depth_stays_as_it_is),
	};

	return cmocka_run_group_tests_name("depth", tests, NULL, NULL);
}
