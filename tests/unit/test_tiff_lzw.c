/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_lzw.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "noise.h"

#define MAX_NBYTES 100000u

/* TIFF 6.0 section 13: 7 7 7 8 8 7 7 6 6 are the codes below, of 9 bits. */
static const uint8_t example[] = {7, 7, 7, 8, 8, 7, 7, 6, 6};
static const unsigned example_codes[] = {256, 7, 258, 8, 8, 258, 6, 6, 257};

#define EXAMPLE_CODES_NBYTES 11u

static void
make_example_codes(uint8_t bytes[EXAMPLE_CODES_NBYTES])
{
	memset(bytes, 0, EXAMPLE_CODES_NBYTES);
	for (size_t i = 0; i < 9 * 9; i++)
		if (example_codes[i / 9] >> (8 - i % 9) & 1)
			bytes[i / 8] |= (uint8_t)(0x80 >> i % 8);
}

/* Apart, so that what is read or written after the slack shows. */
static bool
unpack(struct tiff_lzw *lzw, const uint8_t *packed, size_t nbytes, uint8_t *out,
       size_t out_nbytes)
{
	uint8_t *data = calloc(1, nbytes + TIFF_LZW_SLACK);
	uint8_t *made = malloc(out_nbytes + TIFF_LZW_SLACK);
	bool is_done;

	memcpy(data, packed, nbytes);
	is_done = tiff_lzw_unpack(lzw, data, nbytes, made, out_nbytes);
	if (is_done)
		memcpy(out, made, out_nbytes);
	free(data);
	free(made);
	return is_done;
}

static void
check_round(struct tiff_lzw *lzw, const uint8_t *data, size_t nbytes)
{
	static uint8_t out[MAX_NBYTES];
	struct bytes packed = {0};
	struct gm_error err;

	assert_int_equal(tiff_lzw_pack(lzw, data, nbytes, &packed, &err),
			 GM_OK);
	assert_true(unpack(lzw, packed.data, packed.nbytes, out, nbytes));
	assert_memory_equal(out, data, nbytes);
	/* The end is where it should be: there is no more, and no less will
	   do, but for the code that says so. */
	assert_false(unpack(lzw, packed.data, packed.nbytes, out, nbytes + 1));
	if (packed.nbytes > 6)
		assert_false(unpack(lzw, packed.data, packed.nbytes - 4, out,
				    nbytes));
	bytes_free(&packed);
}

static void
test_example(void **state)
{
	uint8_t codes[EXAMPLE_CODES_NBYTES], out[sizeof(example)];
	struct bytes packed = {0};
	struct gm_error err;

	make_example_codes(codes);
	assert_int_equal(
		tiff_lzw_pack(*state, example, sizeof(example), &packed, &err),
		GM_OK);
	assert_int_equal(packed.nbytes, sizeof(codes));
	assert_memory_equal(packed.data, codes, sizeof(codes));
	assert_true(unpack(*state, codes, sizeof(codes), out, sizeof(out)));
	assert_memory_equal(out, example, sizeof(out));
	bytes_free(&packed);
}

/* Lengths about those at which codes grow, and begin anew. */
static void
test_rounds(void **state)
{
	static uint8_t data[MAX_NBYTES];

	for (unsigned kinds = 1; kinds <= 256; kinds *= 4) {
		noise_fill(data, sizeof(data), kinds);
		for (size_t n = 1; n <= 4200; n += n < 600 ? 1 : 7)
			check_round(*state, data, n);
		for (size_t n = 0; n < 50; n++)
			check_round(*state, data, sizeof(data) - n);
	}
}

static void
test_damage(void **state)
{
	static uint8_t data[5000], out[5000];
	struct bytes packed = {0};
	struct gm_error err;

	noise_fill(data, sizeof(data), 5);
	assert_int_equal(
		tiff_lzw_pack(*state, data, sizeof(data), &packed, &err),
		GM_OK);
	for (unsigned i = 0; i < 3000; i++) {
		size_t at = noise_below((uint32_t)packed.nbytes);
		uint8_t was = packed.data[at];

		packed.data[at] = (uint8_t)noise_below(256);
		unpack(*state, packed.data, packed.nbytes, out, sizeof(out));
		packed.data[at] = was;
	}
	/* A string of which there is nothing yet; low bits first. */
	assert_false(
		unpack(*state, (const uint8_t *)"\x80\x40\xbf\xff", 4, out, 1));
	assert_false(unpack(*state, (const uint8_t *)"\0\1\2\3", 4, out, 1));
	assert_false(unpack(*state, packed.data, 1, out, 1));
	bytes_free(&packed);
}

static int
set_up(void **state)
{
	struct gm_error err;

	*state = tiff_lzw_new(&err);
	return *state == NULL;
}

static int
tear_down(void **state)
{
	tiff_lzw_free(*state);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_example),
		cmocka_unit_test(test_rounds),
		cmocka_unit_test(test_damage),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
