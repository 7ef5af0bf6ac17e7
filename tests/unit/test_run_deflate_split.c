/* SPDX-License-Identifier: MIT */
#include "deflate/run_deflate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "noise.h"

#define MAX_NBYTES 200000u

/* Memory that ends with the slack. */
static uint8_t *
memory(size_t nbytes)
{
	uint8_t *data = calloc(1, nbytes + RUN_DEFLATE_SLACK);

	assert_non_null(data);
	return data;
}

static size_t
split(const uint8_t *data, size_t nbytes)
{
	static struct run_code codes[3];
	size_t n;

	/* What is left in them does not matter. */
	memset(codes, (int)(nbytes & 255), sizeof(codes));
	n = run_deflate_split(data, nbytes, codes);
	assert_in_range(n, 1, nbytes);
	assert_true(n <= RUN_DEFLATE_BLOCK_BYTES);
	return n;
}

static void
test_any_length(void **state)
{
	(void)state;
	for (size_t nbytes = 1; nbytes < MAX_NBYTES; nbytes += 1 + nbytes / 6) {
		uint8_t *data = memory(nbytes);

		split(data, nbytes);
		noise_fill(data, nbytes, 256);
		split(data, nbytes);
		free(data);
	}
}

/* Where nothing changes there is no reason to end. */
static void
test_all_alike(void **state)
{
	uint8_t *data = memory(MAX_NBYTES);

	(void)state;
	/* All codes have four bits, whichever bytes are the most. */
	noise_fill(data, MAX_NBYTES, 15);
	assert_true(split(data, MAX_NBYTES) > 60000);
	assert_int_equal(split(data, 30000), 30000);
	assert_int_equal(split(data, 5), 5);
	free(data);
}

/* Bytes of the stream; blocks are split, or as long as they can be. */
static size_t
compress_blocks(const uint8_t *data, size_t nbytes, bool splits)
{
	struct run_deflate deflate = {0};
	struct bytes out = {0};
	size_t result;

	for (size_t at = 0, n; at < nbytes; at += n) {
		struct gm_error err;

		n = nbytes - at;
		if (splits)
			n = split(data + at, n);
		else if (n > RUN_DEFLATE_BLOCK_BYTES)
			n = RUN_DEFLATE_BLOCK_BYTES;
		assert_int_equal(run_deflate_block(&deflate, data + at, n,
						   at + n == nbytes, &out,
						   &err),
				 GM_OK);
	}
	result = out.nbytes;
	bytes_free(&out);
	run_deflate_free(&deflate);
	return result;
}

/* Other bytes are found out, to a few thousand, and it pays. */
static void
test_change(void **state)
{
	uint8_t *data = memory(MAX_NBYTES);

	(void)state;
	for (size_t at = 10000; at < 60000; at += 7777) {
		noise_fill(data, at, 8);
		noise_fill(data + at, MAX_NBYTES - at, 8);
		for (size_t i = at; i < MAX_NBYTES; i++)
			data[i] += 100;
		assert_in_range(split(data, MAX_NBYTES), at - 5000, at + 5000);
		assert_true(compress_blocks(data, MAX_NBYTES, true) <
			    compress_blocks(data, MAX_NBYTES, false));
	}
	free(data);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_any_length),
		cmocka_unit_test(test_all_alike),
		cmocka_unit_test(test_change),
	};

	return cmocka_run_group_tests_name("run_deflate_split", tests, NULL,
					   NULL);
}
