/* SPDX-License-Identifier: MIT */
#include "meta/irb.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A block without a name, one with a name of two, and one of odd length. */
static const uint8_t blocks[] = "8BIM\3\355\0\0\0\0\0\2ab"
				"8BIM\4\4\2no\0\0\0\0\2cd"
				"8BIM\4\44\0\0\0\0\0\3efg\0"
				"8BIM\4\4\0\0\0\0\0\0";

/* Blocks that are found of the first n bytes, in a block of that size. */
static unsigned
count(const uint8_t *from, size_t n)
{
	uint8_t *data = malloc(n + 1);
	struct irb block;
	size_t at = 0;
	unsigned found = 0;

	assert_non_null(data);
	memcpy(data, from, n);
	while (irb_next(data, n, &at, &block)) {
		assert_true(at <= n);
		assert_true(block.value >= data &&
			    block.value + block.nbytes <= data + n);
		found++;
	}
	free(data);
	return found;
}

static void
test_found(void **state)
{
	struct irb block;

	(void)state;
	assert_int_equal(count(blocks, sizeof(blocks) - 1), 4);
	assert_true(irb_find(blocks, sizeof(blocks) - 1, IRB_IPTC, &block));
	assert_int_equal(block.nbytes, 2);
	assert_memory_equal(block.value, "cd", 2);
	assert_true(irb_find(blocks, sizeof(blocks) - 1, IRB_XMP, &block));
	assert_int_equal(block.nbytes, 3);
	assert_memory_equal(block.value, "efg", 3);
	assert_false(irb_find(blocks, sizeof(blocks) - 1, IRB_EXIF, &block));
	assert_false(irb_find(NULL, 0, IRB_EXIF, &block));
}

static void
test_cut(void **state)
{
	static const size_t ends[] = {14, 30, 45, 58};

	(void)state;
	for (size_t n = 0; n < sizeof(blocks); n++) {
		unsigned whole = 0;

		while (whole < 4 && ends[whole] <= n)
			whole++;
		assert_int_equal(count(blocks, n), whole);
	}
}

static void
test_malformed(void **state)
{
	uint8_t data[sizeof(blocks)];

	(void)state;
	memcpy(data, blocks, sizeof(data));
	data[14] = '9';
	assert_int_equal(count(data, sizeof(data) - 1), 1);
	memcpy(data, blocks, sizeof(data));
	data[8] = 0xff;
	assert_int_equal(count(data, sizeof(data) - 1), 0);
	memcpy(data, blocks, sizeof(data));
	data[6] = 0xff;
	assert_int_equal(count(data, sizeof(data) - 1), 0);
}

static void
test_head(void **state)
{
	uint8_t head[IRB_HEAD_NBYTES];

	(void)state;
	irb_put_head(head, IRB_RESOLUTION, 2);
	assert_memory_equal(head, blocks, sizeof(head));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_found),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_malformed),
		cmocka_unit_test(test_head),
	};

	return cmocka_run_group_tests_name("irb", tests, NULL, NULL);
}
