/* SPDX-License-Identifier: MIT */
/* What blocks may be made of, with tables of steps and without. */
#include "formats/jpeg/mcu_walk.h"

#include "codec_fixture.h"
#include "scratch.h"

/*
 * All codes have 4 bits: of the DC 0 to 3 are the sizes 0, 11, 12 and 1, of
 * the AC 0 to 6 the symbols below.
 */
static const uint8_t dc_list[] = {0, 0, 0, 4, 0, 0, 0, 0,  0,  0,
				  0, 0, 0, 0, 0, 0, 0, 11, 12, 1};
static const uint8_t ac_list[] = {0, 0, 0,    7,    0,    0,    0,   0,
				  0, 0, 0,    0,    0,    0,    0,   0,
				  0, 1, 0xf0, 0x0a, 0x0b, 0x10, 0xe1};

#define ZEROS_10 "0000000000"
#define ZRL      "0010"
#define EOB      "0000"
#define RUN_14   "01100" /* fourteen zeros and a value */
#define ONE      "00010" /* a value */
#define DC_0     "0000"

/* The characters 0 and 1 as a file, padded, that ends with EOI. */
static void
put_bits(const char *bits)
{
	uint8_t data[400] = {0};
	size_t n = strlen(bits), nbytes = (n + 7) / 8;

	assert_in_range(nbytes, 0, sizeof(data) - 2);
	for (size_t i = 0; i < nbytes * 8; i++)
		if (i >= n || bits[i] == '1')
			data[i / 8] |= (uint8_t)(0x80 >> i % 8);
	data[nbytes++] = 0xff;
	data[nbytes++] = 0xd9;
	fixture_put("in", data, nbytes);
}

/* Walk n MCUs of one block; where the last ends comes to *pos. */
static enum gm_status
walk_once(const char *bits, unsigned n, bool fast, uint64_t *pos,
	  struct gm_error *err)
{
	static struct steps steps;
	static struct mcu_walk walk;
	struct steps *const blocks[] = {&steps};
	struct huffman_table dc, ac;
	struct file_in in = {0};
	struct scan_bytes bytes = {.in = &in};
	enum gm_status st;

	huffman_read(&dc, dc_list, sizeof(dc_list));
	huffman_read(&ac, ac_list, sizeof(ac_list));
	put_bits(bits);
	assert_int_equal(file_in_open(&in, "in", err), GM_OK);
	scan_bytes_begin(&bytes);
	assert_int_equal(scan_bytes_fill(&bytes, err), GM_OK);
	steps_make(&steps, &dc, &ac);
	mcu_walk_make(&walk, blocks, 1, fast);
	mcu_walk_start(&walk, 0);
	st = mcu_walk_pass(&walk, &bytes, n, err);
	if (st == GM_OK)
		assert_int_equal(walk.ends[n - 1], walk.pos);
	*pos = walk.pos;
	bytes_free(&bytes.buf);
	file_in_free(&in);
	return st;
}

/* These bits are n blocks, and nothing is left. */
static void
good(const char *bits, unsigned n)
{
	struct gm_error err;
	uint64_t pos;

	for (int fast = 0; fast < 2; fast++) {
		assert_int_equal(walk_once(bits, n, fast == 1, &pos, &err),
				 GM_OK);
		assert_int_equal(pos, strlen(bits));
	}
}

/* These are not, and the reason is what text says. */
static void
bad(const char *bits, unsigned n, const char *text)
{
	struct gm_error err;
	uint64_t pos;

	for (int fast = 0; fast < 2; fast++) {
		assert_int_equal(walk_once(bits, n, fast == 1, &pos, &err),
				 GM_ERR_UNSUPPORTED);
		assert_string_equal(err.text, text);
	}
}

static const char odd[] = "a code that does not belong there";
static const char missing[] = "data are missing";

static void
test_blocks(void **state)
{
	(void)state;
	good(DC_0 EOB, 1);
	good(DC_0 ONE ONE EOB, 1);
	good("0001" ZEROS_10 "0" EOB, 1);  /* a DC of 11 bits */
	good(DC_0 "0011" ZEROS_10 EOB, 1); /* a value of 10 */
	good(DC_0 ZRL ZRL ZRL EOB DC_0 EOB, 2);
	good(DC_0 EOB DC_0 ONE EOB DC_0 EOB DC_0 EOB DC_0 EOB DC_0 EOB, 6);
}

/* After the 63rd there is no code for the end. */
static void
test_last_coefficient(void **state)
{
	(void)state;
	good(DC_0 ZRL ZRL ZRL RUN_14, 1);
	good(DC_0 ZRL ZRL ZRL RUN_14 DC_0 EOB DC_0 EOB, 3);
	good(DC_0 RUN_14 RUN_14 RUN_14 RUN_14 ONE ONE ONE DC_0 EOB, 2);
	/* 62 and the end. */
	good(DC_0 RUN_14 RUN_14 RUN_14 RUN_14 ONE ONE EOB DC_0 EOB, 2);
	bad(DC_0 ZRL ZRL ZRL ONE RUN_14 DC_0 EOB, 1, odd);
	bad(DC_0 ZRL ZRL ZRL ZRL DC_0 EOB, 1, odd);
	/* A run may not end with the 63rd zero: nothing would follow. */
	bad(DC_0 ONE ONE ONE ONE ONE ONE ONE ONE ONE ONE ONE ONE ONE ONE ONE ZRL
		    ZRL ZRL DC_0 EOB,
	    1, odd);
}

static void
test_codes_that_are_none(void **state)
{
	(void)state;
	bad("0010" ZEROS_10 "00" EOB, 1, odd);     /* a DC of 12 bits */
	bad("0100" EOB ZEROS_10, 1, odd);          /* no such DC */
	bad(DC_0 "0100" ZEROS_10 "0" EOB, 1, odd); /* a value of 11 bits */
	bad(DC_0 "0101" EOB, 1, odd);              /* a run before nothing */
	bad(DC_0 "1111" EOB, 1, odd);
	bad(DC_0 EOB DC_0 "1010" ZEROS_10 ZEROS_10, 2, odd);
}

static void
test_missing_data(void **state)
{
	(void)state;
	bad(DC_0 EOB, 2, missing);
	bad(DC_0 EOB DC_0 EOB DC_0 EOB DC_0 EOB DC_0 EOB DC_0 EOB DC_0 EOB DC_0
		    EOB DC_0 EOB,
	    10, missing);
	/* Cut within the last value: there is only padding. */
	bad("0001000", 1, missing);
	bad(DC_0 ONE ONE ONE ONE ONE ONE ONE ONE ONE ONE ONE ONE "0011000", 1,
	    missing);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_last_coefficient),
		cmocka_unit_test(test_codes_that_are_none),
		cmocka_unit_test(test_missing_data),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
