/* SPDX-License-Identifier: MIT */
#include "meta/settle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static bool
keeps(struct settle *settle, unsigned kind)
{
	struct metadata_piece piece = {.kind = (enum metadata_kind)kind};

	return settle_piece(settle, &piece);
}

static void
test_kinds(void **state)
{
	struct settle color = {.is_color = true}, gray = {0};

	(void)state;
	for (unsigned i = 0; i < METADATA_N_KINDS; i++) {
		bool is_kept = true, is_kept_of_gray = true;

		switch ((enum metadata_kind)i) {
		case METADATA_PRIMARIES:
		case METADATA_SAMPLES:
			is_kept = false;
			break;
		case METADATA_ICC:
		case METADATA_MODEL:
		case METADATA_PICTURES:
		case METADATA_PIXELS:
			is_kept = is_kept_of_gray = false;
			break;
		default:
			break;
		}
		assert_int_equal(keeps(&color, i), is_kept);
		assert_int_equal(keeps(&gray, i), is_kept_of_gray);
	}
}

/* A part of a profile: its number, and what its colour space is called. */
static bool
keeps_icc(struct settle *settle, uint8_t number, const char *space,
	  size_t nbytes)
{
	uint8_t value[26] = {0};
	struct metadata_piece piece = {.kind = METADATA_ICC,
				       .value = value,
				       .value_nbytes = nbytes,
				       .part = number,
				       .n_parts = 3};

	memcpy(value + 16, space, 4);
	return settle_piece(settle, &piece);
}

static void
test_profiles(void **state)
{
	struct settle settle = {0};

	(void)state;
	assert_false(keeps_icc(&settle, 1, "RGB ", 26));
	assert_false(keeps_icc(&settle, 2, "GRAY", 26));
	settle = (struct settle){.is_color = true};
	assert_true(keeps_icc(&settle, 1, "GRAY", 26));
	assert_true(keeps_icc(&settle, 2, "RGB ", 26));
	/* The last part may be short. */
	assert_true(keeps_icc(&settle, 3, "RGB ", 1));
	/* Of a profile in disorder nothing is known. */
	settle = (struct settle){0};
	assert_false(keeps_icc(&settle, 2, "GRAY", 26));
	assert_false(keeps_icc(&settle, 1, "GRAY", 26));
	/* Cut before the colour space ends. */
	for (size_t n = 0; n < 26; n++) {
		settle = (struct settle){0};
		assert_int_equal(keeps_icc(&settle, 1, "GRAY", n), n >= 20);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_profiles),
	};

	return cmocka_run_group_tests_name("settle", tests, NULL, NULL);
}
