/* SPDX-License-Identifier: MIT */
/* Indices beyond the palette, alone and in the formats that look for them. */
#include "codec/palette_gap.h"

#include "formats/formats.h"
#include "png_fixture.h"

/* Palettes that leave ever fewer colours to choose from, up to the last. */
static void
the_filling_is_a_colour_of_its_own(void **state)
{
	uint8_t palette[256 * 4] = {0};
	struct palette_gap gap;

	(void)state;
	for (size_t n = 0; n < 256; n++) {
		uint8_t black[4] = {0, 0, 0, 9};

		palette_gap_fill(&gap, palette, 4, 0, n, 256);
		assert_true(gap.exists);
		assert_memory_equal(palette + 255 * 4, gap.color, 3);
		assert_int_equal(gap.color[0], gap.color[2]);
		for (size_t i = 0; i < n; i++)
			assert_memory_not_equal(palette + i * 4, gap.color, 3);
		assert_false(palette_gap_blacken(&gap, black, 1, 4));
		memset(palette + n * 4, (int)n + 1, 3);
	}
	palette_gap_fill(&gap, palette, 4, 0, 256, 256);
	assert_false(gap.exists);
	assert_false(palette_gap_blacken(&gap, palette, 256, 4));
}

/* All colours of which one could be chosen, but for the last two of them. */
static void
large_palettes_have_a_colour_left(void **state)
{
	static uint8_t palette[65535 * 3];
	struct palette_gap gap;

	(void)state;
	for (size_t i = 1; i < 65534; i++) {
		uint8_t *color = palette + i * 3;

		color[0] = color[2] = (uint8_t)i;
		color[1] = (uint8_t)(i ^ i >> 8);
	}
	palette_gap_fill(&gap, palette, 3, 1, 65534, 65535);
	assert_true(gap.exists);
	assert_memory_equal(palette, gap.color, 3);
	assert_memory_equal(palette + 65534 * 3, gap.color, 3);
	for (size_t i = 1; i < 65534; i++)
		assert_memory_not_equal(palette + i * 3, gap.color, 3);
}

/* The black of the palette itself is no reason for a word. */
static void
png_tells(void **state)
{
	static const uint8_t idat[] = {0x78, 1, 1, 5,   0, 0xfa, 0xff, 0,
				       0,    1, 2, 200, 0, 0,    0,    0};
	const struct conversion options = fixture_options();
	struct bytes file = {0};
	struct decoded d = {0};
	struct gm_error err;
	uint8_t ihdr[13] = {0, 0, 0, 4, 0, 0, 0, 1, 8, 3};
	uint8_t data[sizeof(idat)];

	(void)state;
	for (unsigned is_whole = 0; is_whole < 2; is_whole++) {
		memcpy(data, idat, sizeof(data));
		if (is_whole)
			memcpy(data + 8, "\0\1\1\0", 4);
		png_save_uint_32(
			data + 12,
			(png_uint_32)adler32(adler32(0, NULL, 0), data + 7, 5));
		file.nbytes = 0;
		bytes_append(&file, "\x89PNG\r\n\x1a\n", 8, &err);
		png_fixture_insert(&file, 8, "IEND", "", 0);
		png_fixture_insert(&file, 8, "IDAT", data, sizeof(data));
		png_fixture_insert(&file, 8, "PLTE", "\0\0\0\1\1\1", 6);
		png_fixture_insert(&file, 8, "IHDR", ihdr, 13);
		fixture_decode(&codec_png, file.data, file.nbytes, &options,
			       &d);
		assert_int_equal(d.status, GM_OK);
		assert_memory_equal(d.rows.data,
				    is_whole ? "\0\0\0\1\1\1\1\1\1\0\0\0"
					     : "\0\0\0\1\1\1\0\0\0\0\0\0",
				    12);
		assert_string_equal(
			d.outcome.warning,
			is_whole ? "" : "colours are missing from the palette");
	}
	decoded_free(&d);
	bytes_free(&file);
}

/* Three pixels of 8 bits, of which a palette of two colours knows two. */
static void
bmp_tells(void **state)
{
	char file[] = "BM\0\0\0\0\0\0\0\0\x3e\0\0\0\x28\0\0\0\3\0\0\0\1\0\0\0"
		      "\1\0\x08\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\2\0\0\0\0\0\0"
		      "\0\1\1\1\0\0\0\0\0\0\1\2";
	const struct conversion options = fixture_options();
	struct decoded d = {0};

	(void)state;
	fixture_decode(&codec_bmp, file, sizeof(file), &options, &d);
	assert_int_equal(d.status, GM_OK);
	assert_memory_equal(d.rows.data, "\1\1\1\0\0\0\0\0\0", 9);
	assert_string_equal(d.outcome.warning,
			    "colours are missing from the palette");
	file[sizeof(file) - 2] = 1;
	fixture_decode(&codec_bmp, file, sizeof(file), &options, &d);
	assert_int_equal(d.status, GM_OK);
	assert_string_equal(d.outcome.warning, "");
	decoded_free(&d);
}

/* A palette of two colours, for the indices 1 and 2. */
static void
tga_tells(void **state)
{
	char file[] = "\0\1\1\1\0\2\0\x18\0\0\0\0\4\0\1\0\x8\x20"
		      "\1\1\1\2\2\2\0\1\2\3";
	const struct conversion options = fixture_options();
	struct decoded d = {0};

	(void)state;
	fixture_decode(&codec_tga, file, sizeof(file) - 1, &options, &d);
	assert_int_equal(d.status, GM_OK);
	assert_memory_equal(d.rows.data, "\0\0\0\1\1\1\2\2\2\0\0\0", 12);
	assert_string_equal(d.outcome.warning,
			    "colours are missing from the palette");
	memcpy(file + 24, "\1\1\2\2", 4);
	fixture_decode(&codec_tga, file, sizeof(file) - 1, &options, &d);
	assert_memory_equal(d.rows.data, "\1\1\1\1\1\1\2\2\2\2\2\2", 12);
	assert_string_equal(d.outcome.warning, "");
	decoded_free(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_filling_is_a_colour_of_its_own),
		cmocka_unit_test(large_palettes_have_a_colour_left),
		cmocka_unit_test(png_tells),
		cmocka_unit_test(bmp_tells),
		cmocka_unit_test(tga_tells),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
