/* SPDX-License-Identifier: MIT */
#include "tiff_direct_fixture.h"

#include <tiff.h>

#include "formats/tiff/tiff_tags.h"
#include "scratch.h"

static const struct conversion plain = {.max_pixels = UINT64_MAX};

static const struct tiff_order orders[] = {
	{false, false}, {true, false}, {false, true}, {true, true}};

/* Two pixels: (200, 100, 50) and (10, 20, 30); gray 124 and 18 in rec601. */
static const uint8_t colors[] = {200, 100, 50, 10, 20, 30};
static const uint8_t grays[] = {124, 18};

#define XMP "<x:xmpmeta xmlns:x='adobe:ns:meta/'></x:xmpmeta>"

/* A page of those pixels, with tags that are kept and tags that are not. */
static void
put_colors(struct tiff_fixture *f)
{
	uint64_t at = f->file.nbytes;
	const struct tiff_fixture_entry entries[] = {
		{TIFFTAG_SUBFILETYPE, TIFF_TYPE_LONG, 1, (const uint64_t[]){0},
		 NULL},
		{TIFFTAG_IMAGEWIDTH, TIFF_TYPE_SHORT, 1, (const uint64_t[]){2},
		 NULL},
		{TIFFTAG_IMAGELENGTH, TIFF_TYPE_SHORT, 1, (const uint64_t[]){1},
		 NULL},
		{TIFFTAG_BITSPERSAMPLE, TIFF_TYPE_SHORT, 3,
		 (const uint64_t[]){8, 8, 8}, NULL},
		{TIFFTAG_COMPRESSION, TIFF_TYPE_SHORT, 1,
		 (const uint64_t[]){COMPRESSION_NONE}, NULL},
		{TIFFTAG_PHOTOMETRIC, TIFF_TYPE_SHORT, 1,
		 (const uint64_t[]){PHOTOMETRIC_RGB}, NULL},
		{TIFFTAG_IMAGEDESCRIPTION, TIFF_TYPE_ASCII, 6, NULL, "Hello"},
		{TIFFTAG_STRIPOFFSETS, TIFF_TYPE_LONG, 1,
		 (const uint64_t[]){at}, NULL},
		{TIFFTAG_ORIENTATION, TIFF_TYPE_SHORT, 1, (const uint64_t[]){6},
		 NULL},
		{TIFFTAG_SAMPLESPERPIXEL, TIFF_TYPE_SHORT, 1,
		 (const uint64_t[]){3}, NULL},
		{TIFFTAG_ROWSPERSTRIP, TIFF_TYPE_SHORT, 1,
		 (const uint64_t[]){1}, NULL},
		{TIFFTAG_STRIPBYTECOUNTS, TIFF_TYPE_LONG, 1,
		 (const uint64_t[]){sizeof(colors)}, NULL},
		{TIFFTAG_PLANARCONFIG, TIFF_TYPE_SHORT, 1,
		 (const uint64_t[]){PLANARCONFIG_CONTIG}, NULL},
		{TIFFTAG_RESOLUTIONUNIT, TIFF_TYPE_SHORT, 1,
		 (const uint64_t[]){RESUNIT_CENTIMETER}, NULL},
		{TIFFTAG_INKSET, TIFF_TYPE_SHORT, 1, (const uint64_t[]){1},
		 NULL},
		{TIFFTAG_XMLPACKET, TIFF_TYPE_BYTE, sizeof(XMP) - 1, NULL, XMP},
		{42424, TIFF_TYPE_LONG, 3, (const uint64_t[]){7, 8, 9}, NULL},
		{0, 0, 0, NULL, NULL},
	};

	tiff_fixture_put(f, colors, sizeof(colors));
	tiff_fixture_page(f, entries);
}

static void
expect_grays(struct tiff_made *made)
{
	tiff_made_expect(made, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
	tiff_made_expect(made, TIFFTAG_SAMPLESPERPIXEL, 1);
	tiff_made_expect(made, TIFFTAG_BITSPERSAMPLE, 8);
	tiff_made_expect_block(made, grays, sizeof(grays));
}

static void
test_keeps_kind_and_tags(void **state)
{
	struct tiff_made made = {0};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct tiff_fixture f = {.order = orders[i]};

		tiff_fixture_begin(&f);
		put_colors(&f);
		tiff_make(&f.file, &tiff_direct_bits, &plain, &made);
		assert_int_equal(made.status, GM_OK);
		assert_int_equal(made.outcome.way, CONVERSION_PIXELS);
		assert_int_equal(made.outcome.width, 2);
		assert_int_equal(made.raw.order.is_big, orders[i].is_big);
		assert_int_equal(made.raw.order.is_big_endian,
				 orders[i].is_big_endian);
		tiff_made_go(&made, made.raw.first_at);
		expect_grays(&made);
		tiff_made_expect_bytes(&made, TIFFTAG_IMAGEDESCRIPTION, "Hello",
				       6);
		tiff_made_expect_bytes(&made, TIFFTAG_XMLPACKET, XMP,
				       sizeof(XMP) - 1);
		tiff_made_expect(&made, TIFFTAG_ORIENTATION, 6);
		tiff_made_expect(&made, TIFFTAG_RESOLUTIONUNIT,
				 RESUNIT_CENTIMETER);
		tiff_made_expect(&made, 42424, 7);
		tiff_made_lacks(&made, TIFFTAG_INKSET);
		assert_int_equal(made.directory.next_at, 0);
		bytes_free(&f.file);
	}
	tiff_made_free(&made);
}

static void
test_strips(void **state)
{
	struct conversion conversion = plain;
	struct tiff_fixture f = {0};
	struct tiff_made made = {0};

	(void)state;
	tiff_fixture_begin(&f);
	put_colors(&f);
	conversion.strip = STRIP_MOST;
	tiff_make(&f.file, &tiff_direct_bits, &conversion, &made);
	assert_int_equal(made.status, GM_OK);
	tiff_made_go(&made, made.raw.first_at);
	expect_grays(&made);
	tiff_made_expect(&made, TIFFTAG_ORIENTATION, 6);
	tiff_made_lacks(&made, TIFFTAG_IMAGEDESCRIPTION);
	tiff_made_lacks(&made, TIFFTAG_XMLPACKET);
	tiff_made_lacks(&made, 42424);
	conversion.strip = STRIP_ALL;
	tiff_make(&f.file, &tiff_direct_bits, &conversion, &made);
	assert_int_equal(made.status, GM_OK);
	tiff_made_go(&made, made.raw.first_at);
	expect_grays(&made);
	tiff_made_lacks(&made, TIFFTAG_ORIENTATION);
	tiff_made_lacks(&made, TIFFTAG_RESOLUTIONUNIT);
	bytes_free(&f.file);
	tiff_made_free(&made);
}

static void
put_gray(struct tiff_fixture *f, unsigned further_tag, uint64_t further)
{
	uint64_t at = f->file.nbytes;
	const struct tiff_fixture_entry entries[] = {
		{TIFFTAG_IMAGEWIDTH, TIFF_TYPE_SHORT, 1, (const uint64_t[]){2},
		 NULL},
		{TIFFTAG_IMAGELENGTH, TIFF_TYPE_SHORT, 1, (const uint64_t[]){1},
		 NULL},
		{TIFFTAG_BITSPERSAMPLE, TIFF_TYPE_SHORT, 1,
		 (const uint64_t[]){8}, NULL},
		{TIFFTAG_PHOTOMETRIC, TIFF_TYPE_SHORT, 1,
		 (const uint64_t[]){PHOTOMETRIC_MINISWHITE}, NULL},
		{TIFFTAG_STRIPOFFSETS, TIFF_TYPE_LONG, 1,
		 (const uint64_t[]){at}, NULL},
		{TIFFTAG_STRIPBYTECOUNTS, TIFF_TYPE_LONG, 1,
		 (const uint64_t[]){2}, NULL},
		{further_tag, TIFF_TYPE_LONG, 1, (const uint64_t[]){further},
		 NULL},
		{0, 0, 0, NULL, NULL},
	};

	tiff_fixture_put(f, "\1\2", 2);
	tiff_fixture_page(f, entries);
}

/* Bytes that nothing leads to are there again, too. */
static void
test_copies_gray_as_it_is(void **state)
{
	struct tiff_fixture f = {0};
	struct tiff_made made = {0};

	(void)state;
	tiff_fixture_begin(&f);
	tiff_fixture_put(&f, "of no use.", 10);
	put_gray(&f, 42424, 1);
	put_gray(&f, 42424, 2);
	tiff_make(&f.file, &tiff_direct_bits, &plain, &made);
	assert_int_equal(made.status, GM_OK);
	assert_int_equal(made.outcome.way, CONVERSION_DIRECT);
	assert_int_equal(made.out.buf.nbytes, f.file.nbytes);
	assert_memory_equal(made.out.buf.data, f.file.data, f.file.nbytes);
	bytes_free(&f.file);
	tiff_made_free(&made);
}

static void
test_all_pages(void **state)
{
	struct conversion conversion = plain;
	struct tiff_fixture f = {0};
	struct tiff_made made = {0};

	(void)state;
	tiff_fixture_begin(&f);
	put_colors(&f);
	put_gray(&f, 42424, 3);
	put_colors(&f);
	tiff_make(&f.file, &tiff_direct_bits, &plain, &made);
	assert_int_equal(made.status, GM_OK);
	tiff_made_go(&made, made.raw.first_at);
	expect_grays(&made);
	tiff_made_go(&made, made.directory.next_at);
	tiff_made_expect(&made, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE);
	tiff_made_expect(&made, 42424, 3);
	tiff_made_expect_block(&made, "\1\2", 2);
	tiff_made_go(&made, made.directory.next_at);
	expect_grays(&made);
	assert_int_equal(made.directory.next_at, 0);

	conversion.first_frame = true;
	tiff_make(&f.file, &tiff_direct_bits, &conversion, &made);
	assert_int_equal(made.status, GM_OK);
	tiff_made_go(&made, made.raw.first_at);
	expect_grays(&made);
	assert_int_equal(made.directory.next_at, 0);
	bytes_free(&f.file);
	tiff_made_free(&made);
}

/* A page with a smaller copy of it, and with EXIF, which has records too. */
static void
put_tree(struct tiff_fixture *f)
{
	const struct tiff_fixture_entry interop[] = {
		{2, TIFF_TYPE_UNDEFINED, 4, NULL, "0100"},
		{0, 0, 0, NULL, NULL}};
	uint64_t link_at = f->link_at, at, sub, exif, small_at;

	at = tiff_fixture_directory(f, interop, NULL);
	{
		const struct tiff_fixture_entry entries[] = {
			{TIFF_TAG_COMPONENTS, TIFF_TYPE_UNDEFINED, 4, NULL,
			 "\1\2\3"},
			{TIFFTAG_INTEROPERABILITYIFD, TIFF_TYPE_LONG, 1,
			 (const uint64_t[]){at}, NULL},
			{0, 0, 0, NULL, NULL}};

		exif = tiff_fixture_directory(f, entries, NULL);
	}
	small_at = f->file.nbytes;
	tiff_fixture_put(f, colors, 3);
	{
		const struct tiff_fixture_entry entries[] = {
			{TIFFTAG_SUBFILETYPE, TIFF_TYPE_LONG, 1,
			 (const uint64_t[]){FILETYPE_REDUCEDIMAGE}, NULL},
			{TIFFTAG_IMAGEWIDTH, TIFF_TYPE_SHORT, 1,
			 (const uint64_t[]){1}, NULL},
			{TIFFTAG_IMAGELENGTH, TIFF_TYPE_SHORT, 1,
			 (const uint64_t[]){1}, NULL},
			{TIFFTAG_BITSPERSAMPLE, TIFF_TYPE_SHORT, 3,
			 (const uint64_t[]){8, 8, 8}, NULL},
			{TIFFTAG_PHOTOMETRIC, TIFF_TYPE_SHORT, 1,
			 (const uint64_t[]){PHOTOMETRIC_RGB}, NULL},
			{TIFFTAG_STRIPOFFSETS, TIFF_TYPE_LONG, 1,
			 (const uint64_t[]){small_at}, NULL},
			{TIFFTAG_SAMPLESPERPIXEL, TIFF_TYPE_SHORT, 1,
			 (const uint64_t[]){3}, NULL},
			{TIFFTAG_STRIPBYTECOUNTS, TIFF_TYPE_LONG, 1,
			 (const uint64_t[]){3}, NULL},
			{0, 0, 0, NULL, NULL}};

		sub = tiff_fixture_directory(f, entries, NULL);
	}
	f->link_at = link_at;
	{
		const struct tiff_fixture_entry entries[] = {
			{TIFFTAG_IMAGEWIDTH, TIFF_TYPE_SHORT, 1,
			 (const uint64_t[]){1}, NULL},
			{TIFFTAG_IMAGELENGTH, TIFF_TYPE_SHORT, 1,
			 (const uint64_t[]){1}, NULL},
			{TIFFTAG_BITSPERSAMPLE, TIFF_TYPE_SHORT, 1,
			 (const uint64_t[]){8}, NULL},
			{TIFFTAG_PHOTOMETRIC, TIFF_TYPE_SHORT, 1,
			 (const uint64_t[]){PHOTOMETRIC_MINISBLACK}, NULL},
			{TIFFTAG_STRIPOFFSETS, TIFF_TYPE_LONG, 1,
			 (const uint64_t[]){small_at}, NULL},
			{TIFFTAG_STRIPBYTECOUNTS, TIFF_TYPE_LONG, 1,
			 (const uint64_t[]){1}, NULL},
			{TIFFTAG_SUBIFD, TIFF_TYPE_LONG, 2,
			 (const uint64_t[]){sub, sub}, NULL},
			{TIFFTAG_EXIFIFD, TIFF_TYPE_LONG, 1,
			 (const uint64_t[]){exif}, NULL},
			{0, 0, 0, NULL, NULL}};

		tiff_fixture_page(f, entries);
	}
}

static void
test_directories_in_directories(void **state)
{
	struct conversion conversion = plain;
	struct tiff_fixture f = {.order = {.is_big_endian = true}};
	struct tiff_made made = {0};
	uint64_t subs[2], exif;

	(void)state;
	tiff_fixture_begin(&f);
	put_tree(&f);
	tiff_make(&f.file, &tiff_direct_bits, &plain, &made);
	assert_int_equal(made.status, GM_OK);
	tiff_made_go(&made, made.raw.first_at);
	exif = tiff_made_number(&made, TIFFTAG_EXIFIFD);
	assert_int_equal(tiff_raw_numbers(&made.raw,
					  tiff_directory_find(&made.directory,
							      TIFFTAG_SUBIFD),
					  0, 2, subs, &made.err),
			 GM_OK);
	assert_int_equal(subs[0], subs[1]);
	tiff_made_go(&made, subs[0]);
	tiff_made_expect(&made, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
	tiff_made_expect_block(&made, grays, 1);
	tiff_made_go(&made, exif);
	tiff_made_expect_bytes(&made, TIFF_TAG_COMPONENTS, "\1\0\0\0", 4);
	tiff_made_go(&made,
		     tiff_made_number(&made, TIFFTAG_INTEROPERABILITYIFD));
	tiff_made_expect_bytes(&made, 2, "0100", 4);

	/* Records go, pictures stay. */
	conversion.strip = STRIP_MOST;
	tiff_make(&f.file, &tiff_direct_bits, &conversion, &made);
	assert_int_equal(made.status, GM_OK);
	tiff_made_go(&made, made.raw.first_at);
	tiff_made_lacks(&made, TIFFTAG_EXIFIFD);
	tiff_made_go(&made, tiff_made_number(&made, TIFFTAG_SUBIFD));
	tiff_made_expect_block(&made, grays, 1);
	bytes_free(&f.file);
	tiff_made_free(&made);
}

static void
test_palette(void **state)
{
	/* Places of 8 bits in 16: both halves, the high, the low; none. */
	static const struct {
		uint64_t red, green, blue, gray;
	} rows[] = {
		{200 * 257, 100 * 257, 50 * 257, 124 * 257},
		{200 << 8, 100 << 8, 50 << 8, 124 << 8},
		{200, 100, 50, 124},
		{51400, 25700, 12851,
		 (9798 * 51400 + UINT64_C(19235) * 25700 + 3735 * 12851 +
		  16384) >>
			 15},
	};
	struct tiff_made made = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct tiff_fixture f = {0};
		uint64_t map[6] = {0, rows[i].red, 0, rows[i].green,
				   0, rows[i].blue};
		const struct tiff_fixture_entry entries[] = {
			{TIFFTAG_IMAGEWIDTH, TIFF_TYPE_SHORT, 1,
			 (const uint64_t[]){8}, NULL},
			{TIFFTAG_IMAGELENGTH, TIFF_TYPE_SHORT, 1,
			 (const uint64_t[]){1}, NULL},
			{TIFFTAG_BITSPERSAMPLE, TIFF_TYPE_SHORT, 1,
			 (const uint64_t[]){1}, NULL},
			{TIFFTAG_PHOTOMETRIC, TIFF_TYPE_SHORT, 1,
			 (const uint64_t[]){PHOTOMETRIC_PALETTE}, NULL},
			{TIFFTAG_STRIPOFFSETS, TIFF_TYPE_LONG, 1,
			 (const uint64_t[]){8}, NULL},
			{TIFFTAG_STRIPBYTECOUNTS, TIFF_TYPE_LONG, 1,
			 (const uint64_t[]){1}, NULL},
			{TIFFTAG_COLORMAP, TIFF_TYPE_SHORT, 6, map, NULL},
			{0, 0, 0, NULL, NULL},
		};

		tiff_fixture_begin(&f);
		tiff_fixture_put(&f, "\x5a", 2);
		tiff_fixture_page(&f, entries);
		tiff_make(&f.file, &tiff_direct_bits, &plain, &made);
		assert_int_equal(made.status, GM_OK);
		assert_int_equal(made.outcome.way, CONVERSION_DIRECT);
		tiff_made_go(&made, made.raw.first_at);
		tiff_made_expect(&made, TIFFTAG_PHOTOMETRIC,
				 PHOTOMETRIC_PALETTE);
		tiff_made_expect_block(&made, "\x5a", 1);
		assert_int_equal(
			tiff_raw_numbers(&made.raw,
					 tiff_directory_find(&made.directory,
							     TIFFTAG_COLORMAP),
					 0, 6, map, &made.err),
			GM_OK);
		for (size_t k = 0; k < 6; k++)
			assert_int_equal(map[k], k % 2 * rows[i].gray);
		bytes_free(&f.file);
	}
	tiff_made_free(&made);
}

/* What cannot be kept is told. */
static void
test_left_out(void **state)
{
	struct tiff_made made = {0};
	struct tiff_fixture f = {0};
	const struct tiff_fixture_entry entries[] = {
		{TIFFTAG_IMAGEWIDTH, TIFF_TYPE_SHORT, 1, (const uint64_t[]){2},
		 NULL},
		{TIFFTAG_IMAGELENGTH, TIFF_TYPE_SHORT, 1, (const uint64_t[]){1},
		 NULL},
		{TIFFTAG_BITSPERSAMPLE, TIFF_TYPE_SHORT, 3,
		 (const uint64_t[]){8, 8, 8}, NULL},
		{TIFFTAG_PHOTOMETRIC, TIFF_TYPE_SHORT, 1,
		 (const uint64_t[]){PHOTOMETRIC_RGB}, NULL},
		{TIFFTAG_STRIPOFFSETS, TIFF_TYPE_LONG, 1, (const uint64_t[]){8},
		 NULL},
		{TIFFTAG_SAMPLESPERPIXEL, TIFF_TYPE_SHORT, 1,
		 (const uint64_t[]){3}, NULL},
		{TIFFTAG_STRIPBYTECOUNTS, TIFF_TYPE_LONG, 1,
		 (const uint64_t[]){6}, NULL},
		{TIFF_TAG_LAYERS, TIFF_TYPE_UNDEFINED, 9, NULL, "in colour"},
		{TIFF_TAG_SIGNATURE, TIFF_TYPE_UNDEFINED, 4, NULL, "c2pa"},
		{0, 0, 0, NULL, NULL},
	};

	(void)state;
	tiff_fixture_begin(&f);
	tiff_fixture_put(&f, colors, sizeof(colors));
	tiff_fixture_page(&f, entries);
	tiff_make(&f.file, &tiff_direct_bits, &plain, &made);
	assert_int_equal(made.status, GM_OK);
	tiff_made_go(&made, made.raw.first_at);
	expect_grays(&made);
	tiff_made_lacks(&made, TIFF_TAG_LAYERS);
	tiff_made_lacks(&made, TIFF_TAG_SIGNATURE);
	assert_int_equal(made.left_out,
			 METADATA_LEFT_PICTURES | METADATA_LEFT_SIGNATURE);
	bytes_free(&f.file);
	tiff_made_free(&made);
}

static void
test_turned_steps_aside(void **state)
{
	struct conversion conversion = plain;
	struct tiff_fixture f = {0};
	struct tiff_made made = {0};

	(void)state;
	tiff_fixture_begin(&f);
	put_colors(&f);
	conversion.orient = true;
	tiff_make(&f.file, &tiff_direct_bits, &conversion, &made);
	assert_int_equal(made.status, GM_ERR_UNSUPPORTED);
	assert_int_equal(made.out.n_written, 0);
	bytes_free(&f.file);
	tiff_made_free(&made);
}

static void
test_serves(void **state)
{
	struct conversion conversion = plain;

	(void)state;
	conversion.gray = GRAY_REC709;
	assert_false(tiff_direct_bits.serves(&conversion));
	assert_true(tiff_direct_pixels.serves(&conversion));
	conversion = plain;
	conversion.pixels = true;
	assert_false(tiff_direct_bits.serves(&conversion));
	conversion = plain;
	conversion.quality = 80;
	assert_false(tiff_direct_bits.serves(&conversion));
}

static int
end(void **state)
{
	(void)state;
	tiff_direct_free(kept);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keeps_kind_and_tags),
		cmocka_unit_test(test_strips),
		cmocka_unit_test(test_copies_gray_as_it_is),
		cmocka_unit_test(test_all_pages),
		cmocka_unit_test(test_directories_in_directories),
		cmocka_unit_test(test_palette),
		cmocka_unit_test(test_left_out),
		cmocka_unit_test(test_turned_steps_aside),
		cmocka_unit_test(test_serves),
	};

	return cmocka_run_group_tests(tests, NULL, end);
}
