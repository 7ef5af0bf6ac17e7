/* SPDX-License-Identifier: MIT */
#include "job/fitting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "formats/formats.h"

/* How rows of 3 pixels are written. */
static struct fitting
fit(uint32_t channels, uint32_t bits, uint32_t exact_bits,
    const struct codec *format)
{
	const struct image_info decoded = {.width = 3,
					   .height = 2,
					   .channels = channels,
					   .bits = bits,
					   .exact_bits = exact_bits};
	const struct conversion conversion = {.background = {200, 100, 50}};
	struct fitting fitting;

	fitting_open(&fitting, &decoded, format, &conversion);
	assert_int_equal(fitting.to.channels,
			 format->can.alpha ? (channels - 1) % 2 + 1 : 1);
	assert_int_equal(fitting.to.width, 3);
	return fitting;
}

static void
expect(const struct fitting *fitting, uint32_t bits, uint32_t exact_bits,
       size_t row_nbytes)
{
	assert_int_equal(fitting->to.bits, bits);
	assert_int_equal(fitting->to.exact_bits, exact_bits);
	assert_int_equal(fitting->row_nbytes, row_nbytes);
}

static void
a_format_gets_what_it_holds(void **state)
{
	struct fitting fitting;

	(void)state;
	fitting = fit(1, 8, 2, &codec_png);
	expect(&fitting, 8, 2, 3);
	fitting = fit(4, 16, 16, &codec_png);
	expect(&fitting, 16, 16, 24);
	fitting = fit(4, 16, 16, &codec_qoi);
	expect(&fitting, 8, 8, 24);
	fitting = fit(1, 16, 4, &codec_bmp);
	expect(&fitting, 8, 4, 6);
	fitting = fit(3, 32, 32, &codec_pnm);
	expect(&fitting, 16, 16, 36);
	fitting = fit(3, 32, 32, &codec_jpeg);
	expect(&fitting, 8, 8, 36);
	fitting = fit(1, 8, 8, &codec_hdr);
	expect(&fitting, 32, 32, 12);
	fitting = fit(3, 32, 32, &codec_pfm);
	expect(&fitting, 32, 32, 36);
}

static void
alpha_shows_a_background_where_there_is_none(void **state)
{
	uint8_t rows[12] = {9, 0, 9, 255, 100, 102, 0, 0, 255, 255, 0, 255};
	uint16_t deep[12] = {0, 0, 9, 65535};
	/* 124 is the gray of the colour, see gray.h. */
	const uint8_t over[6] = {124, 9, 114, 124, 255, 0};
	struct fitting fitting = fit(4, 8, 8, &codec_jpeg);
	struct outcome outcome = {0};

	(void)state;
	fitting_rows(&fitting, rows, 2, &outcome);
	assert_memory_equal(rows, over, sizeof(over));
	fitting = fit(2, 16, 1, &codec_jpeg);
	assert_int_equal(fitting.to.exact_bits, 8);
	fitting_rows(&fitting, deep, 2, &outcome);
	assert_memory_equal(deep, "\174\0\174\174\174\174", 6);
	assert_string_equal(outcome.warning, "");
	fitting = fit(2, 8, 8, &codec_pfm);
	expect(&fitting, 32, 32, 12);
}

static void
rows_are_converted_where_they_stand(void **state)
{
	uint16_t rows[12] = {0,     65535, 128,   129, 257, 514,
			     32768, 32639, 65535, 0,   1,   2};
	const uint8_t narrow[12] = {0, 255, 0, 1, 1, 2, 128, 127, 255, 0, 0, 0};
	struct fitting fitting = fit(2, 16, 16, &codec_tga);
	struct outcome outcome = {0};

	(void)state;
	fitting_rows(&fitting, rows, 2, &outcome);
	assert_memory_equal(rows, narrow, sizeof(narrow));
	assert_string_equal(outcome.warning, "");
}

static void
light_that_is_lost_is_a_warning(void **state)
{
	float rows[3] = {0, 1, 0.5f};
	struct fitting fitting = fit(1, 32, 32, &codec_bmp);
	struct outcome outcome = {0};

	(void)state;
	fitting_rows(&fitting, rows, 1, &outcome);
	assert_int_equal(((uint8_t *)rows)[2], 188);
	assert_string_equal(outcome.warning, "");
	rows[0] = 2;
	fitting_rows(&fitting, rows, 1, &outcome);
	assert_string_equal(outcome.warning,
			    "light below black or beyond white is cut off");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_format_gets_what_it_holds),
		cmocka_unit_test(alpha_shows_a_background_where_there_is_none),
		cmocka_unit_test(rows_are_converted_where_they_stand),
		cmocka_unit_test(light_that_is_lost_is_a_warning),
	};

	return cmocka_run_group_tests_name("fitting", tests, NULL, NULL);
}
