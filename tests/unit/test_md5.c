/* SPDX-License-Identifier: MIT */
#include "icc/md5.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* RFC 1321, A.5. */
static void
test_suite(void **state)
{
	static const char *const tests[][2] = {
		{"", "d41d8cd98f00b204e9800998ecf8427e"},
		{"a", "0cc175b9c0f1b6a831c399e269772661"},
		{"abc", "900150983cd24fb0d6963f7d28e17f72"},
		{"message digest", "f96b697d7cb7938d525a2f31aaf161d0"},
		{"abcdefghijklmnopqrstuvwxyz",
		 "c3fcd3d76192e4007dfb496cca67e13b"},
		{"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		 "0123456789",
		 "d174ab98d277d9f5a5611c2c9f419d9f"},
		{"1234567890123456789012345678901234567890123456789012345678901"
		 "2345678901234567890",
		 "57edf4a22be3c955ac49da2e2107b67a"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
		uint8_t digest[MD5_NBYTES];
		char text[2 * MD5_NBYTES + 1];
		struct gm_error err;

		assert_int_equal(md5((const uint8_t *)tests[i][0],
				     strlen(tests[i][0]), digest, &err),
				 GM_OK);
		for (size_t k = 0; k < MD5_NBYTES; k++)
			snprintf(text + 2 * k, 3, "%02x", digest[k]);
		assert_string_equal(text, tests[i][1]);
	}
}

/* Of as many x as stand before each, by md5sum. */
static void
test_lengths(void **state)
{
	static const struct {
		size_t n;
		uint8_t first;
	} tests[] = {
		{55, 0x04}, {56, 0x66}, {63, 0x7d}, {64, 0xc1}, {65, 0x1b}};
	uint8_t data[65], digest[MD5_NBYTES];
	struct gm_error err;

	(void)state;
	memset(data, 'x', sizeof(data));
	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
		assert_int_equal(md5(data, tests[i].n, digest, &err), GM_OK);
		assert_int_equal(digest[0], tests[i].first);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_suite),
		cmocka_unit_test(test_lengths),
	};

	return cmocka_run_group_tests_name("md5", tests, NULL, NULL);
}
