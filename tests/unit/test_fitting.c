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
	struct fitting fitting;
	struct gm_error err;

	assert_int_equal(fitting_open(&fitting, &decoded, format, &err), GM_OK);
	assert_int_equal(fitting.to.channels, (channels - 1) % 2 + 1);
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
alpha_is_refused_where_there_is_none(void **state)
{
	const struct codec *const without[] = {&codec_jpeg, &codec_hdr,
					       &codec_pfm};
	const struct image_info decoded = {3, 2, 4, 8, 8, 0};
	struct fitting fitting;
	struct gm_error err;

	(void)state;
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(
			fitting_open(&fitting, &decoded, without[i], &err),
			GM_ERR_UNSUPPORTED);
	assert_string_equal(err.text, "alpha cannot be written as PFM");
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
		cmocka_unit_test(alpha_is_refused_where_there_is_none),
		cmocka_unit_test(rows_are_converted_where_they_stand),
		cmocka_unit_test(light_that_is_lost_is_a_warning),
	};

	return cmocka_run_group_tests_name("fitting", tests, NULL, NULL);
}
