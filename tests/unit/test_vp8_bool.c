/* SPDX-License-Identifier: MIT */
#include "formats/webp/vp8_bool_in.h"
#include "formats/webp/vp8_bool_out.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "noise.h"

#define MAX_BOOLS 20000u

/* By which a boolean is false with the probability that it says, or never. */
enum habit {
	FAIR,
	CONTRARY,
	ANY,
	N_HABITS
};

static bool
bit_of(unsigned prob, enum habit habit)
{
	bool is_fair = noise_below(256) >= prob;

	return habit == FAIR       ? is_fair
	       : habit == CONTRARY ? prob >= 128
				   : noise_below(2) != 0;
}

static void
fill(vp8_bool *bools, size_t n, enum habit habit)
{
	for (size_t i = 0; i < n; i++) {
		unsigned prob = noise_below(256);

		bools[i] = vp8_bool_of(prob, bit_of(prob, habit));
	}
}

/* In pieces, as macroblocks are. */
static void
put(struct vp8_bool_out *out, const vp8_bool *bools, size_t n)
{
	struct gm_error err;

	vp8_bool_out_begin(out);
	for (size_t done = 0; done < n;) {
		size_t piece = 1 + noise_below(400);

		piece = piece < n - done ? piece : n - done;
		assert_int_equal(
			vp8_bool_out_put(out, bools + done, piece, &err),
			GM_OK);
		done += piece;
	}
	assert_int_equal(vp8_bool_out_end(out, &err), GM_OK);
}

/* Are the n booleans read, and all by bytes that are there? */
static bool
reads(const uint8_t *data, size_t nbytes, const vp8_bool *bools, size_t n)
{
	struct vp8_bool_in in = vp8_bool_in_begin(data, nbytes);

	for (size_t i = 0; i < n; i++)
		if (vp8_bool_in_get(&in, bools[i] >> 1) != (bools[i] & 1))
			return false;
	return vp8_bool_in_is_whole(&in);
}

static void
test_both_ways(void **state)
{
	static vp8_bool bools[MAX_BOOLS];
	struct vp8_bool_out out = {0};

	(void)state;
	for (unsigned i = 0; i < 300; i++) {
		size_t n = i < 100 ? i : noise_below(MAX_BOOLS);

		fill(bools, n, (enum habit)(i % N_HABITS));
		put(&out, bools, n);
		assert_true(out.bytes.nbytes > 0);
		assert_true(reads(out.bytes.data, out.bytes.nbytes, bools, n));
	}
	bytes_free(&out.bytes);
}

/* Bytes of 0xff that a carry goes through become 0. */
static void
test_a_carry_that_goes_far(void **state)
{
	static vp8_bool bools[MAX_BOOLS];
	struct vp8_bool_out out = {0};
	size_t n = 0;

	(void)state;
	/* The lower end of the interval stays just below a power of 2, until
	   the last true takes it over. */
	for (unsigned run = 1; run < 400; run++) {
		n = 0;
		for (unsigned i = 0; i < run; i++)
			bools[n++] = vp8_bool_of(128, i % 2 != 0);
		for (unsigned i = 0; i < 8 * run; i++)
			bools[n++] = vp8_bool_of(1, true);
		for (unsigned i = 0; i < 40; i++)
			bools[n++] = vp8_bool_of(255, true);
		put(&out, bools, n);
		assert_true(reads(out.bytes.data, out.bytes.nbytes, bools, n));
	}
	bytes_free(&out.bytes);
}

/* The bits that n booleans take. */
static size_t
n_bits_of(const vp8_bool *bools, size_t n)
{
	size_t n_bits = 0;
	uint32_t range = 255;

	for (size_t i = 0; i < n; i++) {
		uint32_t split = 1 + (((range - 1) * (bools[i] >> 1)) >> 8);

		range = (bools[i] & 1) != 0 ? range - split : split;
		for (; range < 128; range *= 2)
			n_bits++;
	}
	return n_bits;
}

/*
 * What a decoder looks at is what is written, to the byte; but for one more at
 * the end of a pair, that a decoder which loads pairs has something left.
 */
static void
test_a_byte_less(void **state)
{
	static vp8_bool bools[MAX_BOOLS];
	struct vp8_bool_out out = {0};

	(void)state;
	for (unsigned i = 0; i < 300; i++) {
		size_t n = 1 + noise_below(3000);
		size_t n_bits;
		size_t spare;

		fill(bools, n, FAIR);
		put(&out, bools, n);
		n_bits = n_bits_of(bools, n);
		spare = n_bits % 16 == 0;
		assert_true(out.bytes.nbytes > 1 + n_bits / 16 * 2);
		assert_false(reads(out.bytes.data, out.bytes.nbytes - 1 - spare,
				   bools, n));
	}
	bytes_free(&out.bytes);
}

/* Nothing is loaded from where nothing is. */
static void
test_no_bytes(void **state)
{
	static const uint8_t nothing[1] = {0xff};
	struct vp8_bool_in in = vp8_bool_in_begin(nothing, 0);

	(void)state;
	assert_false(vp8_bool_in_is_whole(&in) && vp8_bool_in_get(&in, 128));
	for (unsigned i = 0; i < 1000; i++)
		assert_false(vp8_bool_in_get(&in, 128));
	assert_false(vp8_bool_in_is_whole(&in));
}

static void
test_bytes_that_are_no_code(void **state)
{
	static const uint8_t bytes[] = {0xff, 0, 0, 0};
	struct vp8_bool_in in = vp8_bool_in_begin(bytes, sizeof(bytes));

	(void)state;
	vp8_bool_in_get(&in, 128);
	assert_false(vp8_bool_in_is_whole(&in));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_both_ways),
		cmocka_unit_test(test_a_carry_that_goes_far),
		cmocka_unit_test(test_a_byte_less),
		cmocka_unit_test(test_no_bytes),
		cmocka_unit_test(test_bytes_that_are_no_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
