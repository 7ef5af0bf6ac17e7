/* SPDX-License-Identifier: MIT */
#include "formats/formats.h"

#include "base/octets.h"

#include "codec_fixture.h"
#include "scratch.h"

/* A BMP being made; depth 8 has a palette of n_colors. */
struct sample {
	uint32_t header_nbytes;
	int32_t width, height;
	uint32_t depth;
	uint32_t compression;
	uint32_t masks[4]; /* behind the first 40 bytes, when there is one */
	const char *palette;
	size_t palette_nbytes;
	uint32_t n_colors; /* as the header has it */
	size_t gap_nbytes; /* between palette and pixels */
	const char *pixels;
	size_t pixel_nbytes;
};

static size_t
build(const struct sample *s, uint8_t *file)
{
	uint8_t info[160] = {0};
	size_t info_nbytes = s->header_nbytes;
	size_t at = 14;

	octets_put_u32le(info, s->header_nbytes);
	if (s->header_nbytes == 12) {
		octets_put_u16le(info + 4, (uint16_t)s->width);
		octets_put_u16le(info + 6, (uint16_t)s->height);
		octets_put_u16le(info + 8, 1);
		octets_put_u16le(info + 10, (uint16_t)s->depth);
	} else {
		octets_put_u32le(info + 4, (uint32_t)s->width);
		octets_put_u32le(info + 8, (uint32_t)s->height);
		octets_put_u16le(info + 12, 1);
		octets_put_u16le(info + 14, (uint16_t)s->depth);
		octets_put_u32le(info + 16, s->compression);
		octets_put_u32le(info + 32, s->n_colors);
		for (size_t i = 0; i < 4; i++)
			octets_put_u32le(info + 40 + i * 4, s->masks[i]);
	}
	if (info_nbytes == 40 && s->compression == 3)
		info_nbytes = 52;
	memset(file, 0, 14);
	memcpy(file, "BM", 2);
	memcpy(file + at, info, info_nbytes);
	at += info_nbytes;
	if (s->palette_nbytes > 0)
		memcpy(file + at, s->palette, s->palette_nbytes);
	at += s->palette_nbytes;
	memset(file + at, 0x77, s->gap_nbytes);
	at += s->gap_nbytes;
	octets_put_u32le(file + 10, (uint32_t)at);
	memcpy(file + at, s->pixels, s->pixel_nbytes);
	return at + s->pixel_nbytes;
}

static void
decode(const struct sample *s, struct decoded *d)
{
	const struct conversion options = fixture_options();
	uint8_t file[4096];

	fixture_decode(&codec_bmp, file, build(s, file), &options, d);
}

static void
expect(const struct sample *s, uint32_t channels, const char *rows)
{
	struct decoded d = {0};

	decode(s, &d);
	if (d.status != GM_OK)
		print_error("%s\n", d.err.text);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.info.channels, channels);
	assert_memory_equal(d.rows.data, rows, d.rows.nbytes);
	decoded_free(&d);
}

/* Two rows of three pixels, the lower one first, padded to 12 bytes. */
static const char bgr_rows[24] = "\1\2\3\4\5\6\7\x08\x09...abcdefghi...";
static const char rgb_rows[] = "cbafedihg\3\2\1\6\5\4\x09\x08\7";
static const char rgb_flipped[] = "\3\2\1\6\5\4\x09\x08\7cbafedihg";

static void
every_header_is_known(void **state)
{
	static const uint32_t versions[] = {12, 16, 40, 52, 56, 64, 108, 124};
	struct sample s = {.width = 3,
			   .height = 2,
			   .depth = 24,
			   .pixels = bgr_rows,
			   .pixel_nbytes = 24};

	(void)state;
	for (size_t i = 0; i < 8; i++) {
		s.header_nbytes = versions[i];
		expect(&s, 3, rgb_rows);
	}
	s.header_nbytes = 40;
	s.gap_nbytes = 100;
	expect(&s, 3, rgb_rows);
	s.height = -2;
	expect(&s, 3, rgb_flipped);
	/* The padding of the last row is nobody's loss. */
	s.pixel_nbytes = 21;
	expect(&s, 3, rgb_flipped);
}

static void
palettes_of_every_depth(void **state)
{
	static const char quads[] = "\1\2\3\0\4\5\6\0\7\x08\x09";
	struct sample s = {.header_nbytes = 40,
			   .width = 3,
			   .height = 1,
			   .depth = 8,
			   .palette = quads,
			   .palette_nbytes = 12,
			   .n_colors = 3,
			   .pixels = "\2\0\1",
			   .pixel_nbytes = 4};

	(void)state;
	expect(&s, 3, "\x09\x08\7\3\2\1\6\5\4");
	s.pixels = "\2\3\xff"; /* what the palette lacks is black */
	expect(&s, 3, "\x09\x08\7\0\0\0\0\0\0");
	s.n_colors = 300; /* no more than the room in front of the pixels */
	s.pixels = "\2\0\1";
	expect(&s, 3, "\x09\x08\7\3\2\1\6\5\4");
	s.depth = 4;
	s.pixels = "\x20\x10\0";
	expect(&s, 3, "\x09\x08\7\3\2\1\6\5\4");
	s.depth = 1;
	s.pixels = "\x40\0\0";
	expect(&s, 3, "\3\2\1\6\5\4\3\2\1");
	s.header_nbytes = 12; /* OS/2 has no fourth byte */
	s.palette = "\1\2\3\4\5\6";
	s.palette_nbytes = 6;
	expect(&s, 3, "\3\2\1\6\5\4\3\2\1");
}

static void
masks_say_where_colours_are(void **state)
{
	struct sample s = {.header_nbytes = 40,
			   .width = 2,
			   .height = 1,
			   .depth = 16,
			   .pixels = "\x1f\x00\xe0\x7f",
			   .pixel_nbytes = 4};

	(void)state;
	expect(&s, 3, "\0\0\xff\xff\xff\0");
	s.compression = 3;
	s.masks[0] = 0xf800;
	s.masks[1] = 0x07e0;
	s.masks[2] = 0x001f;
	s.pixels = "\x1f\x00\xe0\xff";
	expect(&s, 3, "\0\0\xff\xff\xff\0");
	s.header_nbytes = 124;
	s.masks[0] = 0x0f00;
	s.masks[1] = 0x00f0;
	s.masks[2] = 0x000f;
	s.masks[3] = 0xf000;
	s.pixels = "\x21\x43\x00\xf8";
	expect(&s, 4, "\x33\x22\x11\x44\x88\0\0\xff");
}

static void
a_fourth_byte_is_alpha_only_with_a_mask(void **state)
{
	struct sample s = {.header_nbytes = 40,
			   .width = 2,
			   .height = 1,
			   .depth = 32,
			   .pixels = "\1\2\3\x80\4\5\6\x40",
			   .pixel_nbytes = 8};

	(void)state;
	expect(&s, 3, "\3\2\1\6\5\4");
	s.compression = 3;
	s.masks[0] = 0xff0000;
	s.masks[1] = 0xff00;
	s.masks[2] = 0xff;
	expect(&s, 3, "\3\2\1\6\5\4");
	s.header_nbytes = 108;
	s.masks[3] = 0xff000000;
	expect(&s, 4, "\3\2\1\x80\6\5\4\x40");
	s.masks[3] = 0;
	expect(&s, 3, "\3\2\1\6\5\4");
}

static void
others_are_refused_with_the_reason(void **state)
{
	static const struct {
		struct sample s;
		enum gm_status status;
		const char *reason;
	} bad[] = {
		{{.header_nbytes = 66}, GM_ERR_UNSUPPORTED, "66 bytes"},
		{{.depth = 2}, GM_ERR_UNSUPPORTED, "2 bits"},
		{{.depth = 8, .compression = 1}, GM_ERR_UNSUPPORTED, "RLE"},
		{{.depth = 4, .compression = 2}, GM_ERR_UNSUPPORTED, "RLE"},
		{{.compression = 4}, GM_ERR_UNSUPPORTED, "JPEG"},
		{{.compression = 77}, GM_ERR_UNSUPPORTED, "compression 77"},
		{{.compression = 3}, GM_ERR_CORRUPT, "masks"},
		{{.header_nbytes = 64, .compression = 3},
		 GM_ERR_UNSUPPORTED,
		 "OS/2"},
		{{.depth = 32,
		  .compression = 3,
		  .masks = {0xffe00000, 0x1ffc00, 0x3ff}},
		 GM_ERR_UNSUPPORTED,
		 "8 bits"},
		{{.depth = 32, .compression = 3, .masks = {0x5, 0xf0, 0xf00}},
		 GM_ERR_CORRUPT,
		 "mask"},
		{{.depth = 32, .compression = 3, .masks = {0xff, 0, 0xff00}},
		 GM_ERR_UNSUPPORTED,
		 "mask"},
		{{.depth = 8}, GM_ERR_CORRUPT, "begin inside the palette"},
		{{.width = -3}, GM_ERR_LIMIT, "4294967293x2"},
		{{.height = -2000000}, GM_ERR_LIMIT, "3x2000000"},
		{{.height = INT32_MIN}, GM_ERR_LIMIT, "3x2147483648"},
	};
	struct decoded d = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct sample s = bad[i].s;

		s.header_nbytes = s.header_nbytes ? s.header_nbytes : 40;
		s.width = s.width ? s.width : 3;
		s.height = s.height ? s.height : 2;
		s.depth = s.depth ? s.depth : 24;
		s.pixels = bgr_rows;
		s.pixel_nbytes = 24;
		decode(&s, &d);
		assert_int_equal(d.status, bad[i].status);
		assert_non_null(strstr(d.err.text, bad[i].reason));
	}
	decoded_free(&d);
}

static void
a_cut_file_is_truncated_at_every_length(void **state)
{
	const struct sample s = {.header_nbytes = 40,
				 .width = 3,
				 .height = 2,
				 .depth = 24,
				 .pixels = bgr_rows,
				 .pixel_nbytes = 24};
	struct conversion options = fixture_options();
	struct decoded d = {0};
	uint8_t file[256];
	size_t n = build(&s, file);

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
		cmocka_unit_test(others_are_refused_with_the_reason),
		cmocka_unit_test(a_cut_file_is_truncated_at_every_length),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
