/* SPDX-License-Identifier: MIT */
#include "plan/places.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static uint32_t
existing(struct places *places, dev_t device, ino_t inode)
{
	const struct stat info = {.st_dev = device, .st_ino = inode};
	struct gm_error err;
	uint32_t place;

	assert_int_equal(places_existing(places, "none", &info, &place, &err),
			 GM_OK);
	assert_true(places_exists(places, place));
	return place;
}

static uint32_t
missing(struct places *places, uint32_t parent, const char *name)
{
	struct gm_error err;
	uint32_t place;

	assert_int_equal(places_missing(places, parent, name, strlen(name),
					&place, &err),
			 GM_OK);
	assert_false(places_exists(places, place));
	return place;
}

static void
device_and_inode_make_a_place(void **state)
{
	struct places places = {.key = hash_key_random()};
	uint32_t a = existing(&places, 1, 2);

	(void)state;
	assert_int_equal(existing(&places, 1, 2), a);
	assert_int_not_equal(existing(&places, 2, 1), a);
	assert_int_not_equal(existing(&places, 1, 3), a);
	assert_int_equal(existing(&places, 1, 2), a);
	places_free(&places);
}

static void
parent_and_name_make_a_missing_place(void **state)
{
	struct places places = {.key = hash_key_random()};
	uint32_t top = existing(&places, 1, 2);
	uint32_t sub = missing(&places, top, "sub");

	(void)state;
	assert_int_equal(missing(&places, top, "sub"), sub);
	assert_int_not_equal(missing(&places, top, "su"), sub);
	assert_int_not_equal(missing(&places, top, "sux"), sub);
	assert_int_not_equal(missing(&places, sub, "sub"), sub);
	assert_int_not_equal(missing(&places, PLACES_NONE, "sub"), sub);
	places_free(&places);
}

static void
many_places_keep_their_numbers(void **state)
{
	struct places places = {.key = hash_key_random()};
	char name[16];

	(void)state;
	for (uint32_t round = 0; round < 2; round++) {
		for (uint32_t i = 0; i < 20000; i += 2) {
			snprintf(name, sizeof(name), "%u", i);
			assert_int_equal(existing(&places, 1, i + 1), i);
			assert_int_equal(missing(&places, i, name), i + 1);
		}
	}
	places_free(&places);
}

/* Where two meet in the table, one is the start of the other. */
static void
names_are_compared_whole(void **state)
{
	struct places places = {.key = hash_key_random()};
	char name[1001];

	(void)state;
	memset(name, 'a', sizeof(name));
	for (uint32_t round = 0; round < 2; round++) {
		for (uint32_t n = 1; n < sizeof(name); n++) {
			name[n] = '\0';
			assert_int_equal(missing(&places, 7, name), n - 1);
			name[n] = 'a';
		}
	}
	places_free(&places);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(device_and_inode_make_a_place),
		cmocka_unit_test(parent_and_name_make_a_missing_place),
		cmocka_unit_test(many_places_keep_their_numbers),
		cmocka_unit_test(names_are_compared_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
