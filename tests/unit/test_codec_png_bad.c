/* SPDX-License-Identifier: MIT */
/* PNG files that are damaged, cut short or not for us. */
#include "png_fixture.h"

static const struct png_recipe color = {PNG_COLOR_TYPE_RGB, 8, false, false};
static const struct png_recipe passes = {PNG_COLOR_TYPE_GRAY, 8, true, false};

static void
expect(const struct bytes *file, enum gm_status status, const char *text)
{
	const struct conversion options = fixture_options();
	struct decoded d = {0};

	png_fixture_decode(file, &options, &d);
	assert_int_equal(d.status, status);
	assert_string_equal(d.err.text, text);
	decoded_free(&d);
}

/* With salvage, what has begun is delivered. */
static void
cut_everywhere(const struct png_recipe *recipe)
{
	const size_t begun = PNG_AFTER_IHDR + 8;
	struct bytes file = {0};

	png_fixture_make(recipe, &file);
	/* After the pixels there are their two checksums and IEND. */
	assert_int_equal(fixture_cut_salvaged(&codec_png, &file, begun,
					      4 + 4 + PNG_IEND_BYTES),
			 file.nbytes - begun);
	bytes_free(&file);
}

static void
test_truncation(void **state)
{
	(void)state;
	cut_everywhere(&color);
	cut_everywhere(&passes);
}

/* Rows before the cut are right, rows after it are zero. */
static void
test_salvaged_rows(void **state)
{
	struct conversion options = fixture_options();
	struct bytes file = {0};
	struct decoded d = {0};
	size_t row_nbytes = png_fixture_row_nbytes(&color);

	(void)state;
	options.salvage = true;
	png_fixture_make(&color, &file);
	fixture_decode(&codec_png, file.data, file.nbytes * 2 / 3, &options,
		       &d);
	assert_int_equal(d.status, GM_OK);
	assert_string_equal(d.outcome.warning,
			    "truncated: the file ends before the picture does");
	for (size_t i = 0; i < row_nbytes; i++) {
		assert_int_equal(d.rows.data[3 * row_nbytes + i],
				 png_fixture_raw(&color, 3, i));
		assert_int_equal(d.rows.data[(PNG_HEIGHT - 1) * row_nbytes + i],
				 0);
	}
	decoded_free(&d);
	bytes_free(&file);
}

static void
test_damage_anywhere(void **state)
{
	struct bytes file = {0};

	(void)state;
	png_fixture_make(&passes, &file);
	fixture_damage(&codec_png, &file, 1, true);
	bytes_free(&file);
}

/* Read, salvaged or not, with this warning, and with the pixels of whole. */
static void
expect_pixels(const struct bytes *file, const struct bytes *whole,
	      const char *warning)
{
	struct conversion options = fixture_options();
	struct decoded a = {0}, b = {0};

	png_fixture_decode(whole, &options, &a);
	for (int i = 0; i < 2; i++) {
		options.salvage = i == 1;
		png_fixture_decode(file, &options, &b);
		assert_string_equal(b.err.text, "");
		assert_string_equal(b.outcome.warning, warning);
		assert_int_equal(b.rows.nbytes, a.rows.nbytes);
		assert_memory_equal(b.rows.data, a.rows.data, a.rows.nbytes);
	}
	decoded_free(&a);
	decoded_free(&b);
}

/* What is wrong after the last row is not wrong with the pixels. */
static void
test_bad_end(void **state)
{
	struct bytes whole = {0}, file = {0};
	struct gm_error err;
	size_t end;

	(void)state;
	png_fixture_make(&passes, &whole);
	bytes_append(&file, whole.data, whole.nbytes, &err);
	end = file.nbytes - PNG_IEND_BYTES;
	file.data[file.nbytes - 1] ^= 1;
	expect_pixels(&file, &whole, "IEND: CRC error");
	file.data[file.nbytes - 1] ^= 1;
	memcpy(file.data + end + 4, "\0\0\0\0", 4);
	expect_pixels(&file, &whole, CODEC_NO_END);
	file.nbytes = end;
	bytes_append(&file, whole.data, whole.nbytes, &err);
	expect_pixels(&file, &whole, CODEC_NO_END);
	bytes_free(&whole);
	bytes_free(&file);
}

/* The CRC of the first IDAT, once its length is set. */
static void
seal(struct bytes *file)
{
	uint8_t *chunk = file->data + PNG_AFTER_IHDR;
	uint32_t length = png_get_uint_32(chunk);

	png_save_uint_32(chunk + 8 + length,
			 (png_uint_32)crc32(0, chunk + 4, length + 4));
}

/*
 * The pixels' own checksum is wrong, though the chunk's is right.  In a chunk
 * of its own the library comes upon it after the last row.
 */
static void
test_bad_zlib_checksum(void **state)
{
	static const char warning[] = "the checksum after the pixels is wrong";
	struct bytes file = {0}, whole = {0};
	size_t end;

	(void)state;
	png_fixture_make(&color, &whole);
	png_fixture_make(&color, &file);
	end = file.nbytes - PNG_IEND_BYTES - 4;
	file.data[end - 1] ^= 1;
	seal(&file);
	expect_pixels(&file, &whole, warning);
	png_save_uint_32(file.data + PNG_AFTER_IHDR,
			 (png_uint_32)(end - PNG_AFTER_IHDR - 8 - 4));
	memmove(file.data + end, file.data + end + 4, PNG_IEND_BYTES);
	file.nbytes -= 4;
	seal(&file);
	png_fixture_insert(&file, end, "IDAT", "oops", 4);
	expect_pixels(&file, &whole, warning);
	bytes_free(&whole);
	bytes_free(&file);
}

static void
test_bad_crc(void **state)
{
	struct conversion options = fixture_options();
	struct bytes file = {0};
	struct decoded d = {0};

	(void)state;
	png_fixture_make(&color, &file);
	file.data[file.nbytes - PNG_IEND_BYTES - 1] ^= 1;
	expect(&file, GM_ERR_CORRUPT, "corrupt: IDAT: CRC error");
	options.salvage = true;
	png_fixture_decode(&file, &options, &d);
	assert_int_equal(d.status, GM_OK);
	assert_string_equal(d.outcome.warning, "corrupt: IDAT: CRC error");
	assert_int_equal(d.rows.data[d.rows.nbytes - 1],
			 png_fixture_raw(&color, PNG_HEIGHT - 1,
					 png_fixture_row_nbytes(&color) - 1));
	decoded_free(&d);
	bytes_free(&file);
}

/* A palette of true colour is but a suggestion, wherever it stands. */
static void
test_trns_before_palette(void **state)
{
	const struct png_recipe recipe = {PNG_COLOR_TYPE_RGB, 8, false, true};
	struct bytes file = {0}, whole = {0};

	(void)state;
	png_fixture_make(&recipe, &whole);
	png_fixture_make(&recipe, &file);
	/* tRNS has six bytes. */
	png_fixture_insert(&file, PNG_AFTER_IHDR + 12 + 6, "PLTE", "abcdef", 6);
	expect_pixels(&file, &whole, "");
	png_fixture_insert(&file, PNG_AFTER_IHDR, "PLTE", "abcdef", 6);
	expect_pixels(&file, &whole, "");
	bytes_free(&whole);
	bytes_free(&file);
}

/* Transparency that cannot be trusted changes the picture. */
static void
test_bad_trns(void **state)
{
	const struct png_recipe recipe = {PNG_COLOR_TYPE_RGB, 8, false, true};
	struct bytes file = {0};

	(void)state;
	png_fixture_make(&recipe, &file);
	file.data[PNG_AFTER_IHDR + 8] ^= 1;
	expect(&file, GM_ERR_CORRUPT, "corrupt: tRNS: CRC error");
	bytes_free(&file);
}

static void
test_behind_the_end(void **state)
{
	const struct conversion options = fixture_options();
	struct bytes file = {0};
	struct decoded d = {0};
	struct gm_error err;

	(void)state;
	png_fixture_make(&color, &file);
	bytes_append(&file, "behind the end", 14, &err);
	png_fixture_decode(&file, &options, &d);
	assert_int_equal(d.status, GM_OK);
	assert_string_equal(d.outcome.warning, "");
	decoded_free(&d);
	bytes_free(&file);
}

static void
test_animation(void **state)
{
	struct conversion options = fixture_options();
	struct bytes file = {0};
	struct decoded d = {0};

	(void)state;
	png_fixture_make(&color, &file);
	png_fixture_insert(&file, PNG_AFTER_IHDR, "acTL", "\0\0\0\3\0\0\0\0",
			   8);
	expect(&file, GM_ERR_MULTIFRAME,
	       "animation of 3 frames; --frames=first takes the first");
	options.first_frame = true;
	png_fixture_decode(&file, &options, &d);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.metadata.n_items, 0);
	options.first_frame = false;
	file.nbytes = 0;
	png_fixture_make(&color, &file);
	png_fixture_insert(&file, PNG_AFTER_IHDR, "acTL", "\0\0\0\1\0\0\0\0",
			   8);
	png_fixture_decode(&file, &options, &d);
	assert_int_equal(d.status, GM_OK);
	decoded_free(&d);
	bytes_free(&file);
}

static void
test_unsupported(void **state)
{
	struct bytes file = {0};

	(void)state;
	png_fixture_make(&color, &file);
	png_fixture_insert(&file, PNG_AFTER_IHDR, "NEWc", "", 0);
	expect(&file, GM_ERR_UNSUPPORTED,
	       "PNG with a critical chunk that is not known: NEWc");
	file.nbytes = 0;
	png_fixture_make(&color, &file);
	png_fixture_insert(&file, 8, "CgBI", "\x50\0\x20\2", 4);
	expect(&file, GM_ERR_UNSUPPORTED, "Apple's CgBI variant of PNG");
	bytes_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_truncation),
		cmocka_unit_test(test_salvaged_rows),
		cmocka_unit_test(test_damage_anywhere),
		cmocka_unit_test(test_bad_end),
		cmocka_unit_test(test_bad_zlib_checksum),
		cmocka_unit_test(test_bad_crc),
		cmocka_unit_test(test_trns_before_palette),
		cmocka_unit_test(test_bad_trns),
		cmocka_unit_test(test_behind_the_end),
		cmocka_unit_test(test_animation),
		cmocka_unit_test(test_unsupported),
	};

	return cmocka_run_group_tests_name("codec_png_bad", tests,
					   scratch_enter, scratch_leave);
}
