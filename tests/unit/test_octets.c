/* SPDX-License-Identifier: MIT */
#include "base/octets.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The highest bit of each is set: none may be taken for a sign. */
static const uint8_t data[] = {0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8,
			       0xf9, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe, 0xff};

static void
reads_either_order(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < 8; i++) {
		const uint8_t *p = data + i;
		uint64_t ones = UINT64_C(0x0101010101010101) * i;

		assert_int_equal(octets_u16be(p), (uint16_t)(0xf1f2 + ones));
		assert_int_equal(octets_u16le(p), (uint16_t)(0xf2f1 + ones));
		assert_int_equal(octets_u32be(p),
				 (uint32_t)(0xf1f2f3f4 + ones));
		assert_int_equal(octets_u32le(p),
				 (uint32_t)(0xf4f3f2f1 + ones));
		assert_true(octets_u64be(p) ==
			    UINT64_C(0xf1f2f3f4f5f6f7f8) + ones);
		assert_true(octets_u64le(p) ==
			    UINT64_C(0xf8f7f6f5f4f3f2f1) + ones);
	}
}

static void
writes_what_it_reads(void **state)
{
	(void)state;
	for (size_t i = 0; i < 8; i++) {
		const uint8_t *p = data + i;
		uint8_t to[14 + 14 + 1] = {0}, *at = to;

		octets_put_u16be(at, octets_u16be(p));
		octets_put_u32be(at += 2, octets_u32be(p));
		octets_put_u64be(at += 4, octets_u64be(p));
		octets_put_u16le(at += 8, octets_u16le(p));
		octets_put_u32le(at += 2, octets_u32le(p));
		octets_put_u64le(at += 4, octets_u64le(p));
		for (at = to; at <= to + 14; at += 14) {
			assert_memory_equal(at, p, 2);
			assert_memory_equal(at + 2, p, 4);
			assert_memory_equal(at + 6, p, 8);
		}
		assert_int_equal(to[28], 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_either_order),
		cmocka_unit_test(writes_what_it_reads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
