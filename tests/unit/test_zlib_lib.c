/* SPDX-License-Identifier: MIT */
#include "deflate/zlib_lib.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <zlib.h>

#include "noise.h"

#define N 5000u

static void
test_inflate_head(void **state)
{
	uint8_t data[N], packed[2 * N], head[64];
	uLongf n = sizeof(packed);

	(void)state;
	noise_fill(data, N, 256);
	assert_int_equal(compress(packed, &n, data, N), Z_OK);
	assert_true(zlib_lib_inflate_head(packed, n, head, sizeof(head)));
	assert_memory_equal(head, data, sizeof(head));
	/* Of a stream that is cut, what is there. */
	assert_true(zlib_lib_inflate_head(packed, 200, head, sizeof(head)));
	assert_false(zlib_lib_inflate_head(packed, 40, head, sizeof(head)));
	assert_false(zlib_lib_inflate_head(packed, 0, head, 1));
	assert_false(zlib_lib_inflate_head(data, N, head, 1));
	/* All that there are, and one less. */
	n = sizeof(packed);
	assert_int_equal(compress(packed, &n, data, sizeof(head)), Z_OK);
	assert_true(zlib_lib_inflate_head(packed, n, head, sizeof(head)));
	n = sizeof(packed);
	assert_int_equal(compress(packed, &n, data, sizeof(head) - 1), Z_OK);
	assert_false(zlib_lib_inflate_head(packed, n, head, sizeof(head)));
}

/* Inflate pieces of 7 bytes to pieces of 11; how many there were in the end. */
static size_t
inflate_pieces(const uint8_t *packed, size_t n_packed, uint8_t *plain,
	       bool *is_whole, bool *has_ended)
{
	struct gm_error err;
	struct zlib_lib_inflater *inflater = zlib_lib_inflater_open(&err);
	size_t from = 0, to = 0, n_before = 1;

	assert_non_null(inflater);
	*is_whole = true;
	while (*is_whole && from + to != n_before) {
		size_t n_from = n_packed - from, n_to = N - to;
		struct zlib_lib_piece piece = {
			packed + from, n_from < 7 ? n_from : 7, plain + to,
			n_to < 11 ? n_to : 11};

		n_before = from + to;
		*is_whole = zlib_lib_inflate(inflater, &piece, &err) == GM_OK;
		from = (size_t)(piece.data - packed);
		to = (size_t)(piece.out - plain);
	}
	*has_ended = zlib_lib_has_ended(inflater);
	zlib_lib_inflater_close(inflater);
	return to;
}

static void
test_inflate_in_pieces(void **state)
{
	uint8_t data[N], packed[2 * N], plain[N];
	bool is_whole, has_ended;
	uLongf n = sizeof(packed);

	(void)state;
	noise_fill(data, N, 16);
	assert_int_equal(compress(packed, &n, data, N), Z_OK);
	assert_int_equal(
		inflate_pieces(packed, n, plain, &is_whole, &has_ended), N);
	assert_memory_equal(plain, data, N);
	assert_true(is_whole && has_ended);
	/* Without its end; with a wrong one; damaged. */
	assert_int_equal(
		inflate_pieces(packed, n - 1, plain, &is_whole, &has_ended), N);
	assert_true(is_whole && !has_ended);
	packed[n - 1] ^= 1;
	inflate_pieces(packed, n, plain, &is_whole, &has_ended);
	assert_true(!is_whole && !has_ended);
	packed[0] ^= 1;
	assert_int_equal(
		inflate_pieces(packed, n, plain, &is_whole, &has_ended), 0);
	assert_false(is_whole);
	zlib_lib_inflater_close(NULL);
}

static void
expect_deflated(const uint8_t *data, size_t nbytes, struct bytes *packed)
{
	uint8_t plain[N + 1];
	z_stream z = {.next_out = plain, .avail_out = sizeof(plain)};
	struct gm_error err;

	packed->nbytes = 0;
	bytes_append(packed, "before", 6, &err);
	assert_int_equal(zlib_lib_deflate(data, nbytes, packed, &err), GM_OK);
	assert_memory_equal(packed->data, "before", 6);
	z.next_in = packed->data + 6;
	z.avail_in = (uInt)packed->nbytes - 6;
	assert_int_equal(inflateInit2(&z, -15), Z_OK);
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
	assert_int_equal(z.avail_in, 0);
	assert_int_equal(z.total_out, nbytes);
	assert_memory_equal(plain, data, nbytes);
	inflateEnd(&z);
}

static void
test_deflate(void **state)
{
	struct bytes packed = {0};
	uint8_t data[N];

	(void)state;
	for (uint32_t n_values = 1; n_values <= 256; n_values *= 2) {
		noise_fill(data, N, n_values);
		expect_deflated(data, N, &packed);
		expect_deflated(data, 1, &packed);
		expect_deflated(data, 0, &packed);
	}
	/* What repeats far away is found. */
	noise_fill(data, N / 2, 256);
	memcpy(data + N / 2, data, N / 2);
	expect_deflated(data, N, &packed);
	assert_in_range(packed.nbytes, N / 2, N / 2 + 100);
	bytes_free(&packed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_inflate_head),
		cmocka_unit_test(test_inflate_in_pieces),
		cmocka_unit_test(test_deflate),
	};

	return cmocka_run_group_tests_name("zlib_lib", tests, NULL, NULL);
}
