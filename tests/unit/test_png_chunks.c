/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "formats/png/png_chunks.h"

static bool
is_again(uint32_t *kept, const char *type)
{
	return png_chunks_is_again(kept, (const uint8_t *)type);
}

static void
test_is_again(void **state)
{
	uint32_t kept = 0, other = 0;

	(void)state;
	assert_false(is_again(&kept, "pHYs"));
	assert_false(is_again(&kept, "cHRM"));
	assert_false(is_again(&kept, "tIME"));
	assert_true(is_again(&kept, "pHYs"));
	assert_true(is_again(&kept, "cHRM"));
	assert_true(is_again(&kept, "tIME"));
	assert_false(is_again(&other, "pHYs"));
	/* There may be several, or they are not known. */
	for (int i = 0; i < 2; i++) {
		assert_false(is_again(&kept, "tEXt"));
		assert_false(is_again(&kept, "xyZw"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_is_again),
	};

	return cmocka_run_group_tests_name("png_chunks", tests, NULL, NULL);
}
