/* SPDX-License-Identifier: MIT */
/* Which scans may follow which, and whether they hold the gray picture. */
#include "formats/jpeg/frame.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct gm_error err;

static const char apart[] = "scans that do not belong together";
static const char malformed[] = "a scan header is malformed";
static const char no_table[] = "a table is missing";

/* A frame of n components with these factors and all tables number 0. */
static struct frame
frame_of(unsigned sof, unsigned n, uint8_t luma, uint8_t chroma)
{
	static const uint8_t code[19] = {0, 1, 1};
	const uint8_t data[15] = {8, 0, 18,     0, 21, (uint8_t)n, 1, luma,
				  0, 2, chroma, 0, 3,  chroma,     0};
	uint8_t dqt[65], dht[19];
	struct frame frame = {0};

	memset(dqt, 1, sizeof(dqt));
	dqt[0] = 0;
	assert_int_equal(
		frame_read_sof(&frame, sof, data, 6 + 3 * (size_t)n, &err),
		GM_OK);
	assert_int_equal(frame_read_dqt(&frame, dqt, sizeof(dqt), &err), GM_OK);
	memcpy(dht, code, sizeof(dht));
	assert_int_equal(frame_read_dht(&frame, dht, sizeof(dht), &err), GM_OK);
	dht[0] = 0x10;
	assert_int_equal(frame_read_dht(&frame, dht, sizeof(dht), &err), GM_OK);
	return frame;
}

/*
 * A scan of the components whose ids are the digits, with the coefficients ss
 * to se, and ah << 4 | al.
 */
static enum gm_status
scan(struct frame *frame, const char *ids, unsigned ss, unsigned se,
     unsigned approximation)
{
	uint8_t data[1 + 2 * 4 + 3] = {(uint8_t)strlen(ids)};
	struct frame_scan found;
	size_t n = 1;

	for (; *ids != '\0'; n += 2)
		data[n] = (uint8_t)(*ids++ - '0');
	data[n++] = (uint8_t)ss;
	data[n++] = (uint8_t)se;
	data[n++] = (uint8_t)approximation;
	return frame_read_sos(frame, data, n, &found, &err);
}

static void
refused(enum gm_status st, const char *text)
{
	assert_int_equal(st, GM_ERR_UNSUPPORTED);
	assert_int_equal(err.status, st);
	assert_string_equal(err.text, text);
}

static void
test_scan_header(void **state)
{
	struct frame frame = frame_of(0xc0, 3, 0x22, 0x11);
	uint8_t data[] = {2, 1, 0x12, 3, 0x31, 0, 63, 0, 0};
	struct frame_scan found;

	(void)state;
	frame.dc[1] = frame.dc[3] = frame.dc[0];
	frame.ac[1] = frame.ac[2] = frame.ac[0];
	for (size_t n = 0; n <= 9; n++)
		if (n != 8)
			refused(frame_read_sos(&frame, data, n, &found, &err),
				malformed);
	assert_int_equal(frame_read_sos(&frame, data, 8, &found, &err), GM_OK);
	assert_int_equal(found.n_components, 2);
	assert_int_equal(found.parts[0].component, 0);
	assert_int_equal(found.parts[0].dc, 1);
	assert_int_equal(found.parts[0].ac, 2);
	assert_int_equal(found.parts[1].component, 2);
	assert_int_equal(found.parts[1].dc, 3);
	assert_int_equal(found.parts[1].ac, 1);
	assert_int_equal(found.se, 63);
	assert_int_equal(found.mcu_blocks, 5);
	assert_int_equal(scan(&frame, "2", 0, 63, 0), GM_OK);
	frame = (struct frame){0};
	refused(frame_read_sos(&frame, data, 8, &found, &err),
		"a scan before the frame header");
}

static void
test_components_of_a_scan(void **state)
{
	static const char *const ids[] = {"",   "4",  "11",   "21",
					  "31", "14", "1234", "321"};
	struct frame frame = frame_of(0xc0, 3, 0x11, 0x11);

	(void)state;
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		refused(scan(&frame, ids[i], 0, 63, 0), malformed);
	assert_int_equal(scan(&frame, "123", 0, 63, 0), GM_OK);
}

/* A table's number is 0 to 3, and it must be there. */
static void
test_tables_of_a_scan(void **state)
{
	uint8_t data[] = {1, 1, 0, 0, 63, 0};
	struct frame_scan found;
	struct frame whole = frame_of(0xc0, 1, 0x11, 0), frame = whole;

	(void)state;
	data[2] = 0x40;
	refused(frame_read_sos(&frame, data, 6, &found, &err), malformed);
	data[2] = 0x04;
	refused(frame_read_sos(&frame, data, 6, &found, &err), malformed);
	data[2] = 0x10;
	refused(frame_read_sos(&frame, data, 6, &found, &err), no_table);
	data[2] = 0x01;
	refused(frame_read_sos(&frame, data, 6, &found, &err), no_table);
	frame.quant[0].is_defined = false;
	refused(scan(&frame, "1", 0, 63, 0), no_table);
	frame = whole;
	frame.dc[0].symbols[1] = 16; /* no category */
	refused(scan(&frame, "1", 0, 63, 0), no_table);
	frame.dc[0].symbols[1] = 15;
	assert_int_equal(scan(&frame, "1", 0, 63, 0), GM_OK);
}

/* Each scan of a progressive file needs only what it codes with. */
static void
test_tables_of_progressive_scans(void **state)
{
	struct frame frame = frame_of(0xc2, 1, 0x11, 0);

	(void)state;
	frame.ac[0].n_symbols = 0;
	assert_int_equal(scan(&frame, "1", 0, 0, 0x01), GM_OK);
	frame.dc[0].n_symbols = 0;
	assert_int_equal(scan(&frame, "1", 0, 0, 0x10), GM_OK);
	refused(scan(&frame, "1", 1, 63, 0), no_table);
}

static void
test_blocks_of_an_mcu(void **state)
{
	struct frame frame = frame_of(0xc0, 3, 0x42, 0x11);

	(void)state;
	assert_int_equal(scan(&frame, "123", 0, 63, 0), GM_OK);
	frame = frame_of(0xc0, 3, 0x22, 0x22);
	refused(scan(&frame, "123", 0, 63, 0), "too many blocks in an MCU");
	frame = frame_of(0xc0, 3, 0x44, 0x22);
	assert_int_equal(scan(&frame, "1", 0, 63, 0), GM_OK);
}

static void
test_sequential_scans(void **state)
{
	struct frame frame = frame_of(0xc1, 3, 0x11, 0x11);

	(void)state;
	refused(scan(&frame, "1", 1, 63, 0), apart);
	refused(scan(&frame, "1", 0, 62, 0), apart);
	refused(scan(&frame, "1", 0, 64, 0), apart);
	refused(scan(&frame, "1", 0, 63, 0x01), apart);
	refused(scan(&frame, "1", 0, 63, 0x10), apart);
	assert_int_equal(scan(&frame, "12", 0, 63, 0), GM_OK);
	refused(frame_check_complete(&frame, &err), "a component has no scan");
	refused(scan(&frame, "1", 0, 63, 0), apart);
	refused(scan(&frame, "23", 0, 63, 0), apart);
	assert_int_equal(scan(&frame, "3", 0, 63, 0), GM_OK);
	assert_int_equal(frame_check_complete(&frame, &err), GM_OK);
}

/* T.81 G.1.1.1.1: what one scan may be. */
static void
test_progressive_scans(void **state)
{
	struct frame frame = frame_of(0xc2, 3, 0x11, 0x11);

	(void)state;
	refused(scan(&frame, "1", 1, 63, 0), apart);  /* no DC yet */
	refused(scan(&frame, "123", 0, 5, 0), apart); /* both */
	refused(scan(&frame, "1", 0, 63, 0), apart);
	refused(scan(&frame, "123", 0, 0, 14), apart);   /* too fine */
	refused(scan(&frame, "123", 0, 0, 0x10), apart); /* of nothing */
	assert_int_equal(scan(&frame, "123", 0, 0, 13), GM_OK);
	refused(scan(&frame, "12", 1, 63, 0), apart); /* interleaved */
	refused(scan(&frame, "1", 5, 4, 0), apart);
	refused(scan(&frame, "1", 1, 64, 0), apart);
	refused(scan(&frame, "1", 1, 63, 0x20), apart); /* two at once */
	refused(scan(&frame, "1", 1, 63, 0x11), apart);
	refused(scan(&frame, "1", 1, 63, 0x12), apart);
	frame = frame_of(0xc2, 3, 0x11, 0x11);
	assert_int_equal(scan(&frame, "1", 0, 0, 0), GM_OK);
	refused(scan(&frame, "2", 1, 63, 0), apart);
	assert_int_equal(scan(&frame, "1", 1, 1, 0), GM_OK);
}

/* T.81 G.1.1.1.2: bit after bit, of each coefficient on its own. */
static void
test_progression(void **state)
{
	struct frame frame = frame_of(0xc2, 1, 0x11, 0);
	struct frame before;

	(void)state;
	assert_int_equal(scan(&frame, "1", 0, 0, 2), GM_OK);
	before = frame;
	refused(scan(&frame, "1", 0, 0, 0), apart); /* a second first */
	frame = before;
	refused(scan(&frame, "1", 0, 0, 0x10), apart); /* one left out */
	frame = before;
	assert_int_equal(scan(&frame, "1", 0, 0, 0x21), GM_OK);
	assert_int_equal(scan(&frame, "1", 1, 20, 1), GM_OK);
	before = frame;
	refused(scan(&frame, "1", 20, 63, 1), apart); /* 20 again */
	frame = before;
	refused(scan(&frame, "1", 19, 21, 0x10), apart); /* not yet 21 */
	frame = before;
	assert_int_equal(scan(&frame, "1", 21, 63, 0), GM_OK);
	refused(frame_check_complete(&frame, &err), "not in full detail");
	assert_int_equal(scan(&frame, "1", 1, 20, 0x10), GM_OK);
	refused(frame_check_complete(&frame, &err), "not in full detail");
	assert_int_equal(scan(&frame, "1", 0, 0, 0x10), GM_OK);
	assert_int_equal(frame_check_complete(&frame, &err), GM_OK);
}

static void
test_complete_without_a_frame(void **state)
{
	struct frame frame = {0};

	(void)state;
	refused(frame_check_complete(&frame, &err), "no picture");
}

/* libjpeg's rules for colours, in their order. */
static void
test_luma(void **state)
{
	struct frame frame = frame_of(0xc0, 3, 0x11, 0x11);

	(void)state;
	assert_int_equal(frame_check_luma(&frame, &err), GM_OK);
	frame.components[0].id = 'R';
	frame.components[1].id = 'G';
	assert_int_equal(frame_check_luma(&frame, &err), GM_OK);
	frame.components[2].id = 'B';
	refused(frame_check_luma(&frame, &err), "not YCbCr");
	frame.has_adobe = true;
	frame.adobe_transform = 1;
	assert_int_equal(frame_check_luma(&frame, &err), GM_OK);
	frame.adobe_transform = 2;
	refused(frame_check_luma(&frame, &err), "not YCbCr");
	frame.adobe_transform = 0;
	refused(frame_check_luma(&frame, &err), "not YCbCr");
	frame.has_jfif = true;
	assert_int_equal(frame_check_luma(&frame, &err), GM_OK);
	frame = frame_of(0xc0, 3, 0x12, 0x21);
	refused(frame_check_luma(&frame, &err),
		"luma has not the most samples");
	frame = frame_of(0xc0, 3, 0x21, 0x12);
	refused(frame_check_luma(&frame, &err),
		"luma has not the most samples");
	frame = frame_of(0xc0, 1, 0x12, 0);
	frame.has_adobe = true;
	assert_int_equal(frame_check_luma(&frame, &err), GM_OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scan_header),
		cmocka_unit_test(test_components_of_a_scan),
		cmocka_unit_test(test_tables_of_a_scan),
		cmocka_unit_test(test_tables_of_progressive_scans),
		cmocka_unit_test(test_blocks_of_an_mcu),
		cmocka_unit_test(test_sequential_scans),
		cmocka_unit_test(test_progressive_scans),
		cmocka_unit_test(test_progression),
		cmocka_unit_test(test_complete_without_a_frame),
		cmocka_unit_test(test_luma),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
