/* SPDX-License-Identifier: MIT */
#include "deflate/deflate_lib.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <zlib.h>

#include "noise.h"

#define N 5000u

static void
test_sums(void **state)
{
	uint8_t data[N];

	(void)state;
	noise_fill(data, N, 256);
	for (size_t n = 0; n < 300; n++) {
		uint32_t crc = deflate_lib_crc32(0, data, n);
		uint32_t adler = deflate_lib_adler32(1, data, n);

		assert_int_equal(crc, crc32(0, data, (uInt)n));
		assert_int_equal(adler, adler32(1, data, (uInt)n));
		/* Carried on, and not begun anew without data. */
		assert_int_equal(deflate_lib_crc32(crc, data + n, N - n),
				 crc32(0, data, N));
		assert_int_equal(deflate_lib_adler32(adler, data + n, N - n),
				 adler32(1, data, N));
		assert_int_equal(deflate_lib_crc32(crc, NULL, 0), crc);
		assert_int_equal(deflate_lib_adler32(adler, NULL, 0), adler);
	}
}

/* Append a zlib stream of the data. */
static void
pack(const uint8_t *data, size_t nbytes, struct bytes *packed)
{
	uLongf n = compressBound(nbytes);
	struct gm_error err;

	assert_int_equal(bytes_reserve(packed, n, &err), GM_OK);
	assert_int_equal(
		compress(packed->data + packed->nbytes, &n, data, nbytes),
		Z_OK);
	packed->nbytes += n;
}

static enum gm_status
inflate_to(struct deflate_lib *lib, const struct bytes *packed, size_t nbytes)
{
	uint8_t *out = malloc(nbytes + 1);
	struct gm_error err = {0};
	enum gm_status st;
	size_t sum_at;

	out[nbytes] = 0xa5;
	st = deflate_lib_inflate(lib, packed, out, nbytes, &sum_at, &err);
	assert_int_equal(err.status, st);
	assert_int_equal(out[nbytes], 0xa5);
	free(out);
	return st;
}

static void
expect_inflates(struct deflate_lib *lib, const struct bytes *packed,
		size_t nbytes, enum gm_status expected)
{
	assert_int_equal(inflate_to(lib, packed, nbytes), expected);
}

static void
test_inflate(void **state)
{
	struct deflate_lib lib = {0};
	struct bytes packed = {0};
	uint8_t data[N], out[N];
	struct gm_error err;
	size_t sum_at;

	(void)state;
	noise_fill(data, N, 5);
	pack(data, N, &packed);
	assert_int_equal(
		deflate_lib_inflate(&lib, &packed, out, N, &sum_at, &err),
		GM_OK);
	assert_memory_equal(out, data, N);
	assert_int_equal(sum_at, packed.nbytes - 4);
	expect_inflates(&lib, &packed, N - 1, GM_ERR_UNSUPPORTED);
	expect_inflates(&lib, &packed, N + 1, GM_ERR_UNSUPPORTED);
	expect_inflates(&lib, &packed, 0, GM_ERR_UNSUPPORTED);
	bytes_append(&packed, "", 1, &err);
	expect_inflates(&lib, &packed, N, GM_ERR_UNSUPPORTED);
	/* The memory is as good as new. */
	packed.nbytes--;
	expect_inflates(&lib, &packed, N, GM_OK);
	bytes_free(&packed);
	deflate_lib_free(&lib);
}

static void
test_inflate_damaged(void **state)
{
	struct deflate_lib lib = {0};
	struct bytes packed = {0};
	size_t body_nbytes, n_refused = 0;
	uint8_t data[60];

	(void)state;
	noise_fill(data, sizeof(data), 20);
	pack(data, sizeof(data), &packed);
	body_nbytes = packed.nbytes - DEFLATE_LIB_SUM_NBYTES;
	for (size_t i = 0; i < body_nbytes * 8; i++) {
		packed.data[i / 8] ^= (uint8_t)(1u << i % 8);
		n_refused += inflate_to(&lib, &packed, sizeof(data)) != GM_OK;
		packed.data[i / 8] ^= (uint8_t)(1u << i % 8);
	}
	/* Other bytes, as many, are for the checksum to find. */
	assert_true(n_refused > body_nbytes);
	/* The checksum is the caller's. */
	packed.data[body_nbytes] ^= 1;
	for (; packed.nbytes >= body_nbytes; packed.nbytes--)
		expect_inflates(&lib, &packed, sizeof(data), GM_OK);
	for (; packed.nbytes > 0; packed.nbytes--)
		expect_inflates(&lib, &packed, sizeof(data),
				GM_ERR_UNSUPPORTED);
	expect_inflates(&lib, &packed, sizeof(data), GM_ERR_UNSUPPORTED);
	expect_inflates(&lib, &packed, 0, GM_ERR_UNSUPPORTED);
	bytes_free(&packed);
	expect_inflates(&lib, &packed, 1, GM_ERR_UNSUPPORTED);
	deflate_lib_free(&lib);
}

static void
expect_deflated(struct deflate_lib *lib, int level, const uint8_t *data,
		size_t nbytes)
{
	struct bytes packed = {0};
	uint8_t plain[N + 1];
	z_stream z = {.next_out = plain, .avail_out = sizeof(plain)};
	struct gm_error err;

	bytes_append(&packed, "before", 6, &err);
	assert_int_equal(
		deflate_lib_deflate(lib, level, data, nbytes, &packed, &err),
		GM_OK);
	assert_memory_equal(packed.data, "before", 6);
	z.next_in = packed.data + 6;
	z.avail_in = (uInt)packed.nbytes - 6;
	assert_int_equal(inflateInit2(&z, -15), Z_OK);
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
	assert_int_equal(z.avail_in, 0);
	assert_int_equal(z.total_out, nbytes);
	assert_memory_equal(plain, data, nbytes);
	inflateEnd(&z);
	bytes_free(&packed);
}

static void
test_deflate(void **state)
{
	struct deflate_lib lib = {0};
	uint8_t data[N];

	(void)state;
	for (int level = DEFLATE_LIB_MIN_LEVEL; level <= DEFLATE_LIB_MAX_LEVEL;
	     level++)
		for (uint32_t n_values = 1; n_values <= 256; n_values *= 4) {
			noise_fill(data, N, n_values);
			expect_deflated(&lib, level, data, N);
			expect_deflated(&lib, level, data, 1);
		}
	deflate_lib_free(&lib);
	/* A zeroed struct is valid. */
	deflate_lib_free(&lib);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sums),
		cmocka_unit_test(test_inflate),
		cmocka_unit_test(test_inflate_damaged),
		cmocka_unit_test(test_deflate),
	};

	return cmocka_run_group_tests_name("deflate_lib", tests, NULL, NULL);
}
