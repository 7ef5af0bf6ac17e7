/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/frame.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct gm_error err;

/* Refused, with this text. */
static void
refused(enum gm_status st, const char *text)
{
	assert_int_equal(st, GM_ERR_UNSUPPORTED);
	assert_int_equal(err.status, st);
	assert_string_equal(err.text, text);
}

/* 18 rows of 21, 4:2:0. */
static const uint8_t sof_420[15] = {8, 0, 18,   0, 21, 3,    1, 0x22,
				    0, 2, 0x11, 1, 3,  0x11, 1};

/* The frame header with one byte other. */
static enum gm_status
read_sof(struct frame *frame, size_t i, uint8_t byte)
{
	uint8_t data[15];

	memcpy(data, sof_420, sizeof(data));
	data[i] = byte;
	*frame = (struct frame){0};
	return frame_read_sof(frame, 0xc0, data, sizeof(data), &err);
}

static void
test_sof(void **state)
{
	struct frame frame = {0};

	(void)state;
	assert_int_equal(frame_read_sof(&frame, 0xc2, sof_420, 15, &err),
			 GM_OK);
	assert_int_equal(frame.sof, 0xc2);
	assert_true(frame_is_progressive(&frame));
	assert_int_equal(frame.width, 21);
	assert_int_equal(frame.height, 18);
	assert_int_equal(frame.n_components, 3);
	assert_int_equal(frame.components[0].h, 2);
	assert_int_equal(frame.components[2].id, 3);
	assert_int_equal(frame.components[2].quant, 1);
	assert_int_equal(frame.components[1].lowest_bit[0], -1);
	assert_int_equal(frame.components[1].lowest_bit[63], -1);
	refused(frame_read_sof(&frame, 0xc2, sof_420, 15, &err), "two frames");
	assert_int_equal(read_sof(&frame, 0, 8), GM_OK);
	assert_false(frame_is_progressive(&frame));
}

static void
test_sof_refused(void **state)
{
	static const char header[] = "the frame header is malformed";
	static const char component[] = "a component is malformed";
	struct frame frame = {0};

	(void)state;
	for (size_t n = 0; n < 15; n++)
		refused(frame_read_sof(&frame, 0xc0, sof_420, n, &err), header);
	refused(read_sof(&frame, 5, 2), header);
	refused(read_sof(&frame, 5, 4), header);
	refused(read_sof(&frame, 0, 12), "not of 8 bits");
	refused(read_sof(&frame, 2, 0), "21x0 pixels");
	refused(read_sof(&frame, 4, 0), "0x18 pixels");
	for (size_t i = 6; i < 15; i += 3) {
		refused(read_sof(&frame, i + 1, 0x01), component);
		refused(read_sof(&frame, i + 1, 0x10), component);
		refused(read_sof(&frame, i + 1, 0x51), component);
		refused(read_sof(&frame, i + 1, 0x15), component);
		refused(read_sof(&frame, i + 2, 4), component);
	}
	refused(read_sof(&frame, 9, 1), component);
	refused(read_sof(&frame, 12, 2), component);
	assert_int_equal(frame.sof, 0);
}

/* Two and four components, none at all; the longest side. */
static void
test_sof_numbers(void **state)
{
	uint8_t data[6 + 4 * 3] = {8, 0, 1, 0, 1};
	struct frame frame = {0};

	(void)state;
	for (uint8_t n = 0; n <= 4; n++) {
		for (uint8_t i = 0; i < n; i++)
			memcpy(data + 6 + 3 * i, (uint8_t[3]){i, 0x11, 0}, 3);
		data[5] = n;
		frame = (struct frame){0};
		assert_int_equal(frame_read_sof(&frame, 0xc1, data,
						6 + 3 * (size_t)n, &err),
				 n == 1 || n == 3 ? GM_OK : GM_ERR_UNSUPPORTED);
	}
	data[5] = 1;
	data[1] = data[3] = 65500 >> 8;
	data[2] = data[4] = 65500 & 0xff;
	frame = (struct frame){0};
	assert_int_equal(frame_read_sof(&frame, 0xc0, data, 9, &err), GM_OK);
	data[4]++;
	frame = (struct frame){0};
	refused(frame_read_sof(&frame, 0xc0, data, 9, &err),
		"65501x65500 pixels");
}

static void
test_dqt(void **state)
{
	static const char malformed[] = "a quantisation table is malformed";
	struct frame frame = {0};
	uint8_t data[65 + 129];

	(void)state;
	memset(data, 7, sizeof(data));
	data[0] = 1;
	data[65] = 0x13;
	for (size_t i = 66; i < sizeof(data); i += 2)
		data[i] = 0;
	data[64] = 255;
	assert_int_equal(frame_read_dqt(&frame, data, sizeof(data), &err),
			 GM_OK);
	assert_false(frame.quant[0].is_defined);
	assert_true(frame.quant[1].is_defined);
	assert_true(frame.quant[3].is_defined);
	assert_int_equal(frame.quant[1].steps[63], 255);
	assert_int_equal(frame.quant[3].steps[63], 7);
	for (size_t n = 0; n < sizeof(data); n++)
		if (n != 0 && n != 65)
			refused(frame_read_dqt(&frame, data, n, &err),
				malformed);
	data[192] = 1; /* 256 and more */
	refused(frame_read_dqt(&frame, data, sizeof(data), &err), malformed);
	data[192] = data[193] = 0;
	refused(frame_read_dqt(&frame, data, sizeof(data), &err), malformed);
	data[0] = 4;
	refused(frame_read_dqt(&frame, data, 65, &err), malformed);
	data[0] = 0x20;
	refused(frame_read_dqt(&frame, data, 65, &err), malformed);
}

static void
test_dht(void **state)
{
	static const char malformed[] = "a Huffman table is malformed";
	/* A DC table and an AC table of two codes each. */
	uint8_t data[2 * 19] = {0x03, 1, 1};
	struct frame frame = {0};

	(void)state;
	data[18] = 5;
	memcpy(data + 19, data, 19);
	data[19] = 0x12;
	assert_int_equal(frame_read_dht(&frame, data, sizeof(data), &err),
			 GM_OK);
	assert_int_equal(frame.dc[3].n_symbols, 2);
	assert_int_equal(frame.dc[3].symbols[1], 5);
	assert_int_equal(frame.ac[2].n_symbols, 2);
	assert_int_equal(frame.ac[3].n_symbols, 0);
	for (size_t n = 1; n < sizeof(data); n++)
		if (n != 19)
			refused(frame_read_dht(&frame, data, n, &err),
				malformed);
	data[0] = 0x04;
	refused(frame_read_dht(&frame, data, sizeof(data), &err), malformed);
	data[0] = 0x20;
	refused(frame_read_dht(&frame, data, sizeof(data), &err), malformed);
	data[0] = 0;
	data[2] = 2; /* a code of ones */
	refused(frame_read_dht(&frame, data, sizeof(data), &err), malformed);
}

static void
test_dri(void **state)
{
	static const char malformed[] = "the restart interval is malformed";
	static const uint8_t data[] = {1, 2, 3};
	struct frame frame = {0};

	(void)state;
	assert_int_equal(frame_read_dri(&frame, data, 2, &err), GM_OK);
	assert_int_equal(frame.restart_interval, 258);
	refused(frame_read_dri(&frame, data, 0, &err), malformed);
	refused(frame_read_dri(&frame, data, 1, &err), malformed);
	refused(frame_read_dri(&frame, data, 3, &err), malformed);
}

/* Blocks of the second component with these factors. */
static void
check_blocks(uint8_t luma, uint8_t chroma, uint32_t n_wide, uint32_t n_high)
{
	struct frame frame;

	assert_int_equal(read_sof(&frame, 7, luma), GM_OK);
	frame.components[1].h = chroma >> 4;
	frame.components[1].v = chroma & 15;
	assert_int_equal(frame_blocks_wide(&frame, 0), 3);
	assert_int_equal(frame_blocks_high(&frame, 0), 3);
	assert_int_equal(frame_blocks_wide(&frame, 1), n_wide);
	assert_int_equal(frame_blocks_high(&frame, 1), n_high);
}

/* Of 21 x 18 pixels, T.81 A.1.1. */
static void
test_blocks(void **state)
{
	(void)state;
	check_blocks(0x22, 0x11, 2, 2); /* 11 x 9 */
	check_blocks(0x11, 0x11, 3, 3);
	check_blocks(0x41, 0x11, 1, 3); /* 6 x 18 */
	check_blocks(0x43, 0x32, 2, 2); /* 16 x 12 */
	check_blocks(0x34, 0x21, 2, 1); /* 14 x 5 */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sof),
		cmocka_unit_test(test_sof_refused),
		cmocka_unit_test(test_sof_numbers),
		cmocka_unit_test(test_dqt),
		cmocka_unit_test(test_dht),
		cmocka_unit_test(test_dri),
		cmocka_unit_test(test_blocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
