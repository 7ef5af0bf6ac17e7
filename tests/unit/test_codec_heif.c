/* SPDX-License-Identifier: MIT */
/*
 * Pictures that are whole: which pixels are delivered, and of what shape.
 */
#include "formats/formats.h"
#include "formats/modules.h"

#include "heif_fixture.h"
#include "image/turn.h"
#include "scratch.h"

static void
decode(struct heif_fixture *f, enum gray_method method, struct decoded *d)
{
	struct conversion conversion = fixture_options();

	conversion.gray = method;
	heif_fixture_end(f);
	fixture_decode(&codec_heif, f->file.data, f->file.nbytes, &conversion,
		       d);
	if (d->status != GM_OK)
		print_error("%s\n", d->err.text);
	assert_int_equal(d->status, GM_OK);
}

/* The sample of a channel at x, y. */
static unsigned
sample(const struct decoded *d, uint32_t x, uint32_t y, uint32_t channel)
{
	const struct image_info *info = &d->dec.info;
	const uint8_t *at =
		d->rows.data + y * image_row_nbytes(info) +
		((size_t)x * info->channels + channel) * info->bits / 8;
	uint16_t wide;

	if (info->bits == 8)
		return *at;
	memcpy(&wide, at, sizeof(wide));
	return wide;
}

/* Which quarter of the coded picture a pixel of it is in. */
static unsigned
quarter(uint32_t x, uint32_t y)
{
	x %= HEIF_STREAM_SIDE;
	y %= HEIF_STREAM_SIDE;
	return y / (HEIF_STREAM_SIDE / 2) * 2 + x / (HEIF_STREAM_SIDE / 2);
}

static const unsigned luma[] = HEIF_STREAM_LUMA;
static const unsigned gray[] = HEIF_STREAM_GRAY;

static void
assert_shape(const struct decoded *d, uint32_t width, uint32_t height,
	     uint32_t channels, uint32_t bits)
{
	assert_int_equal(d->dec.info.width, width);
	assert_int_equal(d->dec.info.height, height);
	assert_int_equal(d->dec.info.channels, channels);
	assert_int_equal(d->dec.info.bits, bits);
}

static void
y_is_the_gray_picture(void **state)
{
	struct heif_fixture f = {0};
	struct decoded d = {0};

	(void)state;
	heif_fixture_coded(&f, 1, false, &heif_stream_color, 0, 0);
	decode(&f, GRAY_REC601, &d);
	assert_shape(&d, HEIF_STREAM_SIDE, HEIF_STREAM_SIDE, 1, 8);
	assert_true(d.dec.metadata.was_color);
	assert_int_equal(d.dec.metadata.left_out, 0);
	for (uint32_t y = 0; y < HEIF_STREAM_SIDE; y++)
		for (uint32_t x = 0; x < HEIF_STREAM_SIDE; x++)
			assert_int_equal(sample(&d, x, y, 0),
					 luma[quarter(x, y)]);
	decoded_free(&d);
	heif_fixture_free(&f);
}

/* 219 steps from 16 on, rounded. */
static void
a_limited_range_is_spread(void **state)
{
	struct heif_fixture f = {0};
	struct decoded d = {0};

	(void)state;
	heif_fixture_coded(&f, 1, false, &heif_stream_bt709, 0, 0);
	decode(&f, GRAY_REC709, &d);
	assert_shape(&d, HEIF_STREAM_SIDE, HEIF_STREAM_SIDE, 1, 8);
	for (uint32_t i = 0; i < 4; i++)
		assert_int_equal(sample(&d, i % 2 * 16, i / 2 * 16, 0),
				 ((luma[i] - 16) * 255 + 109) / 219);
	decoded_free(&d);
	heif_fixture_free(&f);
}

/* H.273, by hand: R, G and B of the top left quarter. */
static void
other_methods_get_colors(void **state)
{
	struct heif_fixture f = {0};
	struct decoded d = {0};

	(void)state;
	heif_fixture_coded(&f, 1, false, &heif_stream_bt709, 0, 0);
	decode(&f, GRAY_REC601, &d);
	assert_shape(&d, HEIF_STREAM_SIDE, HEIF_STREAM_SIDE, 3, 8);
	/* 1.16438 * 24 + 1.79274 * 52 = 121.2 */
	assert_int_equal(sample(&d, 0, 0, 0), 121);
	/* 27.95 - 0.21325 * -28 - 0.53291 * 52 = 6.2 */
	assert_int_equal(sample(&d, 0, 0, 1), 6);
	/* 27.95 + 2.1124 * -28 = -31.2 */
	assert_int_equal(sample(&d, 0, 0, 2), 0);
	/* 214.2 + 93.2 is too much; 214.2 + 5.97 - 27.7; 214.2 - 59.1 */
	assert_int_equal(sample(&d, 31, 31, 0), 255);
	assert_int_equal(sample(&d, 31, 31, 1), 193);
	assert_int_equal(sample(&d, 31, 31, 2), 155);
	decoded_free(&d);
	heif_fixture_free(&f);
}

/* colr counts more than what is coded: here of full range, by BT.601. */
static void
colr_says_how_it_is_coded(void **state)
{
	static const uint8_t nclx[] = "nclx\0\1\0\x0d\0\6\x80";
	struct heif_fixture f = {0};
	struct decoded d = {0};

	(void)state;
	heif_fixture_coded(&f, 1, false, &heif_stream_bt709,
			   heif_fixture_kind(&f, "colr", nclx, 11), 0);
	decode(&f, GRAY_REC601, &d);
	assert_shape(&d, HEIF_STREAM_SIDE, HEIF_STREAM_SIDE, 1, 8);
	assert_int_equal(sample(&d, 31, 31, 0), luma[3]);
	decoded_free(&d);
	heif_fixture_free(&f);
}

static void
depth_is_kept(void **state)
{
	struct heif_fixture f = {0};
	struct decoded d = {0};

	(void)state;
	heif_fixture_coded(&f, 1, false, &heif_stream_deep, 0, 0);
	decode(&f, GRAY_REC601, &d);
	assert_shape(&d, HEIF_STREAM_SIDE, HEIF_STREAM_SIDE, 1, 16);
	for (uint32_t i = 0; i < 4; i++)
		assert_int_equal(sample(&d, i % 2 * 16, i / 2 * 16, 0),
				 ((luma[i] * 4 + 1) * 65535 + 511) / 1023);
	decode(&f, GRAY_R, &d);
	assert_shape(&d, HEIF_STREAM_SIDE, HEIF_STREAM_SIDE, 3, 16);
	/* (161 + 1.402 * 208) * 65535 / 1023 */
	assert_int_equal(sample(&d, 0, 0, 0), 28995);
	decoded_free(&d);
	heif_fixture_free(&f);
}

static void
alpha_is_the_last_channel(void **state)
{
	static const char aux[] =
		"\0\0\0\0urn:mpeg:mpegB:cicp:systems:auxiliary:alpha";
	static const uint16_t picture[] = {1};
	struct heif_fixture f = {0};
	struct decoded d = {0};

	(void)state;
	heif_fixture_coded(&f, 1, false, &heif_stream_color, 0, 0);
	heif_fixture_coded(&f, 2, true, &heif_stream_mono,
			   heif_fixture_kind(&f, "auxC", aux, sizeof(aux)), 0);
	heif_fixture_refer(&f, "auxl", 2, picture, 1);
	decode(&f, GRAY_REC601, &d);
	assert_shape(&d, HEIF_STREAM_SIDE, HEIF_STREAM_SIDE, 2, 8);
	assert_int_equal(d.dec.metadata.left_out, 0);
	for (uint32_t i = 0; i < 4; i++) {
		assert_int_equal(sample(&d, i % 2 * 16, i / 2 * 16, 0),
				 luma[i]);
		assert_int_equal(sample(&d, i % 2 * 16, i / 2 * 16, 1),
				 gray[i]);
	}
	/* Multiplied in: 0 of 0, 80 of 64, 120 of 128. */
	heif_fixture_refer(&f, "prem", 1, (const uint16_t[]){2}, 1);
	decode(&f, GRAY_REC601, &d);
	assert_int_equal(sample(&d, 0, 0, 0), 0);
	assert_int_equal(sample(&d, 31, 0, 0), 255);
	assert_int_equal(sample(&d, 0, 31, 0), 239);
	assert_int_equal(sample(&d, 31, 31, 0), 200);
	decoded_free(&d);
	heif_fixture_free(&f);
}

/* Without colours there is nothing to be made gray. */
static void
gray_stays_gray(void **state)
{
	struct heif_fixture f = {0};
	struct decoded d = {0};

	(void)state;
	heif_fixture_coded(&f, 1, false, &heif_stream_mono, 0, 0);
	decode(&f, GRAY_LIGHTNESS, &d);
	assert_shape(&d, HEIF_STREAM_SIDE, HEIF_STREAM_SIDE, 1, 8);
	assert_false(d.dec.metadata.was_color);
	assert_int_equal(sample(&d, 31, 0, 0), gray[1]);
	decoded_free(&d);
	heif_fixture_free(&f);
}

/* A grid of 3 x 2 tiles, of which a part hangs over. */
static void
put_grid(struct heif_fixture *f, uint16_t width, uint16_t height)
{
	for (uint16_t i = 0; i < 6; i++)
		heif_fixture_coded(f, (uint16_t)(10 + i), true,
				   i % 2 == 0 ? &heif_stream_color
					      : &heif_stream_mono,
				   0, 0);
	heif_fixture_grid(f, 1, 3, 2, width, height, 10);
}

/* Y of the grid. */
static unsigned
grid_at(uint32_t x, uint32_t y)
{
	uint32_t i = x / HEIF_STREAM_SIDE + y / HEIF_STREAM_SIDE * 3;

	return (i % 2 == 0 ? luma : gray)[quarter(x, y)];
}

/* What was at x, y of a picture of that size, turned as the orientation says:
 * where is it? */
static void
turned(unsigned orientation, uint32_t width, uint32_t height, uint32_t *x,
       uint32_t *y)
{
	struct turn turn = turn_upright(orientation);

	if (turn.flips_x)
		*x = width - 1 - *x;
	if (turn.flips_y)
		*y = height - 1 - *y;
	if (turn.transposes) {
		uint32_t other = *x;

		*x = *y;
		*y = other;
	}
}

static void
assert_grid(const struct decoded *d, unsigned orientation, uint32_t left,
	    uint32_t top, uint32_t width, uint32_t height)
{
	for (uint32_t y = 0; y < height; y++)
		for (uint32_t x = 0; x < width; x++) {
			uint32_t to_x = x, to_y = y;

			turned(orientation, width, height, &to_x, &to_y);
			assert_int_equal(sample(d, to_x, to_y, 0),
					 grid_at(left + x, top + y));
		}
}

/* Anticlockwise quarters, then a mirror: 1 is left to right, 0 upside down. */
static const struct {
	unsigned orientation;
	uint8_t irot;
	int imir; /* -1 for none */
} turns[] = {
	{1, 0, -1}, {2, 0, 1},  {3, 2, -1}, {4, 0, 0},
	{5, 3, 1},  {6, 3, -1}, {7, 1, 1},  {8, 1, -1},
};

static void
put_turn(struct heif_fixture *f, size_t i, uint8_t kinds[2])
{
	uint8_t mirror = turns[i].imir == 1;

	kinds[0] = heif_fixture_kind(f, "irot", &turns[i].irot, 1);
	if (turns[i].imir >= 0)
		kinds[1] = heif_fixture_kind(f, "imir", &mirror, 1);
}

static void
grids_are_turned(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(turns) / sizeof(turns[0]); i++) {
		struct heif_fixture f = {0};
		struct decoded d = {0};
		uint8_t kinds[4] = {0};
		bool is_turned = turns[i].orientation > 4;

		put_grid(&f, 85, 50);
		put_turn(&f, i, kinds);
		heif_fixture_link(&f, 1, kinds);
		decode(&f, GRAY_REC601, &d);
		assert_shape(&d, is_turned ? 50 : 85, is_turned ? 85 : 50, 1,
			     8);
		assert_grid(&d, turns[i].orientation, 0, 0, 85, 50);
		decoded_free(&d);
		heif_fixture_free(&f);
	}
}

/* 41 x 23 pixels, from 20, 16 on: cut out before it is turned. */
static void
put_clap(uint8_t clap[32], uint32_t width, uint32_t height, int32_t x,
	 int32_t y)
{
	octets_put_u32be(clap, width);
	octets_put_u32be(clap + 4, 1);
	octets_put_u32be(clap + 8, height);
	octets_put_u32be(clap + 12, 1);
	octets_put_u32be(clap + 16, (uint32_t)x);
	octets_put_u32be(clap + 20, 2);
	octets_put_u32be(clap + 24, (uint32_t)y);
	octets_put_u32be(clap + 28, 2);
}

static void
what_is_cut_out_is_turned(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(turns) / sizeof(turns[0]); i++) {
		struct heif_fixture f = {0};
		struct decoded d = {0};
		uint8_t kinds[4] = {0}, clap[32];

		put_grid(&f, 85, 50);
		/* Twice how far its centre is from that of the picture. */
		put_clap(clap, 41, 23, 2 * 20 + 41 - 85, 2 * 16 + 23 - 50);
		put_turn(&f, i, kinds + 1);
		kinds[0] = heif_fixture_kind(&f, "clap", clap, sizeof(clap));
		heif_fixture_link(&f, 1, kinds);
		decode(&f, GRAY_REC601, &d);
		assert_grid(&d, turns[i].orientation, 20, 16, 41, 23);
		decoded_free(&d);
		heif_fixture_free(&f);
	}
}

/* By properties in their order, those of the inner picture first. */
static void
what_is_turned_is_cut_out(void **state)
{
	static const uint16_t inner[] = {1};
	struct heif_fixture f = {.primary = 2};
	struct decoded d = {0};
	uint8_t clap[32], quarters = 3;

	(void)state;
	heif_fixture_coded(&f, 1, false, &heif_stream_color,
			   heif_fixture_kind(&f, "irot", &quarters, 1), 0);
	put_clap(clap, 10, 12, 10 - 32, 12 - 32);
	heif_fixture_item(&f, 2, "iden", false, "", 0);
	heif_fixture_link(
		&f, 2,
		(uint8_t[]){heif_fixture_kind(&f, "clap", clap, 32), 0, 0, 0});
	heif_fixture_refer(&f, "dimg", 2, inner, 1);
	decode(&f, GRAY_REC601, &d);
	assert_shape(&d, 10, 12, 1, 8);
	/* The top left quarter is what was at the bottom left. */
	assert_int_equal(sample(&d, 0, 0, 0), luma[2]);
	assert_int_equal(sample(&d, 9, 11, 0), luma[2]);
	assert_int_equal(d.dec.metadata.left_out, 0);
	decoded_free(&d);
	heif_fixture_free(&f);
}

static void
put_alpha(struct heif_fixture *f, uint16_t id, uint16_t of)
{
	static const char aux[] = "\0\0\0\0urn:mpeg:hevc:2015:auxid:1";

	heif_fixture_coded(f, id, true, &heif_stream_mono,
			   heif_fixture_kind(f, "auxC", aux, sizeof(aux)), 0);
	heif_fixture_refer(f, "auxl", id, &of, 1);
}

/* Two layers, the upper of which has alpha and goes beyond two edges. */
static void
layers_are_drawn(void **state)
{
	static const uint16_t layers[] = {2, 3};
	static const uint8_t overlay[] = {
		0,  0, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0xff, 0xff, 0,
		40, 0, 36,   0,    4,    0,    2,    0xff, 0xf0, 0xff, 0xf6};
	struct heif_fixture f = {0};
	struct decoded d = {0};

	(void)state;
	heif_fixture_item(&f, 1, "iovl", false, overlay, sizeof(overlay));
	heif_fixture_refer(&f, "dimg", 1, layers, 2);
	heif_fixture_coded(&f, 2, false, &heif_stream_color, 0, 0);
	heif_fixture_coded(&f, 3, false, &heif_stream_color, 0, 0);
	put_alpha(&f, 4, 3);
	decode(&f, GRAY_REC601, &d);
	assert_shape(&d, 40, 36, 1, 8);
	/* The canvas alone; the lower layer alone. */
	assert_int_equal(sample(&d, 39, 0, 0), 0x40);
	assert_int_equal(sample(&d, 35, 33, 0), luma[3]);
	/* 80 over the canvas, a quarter of it; 80 over 40; 200 over 40. */
	assert_int_equal(sample(&d, 0, 0, 0), (80 * 64 + 64 * 191 + 127) / 255);
	assert_int_equal(sample(&d, 5, 3, 0), (80 * 64 + 40 * 191 + 127) / 255);
	assert_int_equal(sample(&d, 5, 10, 0), 200);
	decode(&f, GRAY_G, &d);
	assert_shape(&d, 40, 36, 3, 8);
	assert_int_equal(sample(&d, 39, 0, 2), 0x40);
	decoded_free(&d);
	heif_fixture_free(&f);
}

static void
what_there_was_besides_is_said(void **state)
{
	static const char depth[] = "\0\0\0\0urn:mpeg:hevc:2015:auxid:2";
	static const uint16_t picture[] = {1};
	struct heif_fixture f = {0};
	struct decoded d = {0};

	(void)state;
	heif_fixture_coded(&f, 1, false, &heif_stream_color, 0, 0);
	heif_fixture_coded(&f, 2, false, &heif_stream_color, 0, 0);
	heif_fixture_refer(&f, "thmb", 2, picture, 1);
	decode(&f, GRAY_REC601, &d);
	assert_int_equal(d.dec.metadata.left_out, 0);
	heif_fixture_coded(&f, 3, true, &heif_stream_mono,
			   heif_fixture_kind(&f, "auxC", depth, sizeof(depth)),
			   0);
	heif_fixture_refer(&f, "auxl", 3, picture, 1);
	decode(&f, GRAY_REC601, &d);
	assert_int_equal(d.dec.metadata.left_out, METADATA_LEFT_DEPTH);
	heif_fixture_coded(&f, 4, false, &heif_stream_color, 0, 0);
	decode(&f, GRAY_REC601, &d);
	assert_int_equal(d.dec.metadata.left_out,
			 METADATA_LEFT_DEPTH | METADATA_LEFT_PICTURES);
	decoded_free(&d);
	heif_fixture_free(&f);
}

/* TIFF in big-endian: an orientation, the width and the height. */
static const uint8_t exif[] = "\0\0\0\6Exif\0\0"
			      "MM\0*\0\0\0\x08\0\3"
			      "\1\0\0\3\0\0\0\1\0\x20\0\0"
			      "\1\1\0\3\0\0\0\1\0\x10\0\0"
			      "\1\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0";

static void
metadata_are_those_of_the_picture(void **state)
{
	static const uint16_t picture[] = {1}, other[] = {2};
	static const char xmp[] = "<x:xmpmeta/>";
	struct heif_fixture f = {0};
	struct decoded d = {0};
	struct metadata_piece piece;
	uint8_t quarters = 3;
	size_t i;

	(void)state;
	heif_fixture_coded(&f, 1, false, &heif_stream_color,
			   heif_fixture_kind(&f, "irot", &quarters, 1), 0);
	heif_fixture_item(&f, 3, "Exif", true, "\0\0\0\0MM", 6);
	heif_fixture_refer(&f, "cdsc", 3, other, 1);
	heif_fixture_item(&f, 4, "Exif", true, exif, sizeof(exif) - 1);
	heif_fixture_refer(&f, "cdsc", 4, picture, 1);
	heif_fixture_item(&f, 5, "mime", true, xmp, sizeof(xmp) - 1);
	heif_fixture_refer(&f, "cdsc", 5, picture, 1);
	decode(&f, GRAY_REC601, &d);
	assert_string_equal(fixture_value(&d.dec.metadata, METADATA_XMP), xmp);
	i = metadata_find(&d.dec.metadata, 0, METADATA_EXIF);
	assert_true(i < d.dec.metadata.n_items);
	piece = metadata_get(&d.dec.metadata, i);
	assert_int_equal(piece.value_nbytes, sizeof(exif) - 1 - 10);
	/* It is upright, and as wide as it was high. */
	assert_int_equal(piece.value[10 + 24 + 9], 1);
	assert_int_equal(piece.value[10 + 9], 0x10);
	assert_int_equal(piece.value[10 + 12 + 9], 0x20);
	decoded_free(&d);
	heif_fixture_free(&f);
}

static bool
is_known(const char *ftyp, size_t nbytes)
{
	return codec_heif.sniff((const uint8_t *)ftyp, nbytes);
}

static void
brands_tell(void **state)
{
	(void)state;
	assert_true(is_known("\0\0\0\x18"
			     "ftypheic\0\0\0\0mif1heic",
			     24));
	assert_true(is_known("\0\0\0\x18"
			     "ftypmif1\0\0\0\0mif1heix",
			     24));
	assert_true(is_known("\0\0\0\x14"
			     "ftypmif1\0\0\0\0miaf",
			     20));
	assert_true(is_known("\0\0\0\x18"
			     "ftypmsf1\0\0\0\0iso8hevc",
			     24));
	assert_false(is_known("\0\0\0\x18"
			      "ftypmif1\0\0\0\0miafavif",
			      24));
	assert_false(is_known("\0\0\0\x18"
			      "ftypavif\0\0\0\0mif1heic",
			      24));
	assert_false(is_known("\0\0\0\x18"
			      "ftypisom\0\0\0\0iso2mp41",
			      24));
	assert_false(is_known("\0\0\0\x18"
			      "ftypcrx \0\0\0\1crx isom",
			      24));
	/* What follows the box is no brand. */
	assert_false(is_known("\0\0\0\x10"
			      "ftypisom\0\0\0\0heic",
			      20));
	assert_false(is_known("\0\0\0\x18"
			      "ftyp",
			      8));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(y_is_the_gray_picture),
		cmocka_unit_test(a_limited_range_is_spread),
		cmocka_unit_test(other_methods_get_colors),
		cmocka_unit_test(colr_says_how_it_is_coded),
		cmocka_unit_test(depth_is_kept),
		cmocka_unit_test(alpha_is_the_last_channel),
		cmocka_unit_test(gray_stays_gray),
		cmocka_unit_test(grids_are_turned),
		cmocka_unit_test(what_is_cut_out_is_turned),
		cmocka_unit_test(what_is_turned_is_cut_out),
		cmocka_unit_test(layers_are_drawn),
		cmocka_unit_test(what_there_was_besides_is_said),
		cmocka_unit_test(metadata_are_those_of_the_picture),
		cmocka_unit_test(brands_tell),
	};

	modules_use(&codec_heif, &graymill_module_heif);
	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
