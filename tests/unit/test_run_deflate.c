/* SPDX-License-Identifier: MIT */
#include "deflate/run_deflate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <zlib.h>

#include "noise.h"

/* Longer than one block. */
#define MAX_NBYTES (3u * RUN_DEFLATE_BLOCK_BYTES)

/* The stream makes exactly these bytes, and no byte of it is left over. */
static void
check_inflates(const struct bytes *stream, const uint8_t *data, size_t nbytes)
{
	uint8_t *plain = malloc(nbytes + 1);
	z_stream z = {.next_in = stream->data,
		      .avail_in = (uInt)stream->nbytes,
		      .next_out = plain,
		      .avail_out = (uInt)nbytes + 1};

	assert_int_equal(inflateInit2(&z, -15), Z_OK);
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
	assert_int_equal(z.total_out, nbytes);
	assert_int_equal(z.avail_in, 0);
	assert_memory_equal(plain, data, nbytes);
	inflateEnd(&z);
	free(plain);
}

/* One block of memory that ends with the slack, which looks like a run. */
static void
put_block(struct run_deflate *deflate, const uint8_t *data, size_t nbytes,
	  bool is_last, struct bytes *stream)
{
	uint8_t *copy = malloc(nbytes + RUN_DEFLATE_SLACK);
	size_t before = stream->nbytes;
	unsigned nbits = deflate->n_last;
	struct gm_error err;

	memcpy(copy, data, nbytes);
	memset(copy + nbytes, data[nbytes - 1], RUN_DEFLATE_SLACK);
	assert_int_equal(
		run_deflate_block(deflate, copy, nbytes, is_last, stream, &err),
		GM_OK);
	assert_true(deflate->n_last < 8);
	if (is_last)
		assert_int_equal(deflate->n_last, 0);
	/* The bits that were not yet out are not of this block. */
	assert_true((stream->nbytes - before) * 8 + deflate->n_last - nbits <=
		    (nbytes + 5) * 8 + 7);
	free(copy);
}

/* Compress in blocks of block_nbytes; returns the bytes of the stream. */
static size_t
check(const uint8_t *data, size_t nbytes, size_t block_nbytes)
{
	struct run_deflate deflate = {0};
	struct bytes stream = {0};
	size_t result;

	for (size_t at = 0, n; at < nbytes; at += n) {
		n = nbytes - at < block_nbytes ? nbytes - at : block_nbytes;
		put_block(&deflate, data + at, n, at + n == nbytes, &stream);
	}
	check_inflates(&stream, data, nbytes);
	result = stream.nbytes;
	bytes_free(&stream);
	run_deflate_free(&deflate);
	return result;
}

static size_t
check_one(const uint8_t *data, size_t nbytes)
{
	return check(data, nbytes, RUN_DEFLATE_BLOCK_BYTES);
}

static uint8_t *
memory(void)
{
	uint8_t *data = malloc(MAX_NBYTES);

	assert_non_null(data);
	return data;
}

static void
test_short(void **state)
{
	uint8_t data[40];

	(void)state;
	for (size_t nbytes = 1; nbytes <= sizeof(data); nbytes++)
		for (uint32_t n_values = 1; n_values <= 4; n_values++) {
			noise_fill(data, nbytes, n_values);
			assert_true(check_one(data, nbytes) <= nbytes + 5);
		}
}

/* Each length of a run, between literals and at the end. */
static void
test_runs(void **state)
{
	uint8_t data[1100];

	(void)state;
	for (size_t run = 1; run <= 1040; run++) {
		memset(data, 7, sizeof(data));
		memcpy(data, "abcdefghij", 10);
		check_one(data, 10 + run);
		memcpy(data + 10 + run, "klmnopqrst", 10);
		check_one(data, 10 + run + 10);
		check_one(data + 10, run);
	}
}

static void
test_constant(void **state)
{
	uint8_t *data = memory();

	(void)state;
	memset(data, 0, RUN_DEFLATE_BLOCK_BYTES);
	/* 254 symbols of one bit, and as many distances. */
	assert_true(check_one(data, RUN_DEFLATE_BLOCK_BYTES) < 100);
	memset(data, 255, RUN_DEFLATE_BLOCK_BYTES);
	for (size_t less = 0; less < 260; less++)
		check_one(data, RUN_DEFLATE_BLOCK_BYTES - less);
	free(data);
}

static void
test_noise(void **state)
{
	uint8_t *data = memory();

	(void)state;
	for (uint32_t n_values = 1; n_values < 256; n_values += n_values) {
		noise_fill(data, RUN_DEFLATE_BLOCK_BYTES, n_values);
		check_one(data, RUN_DEFLATE_BLOCK_BYTES);
	}
	/* Four bits of each byte, and some runs for which there is a code. */
	noise_fill(data, RUN_DEFLATE_BLOCK_BYTES, 16);
	assert_in_range(check_one(data, RUN_DEFLATE_BLOCK_BYTES), 32768, 33400);
	free(data);
}

static void
test_incompressible(void **state)
{
	uint8_t *data = memory();

	(void)state;
	noise_fill(data, RUN_DEFLATE_BLOCK_BYTES, 256);
	assert_int_equal(check_one(data, RUN_DEFLATE_BLOCK_BYTES),
			 RUN_DEFLATE_BLOCK_BYTES + 5);
	for (size_t i = 0; i < 256; i++)
		data[i] = (uint8_t)i;
	assert_int_equal(check_one(data, 256), 256 + 5);
	free(data);
}

/* What differs from other rows is near to zero: as filtered pictures are. */
static void
fill_small(uint8_t *data, size_t nbytes)
{
	for (size_t i = 0; i < nbytes; i++) {
		unsigned n = noise_below(9) * noise_below(9) * noise_below(9);

		data[i] = (uint8_t)(noise_below(2) ? n / 6 : 256 - n / 6);
	}
}

static void
test_like_a_picture(void **state)
{
	uint8_t *data = memory();

	(void)state;
	fill_small(data, MAX_NBYTES);
	for (size_t at = 0; at + 5000 < MAX_NBYTES; at += 7001)
		memset(data + at, data[at], noise_below(5000));
	assert_true(check_one(data, MAX_NBYTES) < MAX_NBYTES);
	/* Blocks begin at each bit of a byte. */
	for (size_t nbytes = 100; nbytes < 1000; nbytes += 7)
		check(data, 20000, nbytes);
	free(data);
}

/* Stored blocks behind others begin at any bit, and the reverse. */
static void
test_blocks_in_turn(void **state)
{
	uint8_t *data = memory();

	(void)state;
	for (size_t nbytes = 40; nbytes < 400; nbytes++) {
		size_t at = 0;

		for (; at + nbytes < 12 * nbytes; at += nbytes)
			if (at / nbytes % 3 == 0)
				noise_fill(data + at, nbytes, 256);
			else
				fill_small(data + at, nbytes);
		check(data, at, nbytes);
	}
	free(data);
}

/* A rare literal has a long code: counts are those of Fibonacci. */
static void
test_long_codes(void **state)
{
	uint8_t *data = memory();
	size_t n = 0, a = 1, b = 1;

	(void)state;
	for (unsigned symbol = 0; n + a < 60000; symbol++) {
		for (size_t i = 0; i < a; i++)
			data[n++] = (uint8_t)symbol;
		b += a;
		a = b - a;
	}
	for (unsigned symbol = 30; symbol < 256; symbol++)
		data[n++] = (uint8_t)symbol;
	for (size_t i = n - 1; i > 0; i--) {
		size_t k = noise_below((uint32_t)i + 1);
		uint8_t swap = data[i];

		data[i] = data[k];
		data[k] = swap;
	}
	check_one(data, n);
	free(data);
}

/* The memory of spans is kept; nothing else is. */
static void
test_next_file(void **state)
{
	struct run_deflate deflate = {0};
	struct bytes first = {0}, second = {0};
	uint8_t *data = memory();

	(void)state;
	fill_small(data, 3000);
	put_block(&deflate, data, 1000, false, &first);
	put_block(&deflate, data + 1000, 2000, true, &first);
	deflate = (struct run_deflate){.spans = deflate.spans};
	put_block(&deflate, data, 1000, false, &second);
	put_block(&deflate, data + 1000, 2000, true, &second);
	assert_int_equal(first.nbytes, second.nbytes);
	assert_memory_equal(first.data, second.data, first.nbytes);
	run_deflate_free(&deflate);
	bytes_free(&first);
	bytes_free(&second);
	free(data);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_short),
		cmocka_unit_test(test_runs),
		cmocka_unit_test(test_constant),
		cmocka_unit_test(test_noise),
		cmocka_unit_test(test_incompressible),
		cmocka_unit_test(test_like_a_picture),
		cmocka_unit_test(test_blocks_in_turn),
		cmocka_unit_test(test_long_codes),
		cmocka_unit_test(test_next_file),
	};

	return cmocka_run_group_tests_name("run_deflate", tests, NULL, NULL);
}
