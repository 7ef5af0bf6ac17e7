/* SPDX-License-Identifier: MIT */
/* Pictures turned, against the plainest way to do it. */
#include "turn_fixture.h"

static const struct image_info shapes[] = {
	{.channels = 1, .bits = 8},  {.channels = 2, .bits = 8},
	{.channels = 1, .bits = 16}, {.channels = 2, .bits = 16},
	{.channels = 1, .bits = 32}, {.channels = 2, .bits = 32},
};

static void
expect_turned(unsigned orientation, struct image_info info)
{
	struct turn turn = turn_upright(orientation);
	uint8_t *picture = turn_fixture_picture(&info);
	struct image_info turned_info = info, theirs_info = info;
	uint8_t *theirs =
		turn_fixture_upright(orientation, &theirs_info, picture);
	size_t row_nbytes = image_row_nbytes(&info);
	uint8_t *turned;

	turned_info = turn_info(&turn, &info);
	assert_memory_equal(&turned_info, &theirs_info, sizeof(theirs_info));
	turned = turn_fixture_room(&turned_info);
	for (uint32_t y = 0, n; y < info.height; y += n) {
		n = info.height - y < 5 ? info.height - y : 5;
		turn_place(&turn, &info, y, picture + y * row_nbytes, n,
			   turned);
	}
	assert_memory_equal(turned, theirs, row_nbytes * info.height);
	free(turned);
	free(theirs);
	free(picture);
}

static void
all_eight_ways(void **state)
{
	static const uint32_t sizes[][2] = {{1, 1},   {1, 7},   {9, 1},
					    {32, 32}, {33, 17}, {70, 101}};

	(void)state;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		for (size_t j = 0; j < sizeof(sizes) / sizeof(sizes[0]); j++)
			for (unsigned o = 1; o <= 8; o++) {
				struct image_info info = shapes[i];

				info.width = sizes[j][0];
				info.height = sizes[j][1];
				expect_turned(o, info);
			}
}

static void
mirrored_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		for (uint32_t width = 1; width < 9; width++) {
			struct image_info info = shapes[i];
			uint8_t *picture, *theirs;

			info.width = width;
			info.height = 3;
			picture = turn_fixture_picture(&info);
			theirs = turn_fixture_upright(2, &info, picture);
			turn_mirror(&info, picture, 3);
			assert_memory_equal(picture, theirs,
					    image_row_nbytes(&info) * 3);
			free(picture);
			free(theirs);
		}
}

static void
what_is_upright(void **state)
{
	struct turn turn = {0};

	(void)state;
	assert_true(turn_is_none(&turn));
	for (unsigned o = 0; o < 12; o++) {
		turn = turn_upright(o);
		assert_int_equal(turn_is_none(&turn), o < 2 || o > 8);
		assert_int_equal(turn.transposes, o >= 5 && o <= 8);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_eight_ways),
		cmocka_unit_test(mirrored_rows),
		cmocka_unit_test(what_is_upright),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
