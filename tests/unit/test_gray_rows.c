/* SPDX-License-Identifier: MIT */
#include "gray_rows_fixture.h"

static void
test_rgb(void **state)
{
	static uint8_t pixels[3 * GRAY_ROWS_MAX_WIDTH],
		out[GRAY_ROWS_MAX_WIDTH];
	static const enum gray_method methods[] = {GRAY_REC601, GRAY_AVERAGE};
	struct source source = {.shape = {.type = SHAPE_RGB, .depth = 8}};
	struct gray_rows rows;

	(void)state;
	noise_fill(pixels, sizeof(pixels), 256);
	for (uint32_t w = 1; w <= GRAY_ROWS_MAX_WIDTH; w += 1 + w / 9) {
		enum gray_method method = methods[w % 2];

		source.shape.width = w;
		source.shape.height = 5;
		gray_rows_begin(&rows, &source, method, false);
		assert_int_equal(rows.shape.type, SHAPE_GRAY);
		assert_int_equal(rows.shape.depth, 8);
		assert_int_equal(rows.shape.width, w);
		assert_int_equal(rows.shape.height, 5);
		gray_rows_fixture_convert(&rows, pixels, out, true);
		for (uint32_t i = 0; i < w; i++)
			assert_int_equal(
				out[i],
				gray_rows_fixture_gray(method, pixels + 3 * i));
	}
}

static void
check_alpha_kept(const struct source *source, const uint8_t *pixels)
{
	static uint8_t out[2 * GRAY_ROWS_MAX_WIDTH];
	struct gray_rows rows;

	gray_rows_begin(&rows, source, GRAY_REC601, false);
	assert_int_equal(rows.shape.type, SHAPE_GRAY_ALPHA);
	gray_rows_fixture_convert(&rows, pixels, out, true);
	for (uint32_t i = 0; i < source->shape.width; i++) {
		assert_int_equal(
			out[2 * i],
			gray_rows_fixture_gray(GRAY_REC601, pixels + 4 * i));
		assert_int_equal(out[2 * i + 1], pixels[4 * i + 3]);
	}
}

static void
test_rgba(void **state)
{
	static uint8_t pixels[4 * GRAY_ROWS_MAX_WIDTH],
		out[GRAY_ROWS_MAX_WIDTH];
	struct source source = {.shape = {.type = SHAPE_RGBA, .depth = 8}};
	struct gray_rows rows;

	(void)state;
	for (uint32_t w = 1; w <= GRAY_ROWS_MAX_WIDTH; w += 1 + w / 9) {
		source.shape.width = w;
		noise_fill(pixels, sizeof(pixels), 256);
		check_alpha_kept(&source, pixels);
		for (uint32_t i = 0; i < w; i++)
			pixels[4 * i + 3] = 255;
		gray_rows_begin(&rows, &source, GRAY_REC601, true);
		assert_int_equal(rows.shape.type, SHAPE_GRAY);
		gray_rows_fixture_convert(&rows, pixels, out, true);
		for (uint32_t i = 0; i < w; i++)
			assert_int_equal(
				out[i], gray_rows_fixture_gray(GRAY_REC601,
							       pixels + 4 * i));
	}
}

/* One pixel, wherever it is and however little it lets through. */
static void
test_one_not_opaque(void **state)
{
	static const uint32_t widths[] = {1, 2, 63, 64, 65, 200, 1100, 2100};
	static uint8_t pixels[4 * GRAY_ROWS_MAX_WIDTH],
		out[GRAY_ROWS_MAX_WIDTH];
	struct source source = {.shape = {.type = SHAPE_RGBA, .depth = 8}};
	struct gray_rows rows;

	(void)state;
	memset(pixels, 255, sizeof(pixels));
	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++) {
		source.shape.width = widths[i];
		gray_rows_begin(&rows, &source, GRAY_REC601, true);
		for (uint32_t x = 0; x < widths[i]; x++) {
			pixels[4 * x + 3] = (uint8_t) ~(1u << x % 8);
			gray_rows_fixture_convert(&rows, pixels, out, false);
			pixels[4 * x + 3] = 255;
		}
		/* The one behind is not of the row. */
		pixels[4 * widths[i] + 3] = 0;
		gray_rows_fixture_convert(&rows, pixels, out, true);
		pixels[4 * widths[i] + 3] = 255;
	}
}

static void
test_gray(void **state)
{
	struct source source = {.shape = {.width = 13, .height = 1}};
	uint8_t pixels[26], out[26];
	struct gray_rows rows;

	(void)state;
	noise_fill(pixels, sizeof(pixels), 256);
	for (unsigned depth = 1; depth <= 16; depth *= 2) {
		source.shape.type = SHAPE_GRAY;
		source.shape.depth = depth;
		gray_rows_begin(&rows, &source, GRAY_REC601, false);
		assert_memory_equal(&rows.shape, &source.shape,
				    sizeof(rows.shape));
		gray_rows_fixture_convert(&rows, pixels, out, true);
		assert_memory_equal(out, pixels, (13 * depth + 7) / 8);
	}
	source.shape.type = SHAPE_GRAY_ALPHA;
	source.shape.depth = 8;
	gray_rows_begin(&rows, &source, GRAY_REC601, false);
	gray_rows_fixture_convert(&rows, pixels, out, true);
	assert_memory_equal(out, pixels, 26);
}

static void
test_background(void **state)
{
	struct source source = {
		.shape = {.type = SHAPE_RGB, .depth = 8, .width = 1},
		.background = {0, 200, 0, 100, 0, 50},
	};
	struct gray_rows rows;
	uint8_t payload[2] = {9, 9};

	(void)state;
	gray_rows_begin(&rows, &source, GRAY_REC601, false);
	assert_int_equal(gray_rows_background(&rows, payload), 0);
	source.background_nbytes = 6;
	assert_int_equal(gray_rows_background(&rows, payload), 2);
	assert_memory_equal(payload, "\0\174", 2);
	source.shape.type = SHAPE_PALETTE;
	source.shape.depth = 2;
	source.n_palette = 3;
	source.background_nbytes = 1;
	source.background[0] = 2;
	memcpy(source.palette, "\0\0\0\0\0\0\252\252\252", 9);
	gray_rows_begin(&rows, &source, GRAY_REC601, false);
	assert_int_equal(gray_rows_background(&rows, payload), 2);
	assert_memory_equal(payload, "\0\2", 2);
	/* That of gray is among the chunks. */
	source.shape.type = SHAPE_GRAY;
	source.background_nbytes = 2;
	gray_rows_begin(&rows, &source, GRAY_REC601, false);
	assert_int_equal(gray_rows_background(&rows, payload), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rgb),
		cmocka_unit_test(test_rgba),
		cmocka_unit_test(test_one_not_opaque),
		cmocka_unit_test(test_gray),
		cmocka_unit_test(test_background),
	};

	return cmocka_run_group_tests_name("gray_rows", tests, NULL, NULL);
}
