/* SPDX-License-Identifier: MIT */
#include "gray_rows_fixture.h"

static unsigned
sample(const uint8_t *row, size_t i, unsigned depth)
{
	unsigned value = 0;

	for (size_t bit = i * depth; bit < (i + 1) * depth; bit++)
		value = value << 1 | (row[bit / 8] >> (7 - bit % 8) & 1);
	return value;
}

/* A palette of n gray colours, all multiples of step. */
static void
fill_palette(struct source *source, unsigned n, unsigned step)
{
	source->n_palette = n;
	for (unsigned i = 0; i < n; i++)
		memset(source->palette + 3 * i,
		       (int)(noise_below(255 / step + 1) * step), 3);
}

static void
check_palette(const struct source *source, unsigned expected_depth)
{
	static uint8_t pixels[GRAY_ROWS_MAX_WIDTH], out[GRAY_ROWS_MAX_WIDTH];
	unsigned depth = source->shape.depth, n = 1u << depth;
	struct gray_rows rows;

	gray_rows_begin(&rows, source, GRAY_REC601, false);
	assert_int_equal(rows.shape.type, SHAPE_GRAY);
	assert_int_equal(rows.shape.depth, expected_depth);
	noise_fill(pixels, sizeof(pixels), 256);
	if (source->n_palette < n)
		memset(pixels, 0, sizeof(pixels));
	gray_rows_fixture_convert(&rows, pixels, out, true);
	for (uint32_t i = 0; i < source->shape.width; i++)
		assert_int_equal(sample(out, i, expected_depth) * 255 /
					 ((1u << expected_depth) - 1),
				 gray_rows_fixture_gray(
					 GRAY_REC601,
					 source->palette +
						 3 * sample(pixels, i, depth)));
}

/* The least depth that holds all: by the colours, not by the indices. */
static void
test_palette(void **state)
{
	static const unsigned steps[] = {0, 255, 85, 0, 17, 0, 0, 0, 1};
	struct source source = {.shape = {.type = SHAPE_PALETTE}};

	(void)state;
	for (unsigned in_depth = 1; in_depth <= 8; in_depth *= 2)
		for (unsigned depth = 1; depth <= 8; depth *= 2)
			for (uint32_t w = 1; w < 70; w++) {
				source.shape.depth = in_depth;
				source.shape.width = w;
				fill_palette(&source, 1u << in_depth,
					     steps[depth]);
				/* One that no less depth has. */
				memset(source.palette + 3, (int)steps[depth],
				       3);
				check_palette(&source, depth);
			}
}

static void
test_palette_in_colour(void **state)
{
	struct source source = {
		.shape = {.type = SHAPE_PALETTE, .depth = 8, .width = 3000},
		.n_palette = 256};

	(void)state;
	noise_fill(source.palette, sizeof(source.palette), 256);
	check_palette(&source, 8);
	/* Black alone. */
	memset(source.palette, 0, sizeof(source.palette));
	source.n_palette = 1;
	check_palette(&source, 1);
}

/* What stands behind the palette does not count for the depth. */
static void
test_palette_lacks(void **state)
{
	uint8_t pixels[4] = {0x01, 0x23, 0x45, 0x67}, out[8];
	struct source source = {
		.shape = {.type = SHAPE_PALETTE, .depth = 4, .width = 8},
		.n_palette = 8,
	};
	struct gray_rows rows;

	(void)state;
	memset(source.palette, 0, sizeof(source.palette));
	memset(source.palette + 24, 3, 3);
	gray_rows_begin(&rows, &source, GRAY_REC601, false);
	assert_int_equal(rows.shape.depth, 1);
	gray_rows_fixture_convert(&rows, pixels, out, true);
	source.n_palette = 7;
	gray_rows_begin(&rows, &source, GRAY_REC601, false);
	gray_rows_fixture_convert(&rows, pixels, out, false);
	/* The last pixel is none of them. */
	source.shape.width = 7;
	gray_rows_begin(&rows, &source, GRAY_REC601, false);
	gray_rows_fixture_convert(&rows, pixels, out, true);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_palette),
		cmocka_unit_test(test_palette_in_colour),
		cmocka_unit_test(test_palette_lacks),
	};

	return cmocka_run_group_tests_name("gray_rows_palette", tests, NULL,
					   NULL);
}
