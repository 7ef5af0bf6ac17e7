/* SPDX-License-Identifier: MIT */
/*
 * The kinds of PSD, and what stands before the pixels.
 */
#include "psd_fixture.h"
#include "scratch.h"

static void
colour_and_gray_are_read(void **state)
{
	static const uint16_t deep[] = {0x0102, 0x0506, 0x090a,
					0x0304, 0x0708, 0x0b0c};
	static const uint16_t deep_gray[] = {0x0102, 0x0304};
	struct sample s = {
		1, 3, 8, 3, 0, 0, .pixels = "abcdef", .pixel_nbytes = 6};

	(void)state;
	psd_expect(&s, 3, "acebdf");
	s.version = 2;
	psd_expect(&s, 3, "acebdf");
	s = (struct sample){
		1, 1, 8, 1, 0, 0, .pixels = "ab", .pixel_nbytes = 2};
	psd_expect(&s, 1, "ab");
	s.mode = 8;
	psd_expect(&s, 1, "ab");
	s = (struct sample){1,
			    3,
			    16,
			    3,
			    0,
			    0,
			    .pixels = "\1\2\3\4\5\6\7\x08\x09\x0a\x0b\x0c",
			    .pixel_nbytes = 12};
	psd_expect(&s, 3, deep);
	s = (struct sample){
		1, 1, 16, 1, 0, 0, .pixels = "\1\2\3\4", .pixel_nbytes = 4};
	psd_expect(&s, 1, deep_gray);
}

static void
bits_are_black(void **state)
{
	struct sample s = {
		1, 1, 1, 0, 0, 0, .pixels = "\x5f\x80", .pixel_nbytes = 2};
	struct decoded d = {0};

	(void)state;
	s.width = 9;
	psd_expect(&s, 1, "\xff\0\xff\0\0\0\0\0\0");
	psd_decode(&s, false, &d);
	assert_int_equal(d.dec.info.exact_bits, 1);
	decoded_free(&d);
}

/* Inks are stored inverted, and what is left passes black as well. */
static void
inks_become_light(void **state)
{
	static const uint16_t deep[] = {0xffff, 0x8000, 0, 0x4000, 0x4000, 0};
	struct sample s = {1,
			   4,
			   8,
			   4,
			   0,
			   0,
			   .pixels = "\xff\xc8\x80\x64\0\x32\xff\x80",
			   .pixel_nbytes = 8};

	(void)state;
	psd_expect(&s, 3, "\xff\x80\0\x64\x32\x19");
	s = (struct sample){1,
			    4,
			    16,
			    4,
			    0,
			    0,
			    .pixels = "\xff\xff\x80\0"
				      "\x80\0\x80\0"
				      "\0\0\0\0"
				      "\xff\xff\x80\0",
			    .pixel_nbytes = 16};
	psd_expect(&s, 3, deep);
	/* Alpha is the fifth channel. */
	s = (struct sample){1,
			    5,
			    8,
			    4,
			    -1,
			    0,
			    .pixels = "\xff\xc8\x80\x64\0\x32\xff\x80\xff\0",
			    .pixel_nbytes = 10};
	psd_expect(&s, 4, "\xff\x80\0\xff\x64\x32\x19\0");
}

/* L* of 50 is light of 0.1842, of which the sRGB code is 119. */
static void
lab_is_its_lightness(void **state)
{
	static const uint16_t deep[] = {0, 30560};
	struct sample s = {1,
			   3,
			   8,
			   9,
			   0,
			   0,
			   .pixels = "\x7f\xff"
				     "abcd",
			   .pixel_nbytes = 6};

	(void)state;
	psd_expect(&s, 1, "\x76\xff");
	s = (struct sample){1,
			    3,
			    16,
			    9,
			    0,
			    0,
			    .pixels = "\0\0\x7f\xff"
				      "abcdefgh",
			    .pixel_nbytes = 12};
	psd_expect(&s, 1, deep);
	/* Its alpha comes after a and b, and takes white out of L. */
	s = (struct sample){1,
			    4,
			    8,
			    9,
			    -1,
			    0,
			    .pixels = "\xff\xff"
				      "abcd"
				      "\xff\x40",
			    .pixel_nbytes = 8};
	psd_expect(&s, 2, "\xff\xff\xff\x40");
}

static void
indices_have_a_palette(void **state)
{
	uint8_t palette[768] = {0};
	struct sample s = {
		1, 1, 8, 2, 0, 0, .pixels = "\3\xff", .pixel_nbytes = 2};

	(void)state;
	memcpy(palette, "0123", 4);
	memcpy(palette + 256, "abcd", 4);
	memcpy(palette + 512, "ABCD", 4);
	s.palette = palette;
	s.palette_nbytes = 768;
	psd_expect(&s, 3, "3dD\0\0\0");
	s.resources = "8BIM\4\x17\0\0\0\0\0\2\0\3";
	s.resources_nbytes = 14;
	psd_expect(&s, 4, "3dD\0\0\0\0\xff");
	s.palette_nbytes = 767;
	psd_refuse(&s, GM_ERR_CORRUPT, "a palette of 767 bytes");
}

/* Linear light: 0.2140482 is the code 0x8000; 1.5 is beyond white. */
static void
floats_are_coded(void **state)
{
	static const uint16_t coded[] = {0x8000, 0xffff};
	static const uint16_t odd[] = {0, 0xffff};
	static const uint16_t alpha[] = {0x8000, 0x8000, 0, 0};
	struct sample s = {1,
			   1,
			   32,
			   1,
			   0,
			   0,
			   .pixels = "\x3e\x5b\x2f\x74"
				     "\x3f\x80\0\0",
			   .pixel_nbytes = 8};

	(void)state;
	psd_expect(&s, 1, coded);
	s = (struct sample){1,
			    1,
			    32,
			    1,
			    0,
			    0,
			    .pixels = "\x7f\xc0\0\0"
				      "\x3f\xc0\0\0",
			    .pixel_nbytes = 8};
	psd_expect_with(&s, false, 1, odd, "beyond white");
	/* Half of it is white: 0.2140482 / 2 + 0.5. */
	s = (struct sample){1,
			    2,
			    32,
			    1,
			    0,
			    0,
			    .pixels = "\x3f\x1b\x65\xee\0\0\0\0"
				      "\x3f\0\0\0\0\0\0\0",
			    .pixel_nbytes = 16};
	s.blocks = "8BIMMt32\0\0\0\0";
	s.blocks_nbytes = 12;
	psd_expect(&s, 2, alpha);
}

/* Only a negative count of layers makes the fourth channel transparency. */
static void
a_channel_more_is_alpha_when_the_layers_say_so(void **state)
{
	struct sample s = {
		1, 4, 8, 3, 0, 0, .pixels = "abcdef\xff\0", .pixel_nbytes = 8};

	(void)state;
	psd_expect(&s, 3, "acebdf");
	s.n_layers = 2;
	psd_expect(&s, 3, "acebdf");
	s.n_layers = -2;
	psd_expect(&s, 4,
		   "ace\xff"
		   "bdf\0");
	s.version = 2;
	psd_expect(&s, 4,
		   "ace\xff"
		   "bdf\0");
	/* The white of the matte is taken out: (240 - 255 * 0.5) / 0.5. */
	s.pixels = "\xf0\xf0\xf0\xf0\xf0\xf0\x80\xff";
	psd_expect(&s, 4, "\xe1\xe1\xe1\x80\xf0\xf0\xf0\xff");
	s = (struct sample){1,
			    2,
			    8,
			    1,
			    -1,
			    0,
			    .pixels = "\xf0\xf0\x80\xff",
			    .pixel_nbytes = 4};
	psd_expect(&s, 2, "\xe1\x80\xf0\xff");
}

/* Of 16 and 32 bits, layers and what is said of them are elsewhere. */
static void
deep_layers_say_so_in_blocks(void **state)
{
	static const uint16_t plain[] = {0x6162, 0x6364};
	static const uint16_t alpha[] = {0x6162, 0xffff, 0x6364, 0};
	struct sample s = {1,
			   2,
			   16,
			   1,
			   0,
			   0,
			   .pixels = "abcd\xff\xff\0\0",
			   .pixel_nbytes = 8};

	(void)state;
	psd_expect(&s, 1, plain);
	s.blocks = "8BIMLr16\0\0\0\2\0\1\0\0"
		   "8BIMPat2\0\0\0\0";
	s.blocks_nbytes = 28;
	psd_expect(&s, 1, plain);
	s.blocks = "8BIMLr16\0\0\0\2\xff\xff\0\0";
	s.blocks_nbytes = 16;
	psd_expect(&s, 2, alpha);
	s.blocks = "8B64cinf\0\0\0\3abc\0"
		   "8BIMMt16\0\0\0\0";
	s.blocks_nbytes = 28;
	psd_expect(&s, 2, alpha);
	/* Where there are wide lengths, not all are. */
	s.version = 2;
	s.blocks = "8BIMcinf\0\0\0\3abc\0"
		   "8BIMFMsk\0\0\0\0\0\0\0\1a\0\0\0"
		   "8BIMMtrn\0\0\0\0\0\0\0\0";
	s.blocks_nbytes = 52;
	psd_expect(&s, 2, alpha);
}

/* Resource 1057: a version, and whether there is "real merged data". */
static void
a_placeholder_is_no_picture(void **state)
{
	struct sample s = {1, 1, 8, 1, 0, 0, .pixels = "ab", .pixel_nbytes = 2};

	(void)state;
	/* One with a name of odd length and a value that needs padding. */
	s.resources = "MeSa\4\1\3abc\0\0\0\1x\0"
		      "8BIM\4\x21\0\0\0\0\0\5\0\0\0\1\1\0";
	s.resources_nbytes = 34;
	psd_expect(&s, 1, "ab");
	s.resources = "MeSa\4\1\3abc\0\0\0\1x\0"
		      "8BIM\4\x21\0\0\0\0\0\5\0\0\0\1\0\0";
	psd_refuse(&s, GM_ERR_TRUNCATED, "without a merged picture");
	s.version = 2;
	psd_refuse(&s, GM_ERR_TRUNCATED, "without a merged picture");
	psd_expect_with(&s, true, 1, "ab", "no merged picture");
}

static void
others_are_refused_with_the_reason(void **state)
{
	static const struct {
		struct sample s;
		enum gm_status status;
		const char *reason;
	} bad[] = {
		{{3, 3, 8, 3, 0, 0, .pixels = "", .pixel_nbytes = 0},
		 GM_ERR_UNSUPPORTED,
		 "version 3"},
		{{1, 4, 8, 7, 0, 0, .pixels = "", .pixel_nbytes = 0},
		 GM_ERR_UNSUPPORTED,
		 "multichannel"},
		{{1, 4, 8, 5, 0, 0, .pixels = "", .pixel_nbytes = 0},
		 GM_ERR_CORRUPT,
		 "colour mode 5"},
		{{1, 4, 8, 99, 0, 0, .pixels = "", .pixel_nbytes = 0},
		 GM_ERR_CORRUPT,
		 "colour mode 99"},
		{{1, 4, 32, 4, 0, 0, .pixels = "", .pixel_nbytes = 0},
		 GM_ERR_UNSUPPORTED,
		 "32 bits per channel in CMYK mode"},
		{{1, 1, 16, 2, 0, 0, .pixels = "", .pixel_nbytes = 0},
		 GM_ERR_UNSUPPORTED,
		 "16 bits per channel in indexed mode"},
		{{1, 1, 8, 0, 0, 0, .pixels = "", .pixel_nbytes = 0},
		 GM_ERR_UNSUPPORTED,
		 "bitmap"},
		{{1, 3, 24, 3, 0, 0, .pixels = "", .pixel_nbytes = 0},
		 GM_ERR_UNSUPPORTED,
		 "24 bits"},
		{{1, 3, 0, 3, 0, 0, .pixels = "", .pixel_nbytes = 0},
		 GM_ERR_UNSUPPORTED,
		 "0 bits"},
		{{1, 2, 8, 3, 0, 0, .pixels = "", .pixel_nbytes = 0},
		 GM_ERR_CORRUPT,
		 "2 channels"},
		{{1, 57, 8, 3, 0, 0, .pixels = "", .pixel_nbytes = 0},
		 GM_ERR_CORRUPT,
		 "57 channels"},
		{{1, 3, 8, 3, 0, 9, .pixels = "a", .pixel_nbytes = 1},
		 GM_ERR_CORRUPT,
		 "compression 9"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		psd_refuse(&bad[i].s, bad[i].status, bad[i].reason);
}

static void
a_psb_may_be_larger(void **state)
{
	struct sample s = {1, 1, 8, 1, 0, 0, .pixels = "a", .pixel_nbytes = 1};

	(void)state;
	s.height = 30001;
	psd_refuse(&s, GM_ERR_CORRUPT, "in a PSD");
	s.version = 2;
	psd_refuse(&s, GM_ERR_TRUNCATED, "not complete");
	s.height = 300001;
	psd_refuse(&s, GM_ERR_CORRUPT, "in a PSB");
	s.width = 30000;
	psd_refuse(&s, GM_ERR_LIMIT, "--max-pixels");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(colour_and_gray_are_read),
		cmocka_unit_test(bits_are_black),
		cmocka_unit_test(inks_become_light),
		cmocka_unit_test(lab_is_its_lightness),
		cmocka_unit_test(indices_have_a_palette),
		cmocka_unit_test(floats_are_coded),
		cmocka_unit_test(
			a_channel_more_is_alpha_when_the_layers_say_so),
		cmocka_unit_test(deep_layers_say_so_in_blocks),
		cmocka_unit_test(a_placeholder_is_no_picture),
		cmocka_unit_test(others_are_refused_with_the_reason),
		cmocka_unit_test(a_psb_may_be_larger),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
