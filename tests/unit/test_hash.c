/* SPDX-License-Identifier: MIT */
#include "base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/*
 * What CPython 3.11, which hashes bytes with SipHash-1-3 and a key of zeros
 * under PYTHONHASHSEED=0, gives for the bytes 0, 1, 2 ... n - 1.
 */
static void
hashes_are_siphash_1_3(void **state)
{
	static const struct {
		size_t n;
		uint64_t hash;
	} vectors[] = {
		{1, UINT64_C(0x68a914128e01e473)},
		{7, UINT64_C(0x2f098ab0c751325a)},
		{8, UINT64_C(0xead411e67ebe2eea)},
		{9, UINT64_C(0x75927f9d95124362)},
		{15, UINT64_C(0xf30eb725bb91c9ea)},
		{16, UINT64_C(0x8972188433a5c5b7)},
		{40, UINT64_C(0x95bc321ab41d8206)},
	};
	const struct hash_key zero = {{0, 0}};
	uint8_t bytes[40];

	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)i;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++)
		assert_int_equal(hash_bytes(&zero, bytes, vectors[i].n),
				 vectors[i].hash);
}

static void
the_key_changes_the_hash(void **state)
{
	const struct hash_key a = {{1, 0}}, b = {{0, 1}};

	(void)state;
	assert_int_not_equal(hash_bytes(&a, "x", 1), hash_bytes(&b, "x", 1));
}

static void
random_keys_differ(void **state)
{
	struct hash_key a = hash_key_random(), b = hash_key_random();

	(void)state;
	assert_memory_not_equal(&a, &b, sizeof(a));
}

static void
tables_keep_a_third_free(void **state)
{
	(void)state;
	for (size_t n = 0; n < 100000; n += 7) {
		size_t size = hash_table_size(n);

		assert_int_equal(size & (size - 1), 0);
		assert_true(n <= size - size / 3);
		assert_true(size == 16 || n > size / 2 - size / 2 / 3);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes_are_siphash_1_3),
		cmocka_unit_test(the_key_changes_the_hash),
		cmocka_unit_test(random_keys_differ),
		cmocka_unit_test(tables_keep_a_third_free),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
