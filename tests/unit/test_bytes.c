/* SPDX-License-Identifier: MIT */
#include "base/bytes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
append_keeps_order_and_content(void **state)
{
	struct bytes b = {0};
	struct gm_error err = {0};

	(void)state;
	for (unsigned i = 0; i < 5000; i++) {
		uint8_t pair[2] = {(uint8_t)i, (uint8_t)(i >> 8)};

		assert_int_equal(bytes_append(&b, pair, 2, &err), GM_OK);
	}
	assert_int_equal(b.nbytes, 10000);
	assert_true(b.capacity >= b.nbytes);
	for (unsigned i = 0; i < 5000; i++) {
		assert_int_equal(b.data[2 * i], i & 0xff);
		assert_int_equal(b.data[2 * i + 1], i >> 8);
	}
	bytes_free(&b);
	assert_null(b.data);
	assert_int_equal(b.nbytes, 0);
	assert_int_equal(b.capacity, 0);
}

static void
append_of_nothing_takes_no_memory(void **state)
{
	struct bytes b = {0};
	struct gm_error err = {0};

	(void)state;
	assert_int_equal(bytes_append(&b, NULL, 0, &err), GM_OK);
	assert_int_equal(bytes_reserve(&b, 0, &err), GM_OK);
	assert_null(b.data);
	bytes_free(&b);
}

static void
appending_grows_seldom(void **state)
{
	struct bytes b = {0};
	struct gm_error err = {0};
	unsigned n_grown = 0;

	(void)state;
	for (unsigned i = 0; i < 1000000; i++) {
		size_t before = b.capacity;

		assert_int_equal(bytes_append(&b, "x", 1, &err), GM_OK);
		n_grown += b.capacity != before;
	}
	/* By half each time: log 10^6 / log 1.5 is 34. */
	assert_in_range(n_grown, 1, 40);
	bytes_free(&b);
}

static void
reserve_makes_room_behind_the_content(void **state)
{
	struct bytes b = {0};
	struct gm_error err = {0};

	(void)state;
	assert_int_equal(bytes_append(&b, "abc", 3, &err), GM_OK);
	assert_int_equal(bytes_reserve(&b, 1000, &err), GM_OK);
	assert_true(b.capacity - b.nbytes >= 1000);
	assert_int_equal(b.nbytes, 3);
	assert_memory_equal(b.data, "abc", 3);
	bytes_free(&b);
}

static void
absurd_sizes_fail_and_change_nothing(void **state)
{
	static const size_t absurd[] = {SIZE_MAX, SIZE_MAX - 2, SIZE_MAX / 2,
					SIZE_MAX / 2 + 1};
	struct bytes b = {0};
	struct gm_error err = {0};

	(void)state;
	assert_int_equal(bytes_append(&b, "abc", 3, &err), GM_OK);
	for (size_t i = 0; i < sizeof(absurd) / sizeof(absurd[0]); i++) {
		size_t before = b.capacity;

		err = (struct gm_error){0};
		assert_int_equal(bytes_reserve(&b, absurd[i], &err),
				 GM_ERR_NOMEM);
		assert_int_equal(err.status, GM_ERR_NOMEM);
		assert_int_equal(b.capacity, before);
		assert_memory_equal(b.data, "abc", 3);
	}
	bytes_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(append_keeps_order_and_content),
		cmocka_unit_test(append_of_nothing_takes_no_memory),
		cmocka_unit_test(appending_grows_seldom),
		cmocka_unit_test(reserve_makes_room_behind_the_content),
		cmocka_unit_test(absurd_sizes_fail_and_change_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
