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
	struct metadata m = {0};
	bool is_kept = settle_piece(settle, &m, &piece);

	assert_int_equal(m.left_out, kind == METADATA_SIGNATURE
					     ? METADATA_LEFT_SIGNATURE
					     : 0);
	return is_kept;
}

static void
test_kinds(void **state)
{
	struct settle color = {.is_color = true}, gray = {0};

	(void)state;
	for (unsigned i = 0; i < METADATA_N_KINDS; i++) {
		bool is_kept = true, is_kept_of_gray = true;

		switch ((enum metadata_kind)i) {
		case METADATA_SAMPLES:
			is_kept = false;
			break;
		case METADATA_MODEL:
		case METADATA_PICTURES:
		case METADATA_SIGNATURE:
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),
	};

	return cmocka_run_group_tests_name("settle", tests, NULL, NULL);
}
