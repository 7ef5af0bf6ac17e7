/* SPDX-License-Identifier: MIT */
#include "meta/inset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "inset_fixture.h"
#include "noise.h"

/* A copy in a block of its own size, so that one byte beyond is seen. */
static uint8_t *
copy_of(const void *data, size_t nbytes)
{
	uint8_t *copy = malloc(nbytes + (nbytes == 0));

	assert_non_null(copy);
	memcpy(copy, data, nbytes);
	return copy;
}

static void
a_color_jpeg_becomes_gray(void **state)
{
	struct inset_log log = {0};
	struct inset_maker maker = inset_fixture_maker(&log);
	uint8_t *data = copy_of(inset_color_jpeg, INSET_COLOR_NBYTES);

	(void)state;
	assert_int_equal(inset_make_gray(&maker, data, INSET_COLOR_NBYTES),
			 INSET_GRAY);
	assert_true(inset_fixture_is_gray(data, INSET_COLOR_NBYTES));
	assert_int_equal(log.nbytes, INSET_COLOR_NBYTES);
	/* Once more: nothing is to be done. */
	assert_int_equal(inset_make_gray(&maker, data, INSET_COLOR_NBYTES),
			 INSET_KEPT);
	assert_int_equal(log.n_calls, 1);
	free(data);
}

static void
what_cannot_be_made_gray_is_blank(void **state)
{
	struct inset_log log = {.refuses = true};
	struct inset_maker maker = inset_fixture_maker(&log);
	uint8_t *data = copy_of(inset_color_jpeg, INSET_COLOR_NBYTES);

	(void)state;
	assert_int_equal(inset_make_gray(&maker, data, INSET_COLOR_NBYTES),
			 INSET_BLANK);
	assert_true(inset_fixture_is_blank(data, INSET_COLOR_NBYTES));
	free(data);
}

/* Cut short it is the maker's to say; before the frame it is no picture. */
static void
a_cut_one_is_not_left_in_color(void **state)
{
	const size_t frame_end = 21;

	(void)state;
	for (size_t n = 0; n < INSET_COLOR_NBYTES; n++) {
		struct inset_log log = {.refuses = true};
		struct inset_maker maker = inset_fixture_maker(&log);
		uint8_t *data = copy_of(inset_color_jpeg, n);
		enum inset_fate fate = inset_make_gray(&maker, data, n);

		assert_int_equal(fate,
				 n < frame_end ? INSET_KEPT : INSET_BLANK);
		assert_true(n < frame_end || inset_fixture_is_blank(data, n));
		/* Nobody knows that it is one when it is met by chance. */
		free(data);
		data = copy_of(inset_color_jpeg, n);
		inset_make_all_gray(&maker, data, n);
		assert_memory_equal(data, inset_color_jpeg, n);
		free(data);
	}
}

static void
all_that_are_whole_are_found(void **state)
{
	struct inset_log log = {0};
	struct inset_maker maker = inset_fixture_maker(&log);
	const size_t n = INSET_COLOR_NBYTES;
	uint8_t data[256];

	(void)state;
	memset(data, 0xff, sizeof(data));
	memcpy(data + 1, inset_color_jpeg, n);
	memcpy(data + 1 + n, inset_color_jpeg, n);
	memcpy(data + 100, inset_gray_jpeg, INSET_GRAY_NBYTES);
	memcpy(data + sizeof(data) - n, inset_color_jpeg, n);
	inset_make_all_gray(&maker, data, sizeof(data));
	assert_int_equal(log.n_calls, 3);
	assert_true(inset_fixture_is_gray(data + 1, n));
	assert_true(inset_fixture_is_gray(data + 1 + n, n));
	assert_memory_equal(data + 100, inset_gray_jpeg, INSET_GRAY_NBYTES);
	assert_true(inset_fixture_is_gray(data + sizeof(data) - n, n));
	assert_int_equal(data[0], 0xff);
	assert_int_equal(data[1 + 2 * n], 0xff);
}

/* In an APP1 of a gray one that is itself inside. */
static void
one_within_another_is_found(void **state)
{
	struct inset_log log = {0};
	struct inset_maker maker = inset_fixture_maker(&log);
	uint8_t data[128] = "\xff\xd8\xff\xe1\0";
	const size_t n = INSET_COLOR_NBYTES;

	(void)state;
	data[5] = (uint8_t)(n + 2);
	memcpy(data + 6, inset_color_jpeg, n);
	memcpy(data + 6 + n, inset_gray_jpeg + 2, INSET_GRAY_NBYTES - 2);
	inset_make_all_gray(&maker, data, sizeof(data));
	assert_int_equal(log.n_calls, 1);
	assert_true(inset_fixture_is_gray(data + 6, n));
	assert_memory_equal(data + 6 + n, inset_gray_jpeg + 2,
			    INSET_GRAY_NBYTES - 2);
}

/* What markers may and may not be, at each place of a whole one. */
static void
odd_markers(void **state)
{
	static const struct {
		const char *text;
		size_t n;
		bool is_whole;
	} heads[] = {
		{"\xff\xfe\0\4ab", 6, true},
		{"\xff\xff\xff\xfe\0\2", 6, true},
		{"\xff\xfe\0\1", 4, false},
		{"\xff\xfe\xff\xff", 4, false},
		{"\xff\xd0", 2, false},
		{"\xff\xd7", 2, false},
		{"\xff\1", 2, false},
		{"\xff\0", 2, false},
		{"a", 1, false},
		{"\xff\xd9", 2, false},
		{"\xff\xc4\0\2", 4, true},
		{"\xff\xcc\0\2", 4, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		struct inset_log log = {0};
		struct inset_maker maker = inset_fixture_maker(&log);
		uint8_t data[128] = "\xff\xd8";

		memcpy(data + 2, heads[i].text, heads[i].n);
		memcpy(data + 2 + heads[i].n, inset_color_jpeg + 2,
		       INSET_COLOR_NBYTES - 2);
		inset_make_all_gray(&maker, data, sizeof(data));
		assert_int_equal(log.n_calls, heads[i].is_whole);
	}
}

/* One segment after another holds the start of one that never ends. */
static void
time_grows_with_the_bytes(void **state)
{
	static const uint8_t unit[] = "\xff\xfe\0\4\xff\xd8";
	const size_t nbytes = 8u << 20;
	uint8_t *data = malloc(nbytes);
	struct inset_log log = {0};
	struct inset_maker maker = inset_fixture_maker(&log);

	(void)state;
	assert_non_null(data);
	for (size_t i = 0; i < nbytes; i++)
		data[i] = unit[i % 6];
	/* With the square it would take days. */
	inset_make_all_gray(&maker, data, nbytes);
	assert_int_equal(log.n_calls, 0);
	free(data);
}

static void
noise_is_left_alone(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 2000; i++) {
		static const uint8_t some[] = {0xff, 0xd8, 0xc0, 0xda, 0xd9,
					       0,    8,    1,    3};
		size_t n = noise_below(64);
		uint8_t noise[64], *data;
		struct inset_log log = {.refuses = true};
		struct inset_maker maker = inset_fixture_maker(&log);

		for (size_t k = 0; k < n; k++)
			noise[k] = some[noise_below(sizeof(some))];
		data = copy_of(noise, n);
		inset_make_all_gray(&maker, data, n);
		inset_make_gray(&maker, data, n);
		if (log.n_calls == 0)
			assert_memory_equal(data, noise, n);
		free(data);
	}
}

static void
pixels(void **state)
{
	uint8_t rgb[] = {200, 100, 50, 255, 255, 255, 1, 2};
	uint8_t bgr[] = {50, 100, 200};
	static const uint8_t gray[] = {124, 124, 124, 255, 255, 255, 1, 2};

	(void)state;
	inset_make_pixels_gray(rgb, sizeof(rgb), 0);
	assert_memory_equal(rgb, gray, sizeof(rgb));
	inset_make_pixels_gray(bgr, sizeof(bgr), 2);
	assert_memory_equal(bgr, gray, sizeof(bgr));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_color_jpeg_becomes_gray),
		cmocka_unit_test(what_cannot_be_made_gray_is_blank),
		cmocka_unit_test(a_cut_one_is_not_left_in_color),
		cmocka_unit_test(all_that_are_whole_are_found),
		cmocka_unit_test(one_within_another_is_found),
		cmocka_unit_test(odd_markers),
		cmocka_unit_test(time_grows_with_the_bytes),
		cmocka_unit_test(noise_is_left_alone),
		cmocka_unit_test(pixels),
	};

	return cmocka_run_group_tests_name("inset", tests, NULL, NULL);
}
