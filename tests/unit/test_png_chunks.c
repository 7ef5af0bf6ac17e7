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

/* Of a picture of another format, and before the pixels alone. */
static void
test_make_cicp(void **state)
{
	const uint8_t hlg[] = {9, 18, 0, 1};
	struct metadata_piece piece = {.kind = METADATA_CICP,
				       .value = hlg,
				       .value_nbytes = sizeof(hlg)};
	struct bytes payload = {0};
	struct gm_error err = {0};
	uint8_t type[5];

	(void)state;
	assert_true(png_chunks_make(&piece, false, type, &payload, &err));
	assert_memory_equal(type, "cICP", 5);
	assert_int_equal(payload.nbytes, sizeof(hlg));
	assert_memory_equal(payload.data, hlg, sizeof(hlg));
	assert_false(png_chunks_make(&piece, true, type, &payload, &err));
	piece.value_nbytes--;
	assert_false(png_chunks_make(&piece, false, type, &payload, &err));
	bytes_free(&payload);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_is_again),
		cmocka_unit_test(test_make_cicp),
	};

	return cmocka_run_group_tests_name("png_chunks", tests, NULL, NULL);
}
