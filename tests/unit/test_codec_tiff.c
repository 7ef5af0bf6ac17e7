/* SPDX-License-Identifier: MIT */
/* What is made of the samples of a TIFF, whatever they are. */
#include "formats/formats.h"

#include <math.h>

#include "modules_linked.h"
#include "scratch.h"
#include "tiff_entries.h"

/* One picture of 16-bit tags; blocks are strips of all rows, or planes. */
struct shape {
	uint32_t width, height;
	unsigned bits, n_samples, photometric;
	unsigned format; /* 0: not said */
	unsigned planes; /* 0: interleaved */
	unsigned alpha;  /* kind of extra sample; 0: none said */
	unsigned tile;   /* width and height; 0: strips */
	unsigned fill;   /* order; 0: not said */
	const uint64_t *palette;
	size_t palette_n;
};

#define MAX_BLOCKS 8u

static void
make(const struct shape *s, bool is_big_endian, const void *pixels,
     size_t nbytes, struct tiff_fixture *f)
{
	unsigned n_blocks = s->planes > 0 ? s->planes : 1;
	uint64_t offsets[MAX_BLOCKS], sizes[MAX_BLOCKS], bits[8], formats[8];
	struct tiff_entries all = {0}, *e = &all;

	*f = (struct tiff_fixture){.order = {.is_big_endian = is_big_endian}};
	tiff_fixture_begin(f);
	if (s->tile > 0)
		n_blocks = (s->width + s->tile - 1) / s->tile;
	for (unsigned i = 0; i < n_blocks; i++) {
		sizes[i] = nbytes / n_blocks;
		offsets[i] = f->file.nbytes + sizes[i] * i;
	}
	tiff_fixture_put(f, pixels, nbytes);
	for (unsigned i = 0; i < 8; i++)
		bits[i] = s->bits;
	tiff_entries_add(e, 256, s->width);
	tiff_entries_add(e, 257, s->height);
	tiff_entries_add_all(e, 258, s->n_samples, bits);
	tiff_entries_add(e, 262, s->photometric);
	if (s->fill > 0)
		tiff_entries_add(e, 266, s->fill);
	if (s->tile == 0)
		tiff_entries_add_all(e, 273, n_blocks, offsets);
	tiff_entries_add(e, 277, s->n_samples);
	if (s->tile == 0) {
		tiff_entries_add(e, 278, s->height);
		tiff_entries_add_all(e, 279, n_blocks, sizes);
	}
	if (s->planes > 0)
		tiff_entries_add(e, 284, 2);
	if (s->palette != NULL)
		tiff_entries_add_all(e, 320, s->palette_n, s->palette);
	if (s->tile > 0) {
		tiff_entries_add(e, 322, s->tile);
		tiff_entries_add(e, 323, s->tile);
		tiff_entries_add_all(e, 324, n_blocks, offsets);
		tiff_entries_add_all(e, 325, n_blocks, sizes);
	}
	if (s->alpha > 0)
		tiff_entries_add(e, 338, s->alpha);
	for (unsigned i = 0; i < 8; i++)
		formats[i] = s->format;
	if (s->format > 0)
		tiff_entries_add_all(e, 339, s->n_samples, formats);
	tiff_fixture_page(f, e->entries);
}

static void
read_with(const struct shape *s, bool is_big_endian, const void *pixels,
	  size_t nbytes, enum gray_method method, struct decoded *d)
{
	struct conversion options = fixture_options();
	struct tiff_fixture f;

	options.gray = method;
	make(s, is_big_endian, pixels, nbytes, &f);
	fixture_decode(&codec_tiff, f.file.data, f.file.nbytes, &options, d);
	if (d->status != GM_OK)
		print_error("%s\n", d->err.text);
	assert_int_equal(d->status, GM_OK);
	bytes_free(&f.file);
}

static void
expect(const struct shape *s, const void *pixels, size_t nbytes,
       const void *rows, size_t rows_nbytes)
{
	struct decoded d = {0};

	read_with(s, false, pixels, nbytes, GRAY_REC601, &d);
	assert_int_equal(d.rows.nbytes, rows_nbytes);
	assert_memory_equal(d.rows.data, rows, rows_nbytes);
	decoded_free(&d);
}

static void
few_bits_become_bytes(void **state)
{
	static const struct shape one = {10, 2, 1, 1, 1, .tile = 0},
				  two = {4, 1, 2, 1, 1, .tile = 0},
				  three = {5, 1, 3, 1, 1, .tile = 0},
				  four = {3, 1, 4, 1, 1, .tile = 0};
	static const uint8_t ones[20] = {255, 0,   255, 0, 0, 0,  0,
					 255, 255, 0,   0, 0, 0,  0,
					 0,   0,   255, 0, 0, 255};
	struct decoded d = {0};

	(void)state;
	expect(&one, "\xa1\x80\x02\x40", 4, ones, 20);
	expect(&two, "\x1b", 1, "\0\x55\xaa\xff", 4);
	/* 0 1 5 6 7: of 7 parts of 255, rounded. */
	expect(&three, "\x06\xee", 2, "\0\x24\xb6\xdb\xff", 5);
	expect(&four, "\x0f\x70", 2, "\0\xff\x77", 3);
	read_with(&one, false, "\xa1\x80\x02\x40", 4, GRAY_REC601, &d);
	assert_int_equal(d.dec.info.exact_bits, 1);
	read_with(&three, false, "\x06\xee", 2, GRAY_REC601, &d);
	assert_int_equal(d.dec.info.exact_bits, 8);
	decoded_free(&d);
}

static void
more_bits_become_words(void **state)
{
	static const struct shape ten = {2, 1, 10, 1, 1, .tile = 0},
				  word = {2, 1, 16, 1, 1, .tile = 0},
				  triple = {2, 1, 24, 1, 1, .tile = 0},
				  wide = {2, 1, 32, 1, 1, .tile = 0},
				  widest = {2, 1, 64, 1, 1, .tile = 0};
	static const uint16_t expected[2] = {32800, 65535};
	static const uint32_t wides[2] = {32800u << 16 | 32800, UINT32_MAX};
	static const uint64_t widests[2] = {UINT64_C(0x8020802080208020),
					    UINT64_MAX};
	struct decoded d = {0};

	(void)state;
	/* 512 of 1023, and all. */
	expect(&ten, "\x80\x3f\xf0", 3, (uint16_t[]){32800, 65535}, 4);
	expect(&word, expected, 4, expected, 4);
	expect(&triple, "\x20\x20\x80\xff\xff\xff", 6,
	       (uint16_t[]){32800, 65535}, 4);
	expect(&wide, wides, 8, expected, 4);
	expect(&widest, widests, 16, expected, 4);
	read_with(&word, true, "\x80\x20\xff\xff", 4, GRAY_REC601, &d);
	assert_memory_equal(d.rows.data, expected, 4);
	decoded_free(&d);
}

static void
signed_numbers_begin_with_black(void **state)
{
	static const struct shape bytes = {3, 1, 8, 1, 1, .format = 2};
	static const struct shape words = {3, 1, 16, 1, 1, .format = 2};
	static const int16_t numbers[] = {INT16_MIN, 0, INT16_MAX};

	(void)state;
	expect(&bytes, "\x80\0\x7f", 3, "\0\x80\xff", 3);
	expect(&words, numbers, 6, (uint16_t[]){0, 32768, 65535}, 6);
}

static void
the_least_may_be_white(void **state)
{
	static const struct shape bits = {8, 1, 1, 1, 0, .tile = 0};
	static const struct shape words = {2, 1, 16, 1, 0, .tile = 0};
	static const struct shape floats = {2, 1, 32, 1, 0, .format = 3};

	(void)state;
	expect(&bits, "\xf0", 1, "\0\0\0\0\xff\xff\xff\xff", 8);
	expect(&words, (uint16_t[]){1, 65535}, 4, (uint16_t[]){65534, 0}, 4);
	expect(&floats, (float[]){0.25F, 1}, 8, (float[]){0.75F, 0}, 8);
}

static void
floats_stay_floats(void **state)
{
	static const struct shape half = {6, 1, 16, 1, 1, .format = 3};
	static const struct shape triple = {2, 1, 24, 1, 1, .format = 3};
	static const struct shape single = {2, 1, 32, 1, 1, .format = 3};
	static const struct shape twice = {2, 1, 64, 1, 1, .format = 3};
	static const uint16_t halves[] = {0x3c00, 0xc000, 0x3800,
					  0x0001, 0x7bff, 0x7c00};
	static const float of_halves[] = {1,        -2,    0.5F,
					  0x1p-24F, 65504, HUGE_VALF};

	(void)state;
	expect(&half, halves, sizeof(halves), of_halves, sizeof(of_halves));
	/* An exponent of 7 bits around 63, and 16 bits. */
	expect(&triple, "\0\0\x3f\0\x80\xbf", 6, (float[]){1, -1.5F}, 8);
	expect(&single, (float[]){3, -1}, 8, (float[]){3, -1}, 8);
	expect(&twice, (double[]){3, -1}, 16, (float[]){3, -1}, 8);
}

/* Divided by it; codes are those of light, and alpha is none. */
static void
floats_with_alpha_become_codes(void **state)
{
	static const struct shape shape = {2, 1,           32,        2,
					   1, .format = 3, .alpha = 1};
	static const float floats[] = {0.5F, 0.5F, 0, 0.25F};
	static const uint16_t codes[] = {65535, 32768, 0, 16384};

	(void)state;
	expect(&shape, floats, sizeof(floats), codes, sizeof(codes));
}

static void
alpha_is_divided_out(void **state)
{
	static const struct shape plain = {1, 1, 8, 4, 2, .alpha = 2};
	static const struct shape multiplied = {1, 1, 8, 4, 2, .alpha = 1};
	static const struct shape unknown = {2, 1, 8, 2, 1, .tile = 0};

	(void)state;
	expect(&plain, "\x10\x20\x40\x80", 4, "\x10\x20\x40\x80", 4);
	/* 32 * 255 / 128 = 63.75, and more than all is all. */
	expect(&multiplied, "\x10\x20\xff\x80", 4, "\x20\x40\xff\x80", 4);
	expect(&unknown, "\1\2\3\4", 4, "\1\3", 2);
}

static void
planes_are_joined(void **state)
{
	static const struct shape shape = {2, 2, 8, 3, 2, .planes = 3};

	(void)state;
	expect(&shape, "\0\1\2\3\x10\x11\x12\x13\x20\x21\x22\x23", 12,
	       "\0\x10\x20\1\x11\x21\2\x12\x22\3\x13\x23", 12);
}

static void
tiles_are_put_side_by_side(void **state)
{
	static const struct shape shape = {20, 3, 8, 1, 1, .tile = 16};
	uint8_t tiles[2 * 256], rows[60];

	(void)state;
	for (unsigned i = 0; i < 512; i++)
		tiles[i] = (uint8_t)i;
	for (unsigned y = 0; y < 3; y++)
		for (unsigned x = 0; x < 20; x++)
			rows[20 * y + x] =
				tiles[x / 16 * 256 + 16 * y + x % 16];
	expect(&shape, tiles, sizeof(tiles), rows, sizeof(rows));
}

static void
bits_may_come_the_other_way_round(void **state)
{
	static const struct shape shape = {8, 1, 1, 1, 1, .fill = 2};

	(void)state;
	expect(&shape, "\x01", 1, "\xff\0\0\0\0\0\0\0", 8);
}

/* Of bytes in high halves, in both, or in low ones; and of words. */
static void
palettes_are_looked_up(void **state)
{
	static const uint64_t high[] = {0, 0xff00, 0x100, 0x200, 0x8000, 0};
	static const uint64_t both[] = {0, 0xffff, 0x101, 0x202, 0x8080, 0};
	static const uint64_t low[] = {0, 0xff, 1, 2, 0x80, 0};
	static const uint64_t words[] = {0, 0xff01, 1, 2, 0x80, 0};
	struct shape shape = {2, 1, 1, 1, 3, .palette_n = 6};
	struct decoded d = {0};

	(void)state;
	shape.palette = high;
	expect(&shape, "\x40", 1, "\0\1\x80\xff\2\0", 6);
	shape.palette = both;
	expect(&shape, "\x40", 1, "\0\1\x80\xff\2\0", 6);
	shape.palette = low;
	expect(&shape, "\x40", 1, "\0\1\x80\xff\2\0", 6);
	shape.palette = words;
	expect(&shape, "\x40", 1, (uint16_t[]){0, 1, 0x80, 0xff01, 2, 0}, 12);
	shape.palette = (const uint64_t[]){0, 0xff, 0, 0xff, 0, 0xff};
	read_with(&shape, false, "\x40", 1, GRAY_REC601, &d);
	assert_int_equal(d.dec.info.gray_bits, 1);
	decoded_free(&d);
}

/* What an ink and black leave. */
static void
inks_become_colours(void **state)
{
	static const struct shape bytes = {2, 1, 8, 4, 5, .tile = 0};
	static const struct shape floats = {1, 1, 32, 4, 5, .format = 3};

	(void)state;
	expect(&bytes, "\0\x80\xff\0\0\x80\xff\x80", 8, "\xff\x7f\0\x7f\x3f\0",
	       6);
	expect(&floats, (float[]){0, 0.5F, 1, 0}, 16,
	       (uint16_t[]){65535, 32768, 0}, 6);
}

static void
luma_is_taken_where_it_is_gray(void **state)
{
	/* Clumps of 2x2, of a picture of 3x2: four Y, Cb, Cr. */
	static const char clumps[] = "\1\2\3\4\x80\x80\5\6\7\x08\x80\xff";
	static const struct shape shape = {3, 2, 8, 3, 6, .tile = 0};
	struct decoded d = {0};

	(void)state;
	expect(&shape, clumps, 12, "\1\2\5\3\4\7", 6);
	read_with(&shape, false, clumps, 12, GRAY_AVERAGE, &d);
	assert_int_equal(d.dec.info.channels, 3);
	assert_memory_equal(d.rows.data, "\1\1\1\2\2\2", 6);
	/* Y 5, Cr 127 over its middle: 5 + 1.402 * 127, and below 0. */
	assert_memory_equal(d.rows.data + 6, "\xb7\0\5", 3);
	decoded_free(&d);
}

/* L* of 100, 50 and 0: code 119 is that of a light of 0.184. */
static void
lab_is_its_lightness(void **state)
{
	static const struct shape cie = {3, 1, 8, 3, 8, .tile = 0};
	static const struct shape icc = {2, 1, 16, 1, 9, .tile = 0};

	(void)state;
	expect(&cie, "\xff\1\2\x80\3\4\0\5\6", 9, "\xff\x77\0", 3);
	expect(&icc, (uint16_t[]){0xff00, 0}, 4, (uint16_t[]){65535, 0}, 4);
}

static void
what_cannot_be_is_refused(void **state)
{
	static const struct {
		struct shape shape;
		enum gm_status status;
	} known[] = {
		{{1, 1, 8, 1, 2, .tile = 0}, GM_ERR_CORRUPT}, /* R alone */
		{{1, 1, 4, 1, 3, .tile = 0}, GM_ERR_CORRUPT}, /* no palette */
		{{1, 1, 8, 1, 32803, .tile = 0},
		 GM_ERR_UNSUPPORTED}, /* a sensor's */
		{{1, 1, 40, 1, 1, .tile = 0}, GM_ERR_UNSUPPORTED},
		{{1, 1, 8, 1, 1, .format = 6}, GM_ERR_UNSUPPORTED},
		{{1, 1, 16, 3, 6, .tile = 0}, GM_ERR_UNSUPPORTED},
		{{1, 1, 8, 3, 32845, .tile = 0},
		 GM_ERR_UNSUPPORTED}, /* LogLuv, plain */
		{{0, 1, 8, 1, 1, .tile = 0}, GM_ERR_CORRUPT},
		{{60000, 60000, 8, 1, 1, .tile = 0}, GM_ERR_LIMIT},
		{{900, 900, 8, 1, 1, .tile = 0}, GM_ERR_TRUNCATED},
	};
	const struct conversion options = fixture_options();

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		struct tiff_fixture f;
		struct decoded d = {0};
		uint8_t pixels[64] = {0};

		make(&known[i].shape, false, pixels, sizeof(pixels), &f);
		fixture_decode(&codec_tiff, f.file.data, f.file.nbytes,
			       &options, &d);
		if (d.status != known[i].status)
			fail_msg("%zu: %s", i, d.err.text);
		decoded_free(&d);
		bytes_free(&f.file);
	}
}

static int
set_up(void **state)
{
	modules_linked_use();
	return scratch_enter(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(few_bits_become_bytes),
		cmocka_unit_test(more_bits_become_words),
		cmocka_unit_test(signed_numbers_begin_with_black),
		cmocka_unit_test(the_least_may_be_white),
		cmocka_unit_test(floats_stay_floats),
		cmocka_unit_test(floats_with_alpha_become_codes),
		cmocka_unit_test(alpha_is_divided_out),
		cmocka_unit_test(planes_are_joined),
		cmocka_unit_test(tiles_are_put_side_by_side),
		cmocka_unit_test(bits_may_come_the_other_way_round),
		cmocka_unit_test(palettes_are_looked_up),
		cmocka_unit_test(inks_become_colours),
		cmocka_unit_test(luma_is_taken_where_it_is_gray),
		cmocka_unit_test(lab_is_its_lightness),
		cmocka_unit_test(what_cannot_be_is_refused),
	};

	return cmocka_run_group_tests_name("codec_tiff", tests, set_up,
					   scratch_leave);
}
