/* SPDX-License-Identifier: MIT */
/* What is shown of frames that are disposed of and blended. */
#include "formats/png/apng_canvas.h"

#include "codec_fixture.h"

static struct apng_canvas
open_canvas(uint32_t channels, uint32_t bits)
{
	struct apng_canvas canvas = {.info = {3, 2, channels, bits, bits, 0}};
	struct gm_error err;

	assert_int_equal(apng_canvas_open(&canvas, true, &err), GM_OK);
	return canvas;
}

static struct apng_frame
region(uint32_t x, uint32_t y, uint32_t width, uint32_t height,
       enum apng_dispose dispose, enum apng_blend blend)
{
	return (struct apng_frame){.width = width,
				   .height = height,
				   .x = x,
				   .y = y,
				   .dispose = dispose,
				   .blend = blend};
}

static void
disposal_is_of_the_region(void **state)
{
	struct apng_canvas canvas = open_canvas(2, 8);
	struct apng_frame all = region(0, 0, 3, 2, APNG_DISPOSE_NONE, 0);
	struct apng_frame part = region(1, 1, 2, 1, APNG_DISPOSE_PREVIOUS, 0);

	(void)state;
	apng_canvas_begin(&canvas, &all);
	apng_canvas_row(&canvas, 0, (const uint8_t *)"a1b2c3", true);
	apng_canvas_row(&canvas, 1, (const uint8_t *)"d4e5f6", true);
	apng_canvas_begin(&canvas, &part);
	apng_canvas_row(&canvas, 0, (const uint8_t *)"x7y8", true);
	assert_memory_equal(canvas.samples, "a1b2c3d4x7y8", 12);
	part.dispose = APNG_DISPOSE_BACKGROUND;
	apng_canvas_begin(&canvas, &part);
	assert_memory_equal(canvas.samples, "a1b2c3d4e5f6", 12);
	apng_canvas_row(&canvas, 0, (const uint8_t *)"x7y8", true);
	apng_canvas_begin(&canvas, &all);
	assert_memory_equal(canvas.samples, "a1b2c3d4\0\0\0\0", 12);
	apng_canvas_close(&canvas);
}

/* What was before it is clear. */
static void
the_first_frame_returns_to_nothing(void **state)
{
	struct apng_canvas canvas = open_canvas(2, 8);
	struct apng_frame part = region(0, 0, 2, 1, APNG_DISPOSE_PREVIOUS, 0);

	(void)state;
	apng_canvas_begin(&canvas, &part);
	apng_canvas_row(&canvas, 0, (const uint8_t *)"x7y8", true);
	apng_canvas_begin(&canvas, &part);
	assert_memory_equal(canvas.samples, "\0\0\0\0\0\0\0\0\0\0\0\0", 12);
	apng_canvas_close(&canvas);
}

static void
blend(uint32_t channels, uint32_t bits, const void *under, const void *over,
      const void *expected)
{
	struct apng_canvas canvas = open_canvas(channels, bits);
	struct apng_frame frame = region(2, 1, 1, 1, 0, APNG_BLEND_SOURCE);
	size_t nbytes = channels * (bits / 8);

	apng_canvas_begin(&canvas, &frame);
	apng_canvas_row(&canvas, 0, under, true);
	assert_memory_equal(canvas.samples + 5 * nbytes, under, nbytes);
	frame.blend = APNG_BLEND_OVER;
	apng_canvas_begin(&canvas, &frame);
	apng_canvas_row(&canvas, 0, over, true);
	assert_memory_equal(canvas.samples + 5 * nbytes, expected, nbytes);
	apng_canvas_close(&canvas);
}

static void
what_is_seen_through_is_mixed(void **state)
{
	static const uint16_t under[] = {60000, 10000}, over[] = {10000, 30000};
	/* alpha: 30000 + 35535 * 10000 / 65535 = 35422.3; gray: (10000 * 30000
	   + 60000 * 5422.3) / 35422.3 = 17653.7 */
	static const uint16_t both[] = {17654, 35422};

	(void)state;
	blend(2, 8, "\x64\xff", "\xc8\x80", "\x96\xff");
	blend(2, 8, "\x64\x80", "\xc8\x80", "\xa7\xc0");
	blend(2, 8, "\x64\x80", "\xc8\xff", "\xc8\xff");
	blend(2, 8, "\x64\x80", "\xc8\x00", "\x64\x80");
	blend(2, 8, "\x00\x00", "\xc8\x01", "\xc8\x01");
	blend(4, 8, "\x00\x64\xff\xff", "\xff\xc8\x00\x80", "\x80\x96\x7f\xff");
	blend(2, 16, under, over, both);
}

static void
without_alpha_a_row_is_opaque(void **state)
{
	struct apng_canvas canvas = open_canvas(2, 8);
	struct apng_canvas wide = open_canvas(2, 16);
	struct apng_frame frame = region(0, 0, 3, 1, 0, APNG_BLEND_OVER);

	(void)state;
	apng_canvas_begin(&canvas, &frame);
	apng_canvas_row(&canvas, 0, (const uint8_t *)"abc", false);
	assert_memory_equal(canvas.samples,
			    "a\xff"
			    "b\xff"
			    "c\xff",
			    6);
	apng_canvas_begin(&wide, &frame);
	apng_canvas_row(&wide, 0, (const uint8_t *)"AaBbCc", false);
	assert_memory_equal(wide.samples,
			    "Aa\xff\xff"
			    "Bb\xff\xff"
			    "Cc\xff\xff",
			    12);
	apng_canvas_close(&canvas);
	apng_canvas_close(&wide);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(disposal_is_of_the_region),
		cmocka_unit_test(the_first_frame_returns_to_nothing),
		cmocka_unit_test(what_is_seen_through_is_mixed),
		cmocka_unit_test(without_alpha_a_row_is_opaque),
	};

	return cmocka_run_group_tests_name("apng_canvas", tests, NULL, NULL);
}
