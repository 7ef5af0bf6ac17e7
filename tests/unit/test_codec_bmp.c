/* SPDX-License-Identifier: MIT */
#include "bmp_fixture.h"
#include "scratch.h"

/* Two rows of three pixels, the lower one first, padded to 12 bytes. */
static const char bgr_rows[24] = "\1\2\3\4\5\6\7\x08\x09...abcdefghi...";
static const char rgb_rows[] = "cbafedihg\3\2\1\6\5\4\x09\x08\7";
static const char rgb_flipped[] = "\3\2\1\6\5\4\x09\x08\7cbafedihg";

static void
every_header_is_known(void **state)
{
	static const uint32_t versions[] = {12, 16, 40,  52,  56,
					    64, 66, 108, 124, 256};
	struct bmp_sample s = {.width = 3,
			       .height = 2,
			       .depth = 24,
			       .pixels = bgr_rows,
			       .pixel_nbytes = 24};

	(void)state;
	for (size_t i = 0; i < 10; i++) {
		s.header_nbytes = versions[i];
		bmp_expect(&s, 3, rgb_rows);
	}
	s.header_nbytes = 40;
	s.gap_nbytes = 100;
	bmp_expect(&s, 3, rgb_rows);
	s.height = -2;
	bmp_expect(&s, 3, rgb_flipped);
	/* The padding of the last row is nobody's loss. */
	s.pixel_nbytes = 21;
	bmp_expect(&s, 3, rgb_flipped);
}

static void
palettes_of_every_depth(void **state)
{
	static const char quads[] = "\1\2\3\0\4\5\6\0\7\x08\x09";
	struct bmp_sample s = {.header_nbytes = 40,
			       .width = 3,
			       .height = 1,
			       .depth = 8,
			       .palette = quads,
			       .palette_nbytes = 12,
			       .n_colors = 3,
			       .pixels = "\2\0\1",
			       .pixel_nbytes = 4};

	(void)state;
	bmp_expect(&s, 3, "\x09\x08\7\3\2\1\6\5\4");
	s.pixels = "\2\3\xff"; /* what the palette lacks is black */
	bmp_expect(&s, 3, "\x09\x08\7\0\0\0\0\0\0");
	s.n_colors = 300; /* no more than the room in front of the pixels */
	s.pixels = "\2\0\1";
	bmp_expect(&s, 3, "\x09\x08\7\3\2\1\6\5\4");
	s.depth = 4;
	s.pixels = "\x20\x10\0";
	bmp_expect(&s, 3, "\x09\x08\7\3\2\1\6\5\4");
	s.depth = 2;
	s.pixels = "\x84\0\0";
	bmp_expect(&s, 3, "\x09\x08\7\3\2\1\6\5\4");
	s.depth = 1;
	s.pixels = "\x40\0\0";
	bmp_expect(&s, 3, "\3\2\1\6\5\4\3\2\1");
	s.header_nbytes = 12; /* OS/2 has no fourth byte */
	s.palette = "\1\2\3\4\5\6";
	s.palette_nbytes = 6;
	bmp_expect(&s, 3, "\3\2\1\6\5\4\3\2\1");
}

static void
masks_say_where_colours_are(void **state)
{
	struct bmp_sample s = {.header_nbytes = 40,
			       .width = 2,
			       .height = 1,
			       .depth = 16,
			       .pixels = "\x1f\x00\xe0\x7f",
			       .pixel_nbytes = 4};

	(void)state;
	bmp_expect(&s, 3, "\0\0\xff\xff\xff\0");
	s.compression = 3;
	s.masks[0] = 0xf800;
	s.masks[1] = 0x07e0;
	s.masks[2] = 0x001f;
	s.pixels = "\x1f\x00\xe0\xff";
	bmp_expect(&s, 3, "\0\0\xff\xff\xff\0");
	s.header_nbytes = 124;
	s.masks[0] = 0x0f00;
	s.masks[1] = 0x00f0;
	s.masks[2] = 0x000f;
	s.masks[3] = 0xf000;
	s.pixels = "\x21\x43\x00\xf8";
	bmp_expect(&s, 4, "\x33\x22\x11\x44\x88\0\0\xff");
}

static void
a_fourth_byte_is_alpha_only_with_a_mask(void **state)
{
	struct bmp_sample s = {.header_nbytes = 40,
			       .width = 2,
			       .height = 1,
			       .depth = 32,
			       .pixels = "\1\2\3\x80\4\5\6\x40",
			       .pixel_nbytes = 8};

	(void)state;
	bmp_expect(&s, 3, "\3\2\1\6\5\4");
	s.compression = 3;
	s.masks[0] = 0xff0000;
	s.masks[1] = 0xff00;
	s.masks[2] = 0xff;
	bmp_expect(&s, 3, "\3\2\1\6\5\4");
	s.header_nbytes = 108;
	s.masks[3] = 0xff000000;
	bmp_expect(&s, 4, "\3\2\1\x80\6\5\4\x40");
	s.masks[3] = 0;
	bmp_expect(&s, 3, "\3\2\1\6\5\4");
}

/* To the nearest of 256, whether there are fewer values or more. */
static void
colours_of_any_depth_are_scaled(void **state)
{
	struct bmp_sample s = {.header_nbytes = 40,
			       .width = 2,
			       .height = 1,
			       .depth = 32,
			       .compression = 3,
			       .masks = {0xffe00000, 0x001ffc00, 0x3ff},
			       .pixels = "\xff\xfb\x1f\x80\0\0\0\0",
			       .pixel_nbytes = 8};

	(void)state;
	bmp_expect(&s, 3, "\x80\xff\xff\0\0\0");
	/* 3 of 31, 3 of 63, 1 of 31. */
	s.depth = 16;
	s.masks[0] = 0xf800;
	s.masks[1] = 0x07e0;
	s.masks[2] = 0x001f;
	s.pixels = "\x61\x18\xff\xff";
	s.pixel_nbytes = 4;
	bmp_expect(&s, 3, "\x19\x0c\x08\xff\xff\xff");
	/* One colour of a single bit, one of all, and one that is not there. */
	s.masks[0] = 0x8000;
	s.masks[1] = 0xffff;
	s.masks[2] = 0;
	s.pixels = "\xff\x7f\0\x80";
	bmp_expect(&s, 3, "\0\x7f\0\xff\x80\0");
	s.depth = 32;
	s.masks[1] = 0xffffffff;
	s.pixels = "\xff\xff\xff\x7f\0\0\0\x80";
	s.pixel_nbytes = 8;
	bmp_expect(&s, 3, "\xff\x7f\0\0\x80\0");
}

static void
alpha_that_hides_everything_is_none(void **state)
{
	struct bmp_sample s = {.header_nbytes = 40,
			       .width = 2,
			       .height = 1,
			       .depth = 32,
			       .compression = 6,
			       .masks = {0xff0000, 0xff00, 0xff, 0xff000000},
			       .pixels = "\1\2\3\0\4\5\6\0",
			       .pixel_nbytes = 8};

	(void)state;
	bmp_expect(&s, 3, "\3\2\1\6\5\4");
	s.pixels = "\1\2\3\0\4\5\6\1";
	bmp_expect(&s, 4, "\3\2\1\0\6\5\4\1");
	/* 1 of 2047 is none, and so is a mask above the pixel. */
	s.masks[3] = 0xffe00000;
	s.pixels = "\1\2\3\0\4\5\x26\0";
	bmp_expect(&s, 3, "\3\2\1\x26\5\4");
	s.depth = 16;
	s.masks[0] = 0xff00;
	s.masks[1] = 0xff;
	s.masks[2] = 0xff;
	s.masks[3] = 0xff000000;
	s.pixels = "\1\2\3\4";
	s.pixel_nbytes = 4;
	bmp_expect(&s, 3, "\2\1\1\4\3\3");
}

static void
others_are_refused_with_the_reason(void **state)
{
	static const struct {
		struct bmp_sample s;
		enum gm_status status;
		const char *reason;
	} bad[] = {
		{{.header_nbytes = 13}, GM_ERR_UNSUPPORTED, "13 bytes"},
		{{.depth = 3}, GM_ERR_UNSUPPORTED, "3 bits"},
		{{.compression = 1}, GM_ERR_CORRUPT, "compression 1 with 24"},
		{{.depth = 8, .compression = 2},
		 GM_ERR_CORRUPT,
		 "compression 2 with 8"},
		{{.compression = 4}, GM_ERR_UNSUPPORTED, "holds a JPEG"},
		{{.compression = 5}, GM_ERR_UNSUPPORTED, "holds a PNG"},
		{{.compression = 77}, GM_ERR_UNSUPPORTED, "compression 77"},
		{{.compression = 3}, GM_ERR_CORRUPT, "compression 3 with 24"},
		{{.header_nbytes = 64, .compression = 3},
		 GM_ERR_UNSUPPORTED,
		 "OS/2 BMP with Huffman"},
		{{.header_nbytes = 64, .compression = 4},
		 GM_ERR_UNSUPPORTED,
		 "OS/2 BMP with RLE24"},
		{{.depth = 32, .compression = 3, .masks = {0x5, 0xf0, 0xf00}},
		 GM_ERR_CORRUPT,
		 "mask"},
		{{.depth = 32, .compression = 3}, GM_ERR_CORRUPT, "has a mask"},
		{{.depth = 8}, GM_ERR_CORRUPT, "begin inside the palette"},
		{{.width = -3}, GM_ERR_LIMIT, "4294967293x2"},
		{{.height = -2000000}, GM_ERR_LIMIT, "3x2000000"},
		{{.height = INT32_MIN}, GM_ERR_LIMIT, "3x2147483648"},
	};
	struct decoded d = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct bmp_sample s = bad[i].s;

		s.header_nbytes = s.header_nbytes ? s.header_nbytes : 40;
		s.width = s.width ? s.width : 3;
		s.height = s.height ? s.height : 2;
		s.depth = s.depth ? s.depth : 24;
		s.pixels = bgr_rows;
		s.pixel_nbytes = 24;
		bmp_decode(&s, &d);
		assert_int_equal(d.status, bad[i].status);
		assert_non_null(strstr(d.err.text, bad[i].reason));
	}
	decoded_free(&d);
}

static void
a_cut_file_is_truncated_at_every_length(void **state)
{
	const struct bmp_sample s = {.header_nbytes = 40,
				     .width = 3,
				     .height = 2,
				     .depth = 24,
				     .pixels = bgr_rows,
				     .pixel_nbytes = 24};
	struct conversion options = fixture_options();
	struct decoded d = {0};
	uint8_t file[256];
	size_t n = bmp_build(&s, file);

	(void)state;
	fixture_cut(&codec_bmp, file, n - 3, 18);
	options.salvage = true;
	fixture_decode(&codec_bmp, file, n - 5, &options, &d);
	assert_int_equal(d.status, GM_OK);
	assert_string_not_equal(d.outcome.warning, "");
	assert_memory_equal(d.rows.data, "cbafed\0\0g\3\2\1\6\5\4\x09\x08\7",
			    18);
	decoded_free(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_header_is_known),
		cmocka_unit_test(palettes_of_every_depth),
		cmocka_unit_test(masks_say_where_colours_are),
		cmocka_unit_test(a_fourth_byte_is_alpha_only_with_a_mask),
		cmocka_unit_test(colours_of_any_depth_are_scaled),
		cmocka_unit_test(alpha_that_hides_everything_is_none),
		cmocka_unit_test(others_are_refused_with_the_reason),
		cmocka_unit_test(a_cut_file_is_truncated_at_every_length),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
