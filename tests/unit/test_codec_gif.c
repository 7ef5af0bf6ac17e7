/* SPDX-License-Identifier: MIT */
#include "formats/formats.h"

#include "codec_fixture.h"
#include "scratch.h"

/* Two colours, gray 2 and 124 in rec601. */
#define SCREEN "GIF89a\2\0\2\0\x80\1\0"
#define COLORS "\1\2\3\xc8\x64\x32"
/* 2x2 pixels of index 0 1 / 1 0: clear, codes of 3 and 4 bits, end. */
#define CODES "\2\3\x44\2\5\0"
#define PLACE "\x2c\0\0\0\0\2\0\2\0"
#define FRAME PLACE "\0" CODES
#define LOOP  "\x21\xff\x0bNETSCAPE2.0\3\1\0\0\0"
#define CLEAR "\x21\xf9\4\1\0\0\1\0" /* index 1 is transparent */

static struct conversion
options(bool first_frame, bool salvage)
{
	struct conversion options = fixture_options();

	options.first_frame = first_frame;
	options.salvage = salvage;
	return options;
}

static void
decode(const char *file, size_t nbytes, bool first_frame, bool salvage,
       struct decoded *d)
{
	struct conversion asked = options(first_frame, salvage);

	fixture_decode(&codec_gif, file, nbytes, &asked, d);
}

/* What comes of a file, with and without --salvage. */
struct expected {
	char file[96]; /* up to the last byte that is not 0 */
	uint32_t width;
	uint32_t height;
	uint32_t channels;
	const char *rows;
	const char *warning;
};

static size_t
length_of(const char file[96])
{
	size_t n = 96;

	while (file[n - 1] == 0)
		n--;
	return n;
}

static void
check(const struct expected *e, bool first_frame, bool salvage)
{
	struct decoded d = {0};

	decode(e->file, length_of(e->file), first_frame, salvage, &d);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.info.width, e->width);
	assert_int_equal(d.dec.info.height, e->height);
	assert_int_equal(d.dec.info.channels, e->channels);
	assert_memory_equal(d.rows.data, e->rows,
			    (size_t)e->width * e->height * e->channels);
	assert_string_equal(d.outcome.warning, e->warning);
	decoded_free(&d);
}

static void
frames_are_shown_as_others_show_them(void **state)
{
	static const struct expected files[] = {
		/* One frame, and a block that others know. */
		{SCREEN COLORS LOOP FRAME ";", 2, 2, 1, "\2\x7c\x7c\2", ""},
		{SCREEN COLORS CLEAR FRAME ";", 2, 2, 2, "\2\xff\0\0\0\0\2\xff",
		 ""},
		/* No pixel has the index that is transparent. */
		{SCREEN COLORS "\x21\xf9\4\1\0\0\2\0" FRAME ";", 2, 2, 1,
		 "\2\x7c\x7c\2", ""},
		/* The last of two extensions holds. */
		{SCREEN COLORS CLEAR "\x21\xf9\4\0\0\0\1\0" FRAME ";", 2, 2, 1,
		 "\2\x7c\x7c\2", ""},
		/* The screen is wider, and its background is index 1. */
		{"GIF89a\3\0\2\0\x80\1\0" COLORS FRAME ";", 3, 2, 2,
		 "\2\xff\x7c\xff\0\0\x7c\xff\2\xff\0\0", ""},
		/* The frame goes beyond the screen. */
		{SCREEN COLORS "\x2c\1\0\1\0\2\0\2\0\0" CODES ";", 3, 3, 2,
		 "\0\0\0\0\0\0\0\0\2\xff\x7c\xff\0\0\x7c\xff\2\xff", ""},
		{"GIF89a\0\0\0\0\x80\0\0" COLORS FRAME ";", 2, 2, 1,
		 "\2\x7c\x7c\2", ""},
		/* The frame has no size. */
		{SCREEN COLORS "\x2c\1\0\1\0\0\0\2\0\0" CODES ";", 2, 2, 1,
		 "\2\x7c\x7c\2", ""},
		/* A table of its own, and one that nobody has. */
		{SCREEN COLORS PLACE "\x80\xff\xff\xff\0\0\0" CODES ";", 2, 2,
		 1, "\xff\0\0\xff", ""},
		{"GIF89a\2\0\2\0\0\0\0" FRAME ";", 2, 2, 1, "\0\1\1\0",
		 "no colour table: indices are taken for gray"},
		/* Index 3 is not in the table. */
		{SCREEN COLORS PLACE "\0\2\3\x4c\6\5\0;", 2, 2, 1,
		 "\x7c\x7c\0\2", "colours are missing from the palette"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		check(&files[i], false, false);
		check(&files[i], false, true);
		check(&files[i], true, false);
	}
}

static void
what_others_read_is_read(void **state)
{
	static const char rows[] = "\2\x7c\x7c\2";
	static const struct expected files[] = {
		/* No clear code first: 0, 1, 1, 0, end. */
		{SCREEN COLORS PLACE "\0\2\3\x48\xa0\0\0;", 2, 2, 1, rows, ""},
		/* Codes after the last pixel, and one that stands for nothing.
		 */
		{SCREEN COLORS PLACE "\0\2\3\x44\2\0\1\xff\0;", 2, 2, 1, rows,
		 ""},
		/* Zeros between blocks. */
		{SCREEN COLORS "\0" LOOP "\0\0" FRAME "\0;", 2, 2, 1, rows, ""},
		/* What is no block. */
		{SCREEN COLORS "xyz" FRAME ";", 2, 2, 1, rows,
		 "corrupt: bytes between the blocks"},
		/* The end of a file is missing, from the pixels on. */
		{SCREEN COLORS FRAME, 2, 2, 1, rows,
		 "the end marker is missing"},
		{SCREEN COLORS FRAME "\x21\xfe\5x", 2, 2, 1, rows,
		 "the end marker is missing"},
		{SCREEN COLORS FRAME "x;", 2, 2, 1, rows,
		 "corrupt: bytes between the blocks"},
		{SCREEN COLORS FRAME "x", 2, 2, 1, rows,
		 "corrupt: bytes between the blocks"},
		{SCREEN COLORS FRAME "\x2c\0\0", 2, 2, 1, rows,
		 "the end marker is missing"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		check(&files[i], false, false);
		check(&files[i], false, true);
	}
}

/* Eleven rows of one pixel, whose gray is their place in the file. */
static void
interlaced_rows_find_their_place(void **state)
{
	char file[41] = "GIF89a\1\0\x0b\0\0\0\0\x2c\0\0\0\0\1\0\x0b\0\x40\4"
			"\x0e";
	struct conversion asked = options(false, false);
	struct decoded d = {0};
	uint8_t codes[16] = {0};
	unsigned at = 0;

	(void)state;
	/* A code of 5 bits each, and a clear code before each. */
	for (unsigned i = 0; i < 22; i++, at += 5) {
		unsigned code = i % 2 == 0 ? 16 : i / 2;
		unsigned bits = code << (at % 8);

		codes[at / 8] |= (uint8_t)bits;
		codes[at / 8 + 1] |= (uint8_t)(bits >> 8);
	}
	memcpy(file + 25, codes, 14);
	memcpy(file + 39, "\0;", 2);
	fixture_decode(&codec_gif, file, sizeof(file), &asked, &d);
	assert_int_equal(d.status, GM_OK);
	assert_memory_equal(d.rows.data, "\0\6\3\7\2\x8\4\x9\1\xa\5", 11);
	decoded_free(&d);
}

static void
more_frames_are_refused_unless_the_first_is_asked_for(void **state)
{
	static const char moving[] = SCREEN COLORS FRAME LOOP FRAME ";";
	struct decoded d = {0};

	(void)state;
	decode(moving, sizeof(moving) - 1, false, false, &d);
	assert_int_equal(d.status, GM_ERR_MULTIFRAME);
	assert_non_null(strstr(d.err.text, "--frames=first"));
	decode(moving, sizeof(moving) - 1, true, false, &d);
	assert_int_equal(d.status, GM_OK);
	assert_memory_equal(d.rows.data, "\2\x7c\x7c\2", 4);
	assert_string_equal(d.outcome.warning, "");
	assert_false(d.outcome.has_more);
	decoded_free(&d);
}

static void
what_follows_the_trailer_is_told(void **state)
{
	static const char file[] = SCREEN COLORS FRAME ";x";
	struct decoded d = {0};

	(void)state;
	for (size_t n_after = 0; n_after < 2; n_after++) {
		decode(file, sizeof(file) - 2 + n_after, false, false, &d);
		assert_int_equal(d.status, GM_OK);
		assert_int_equal(d.outcome.has_more, n_after);
	}
	decoded_free(&d);
}

/* The codes of all pixels are there with the third of the four last bytes. */
static void
a_cut_file_is_told(void **state)
{
	static const char still[] = SCREEN COLORS FRAME ";";
	size_t n_pixels_end = sizeof(still) - 1 - 3;
	struct decoded d = {0};

	(void)state;
	fixture_cut(&codec_gif, still, n_pixels_end, 0);
	for (size_t n = n_pixels_end; n < sizeof(still) - 1; n++) {
		decode(still, n, false, false, &d);
		assert_int_equal(d.status, GM_OK);
		assert_string_equal(d.outcome.warning,
				    "the end marker is missing");
	}
	decoded_free(&d);
}

static void
rows_of_a_cut_file_are_salvaged(void **state)
{
	static const char still[] = "GIF89a\1\0\4\0\x80\1\0" COLORS
				    "\x2c\0\0\0\0\1\0\4\0\0" CODES ";";
	struct decoded d = {0};

	(void)state;
	/* The first byte of codes is there. */
	decode(still, sizeof(still) - 1 - 4, false, true, &d);
	assert_int_equal(d.status, GM_OK);
	assert_string_equal(d.outcome.warning,
			    "truncated: what is missing is blank");
	assert_memory_equal(d.rows.data, "\2\xff\0\0\0\0\0\0", 8);
	/* None is. */
	decode(still, sizeof(still) - 1 - 5, false, true, &d);
	assert_int_equal(d.status, GM_ERR_TRUNCATED);
	decoded_free(&d);
}

/* The blocks are whole and the codes in them are not. */
static void
codes_that_end_early_are_told(void **state)
{
	/* clear, 0, 1, end; nothing; clear, 0, 1, 1, 15; a size of 12 bits. */
	static const struct {
		char file[96];
		bool has_row;
	} files[] = {
		{SCREEN COLORS PLACE "\0\2\2\x44\x0a\0;", true},
		{SCREEN COLORS PLACE "\0\2\0;", false},
		{SCREEN COLORS PLACE "\0\2\2\x44\xf2\0;", true},
		{SCREEN COLORS PLACE "\0\x0c\2\x44\x1e\0;", false},
	};
	struct decoded d = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		decode(files[i].file, length_of(files[i].file), false, false,
		       &d);
		assert_int_equal(d.status, GM_ERR_CORRUPT);
		decode(files[i].file, length_of(files[i].file), false, true,
		       &d);
		assert_int_equal(d.status,
				 files[i].has_row ? GM_OK : GM_ERR_CORRUPT);
		if (!files[i].has_row)
			continue;
		assert_string_equal(d.outcome.warning,
				    "corrupt: what is missing is blank");
		assert_memory_equal(d.rows.data, "\2\xff\x7c\xff", 4);
		assert_memory_equal(d.rows.data + 6, "\0\0", 2);
	}
	decoded_free(&d);
}

static void
a_file_without_a_frame_is_refused(void **state)
{
	static const char empty[] = SCREEN COLORS ";";
	static const char nothing[] = "GIF89a\2\0\0\0\x80\0\0" COLORS
				      "\x2c\0\0\0\0\2\0\0\0\0" CODES ";";
	struct decoded d = {0};

	(void)state;
	decode(empty, sizeof(empty) - 1, false, false, &d);
	assert_int_equal(d.status, GM_ERR_CORRUPT);
	assert_string_equal(d.err.text, "corrupt: no frame");
	decode(nothing, sizeof(nothing) - 1, false, false, &d);
	assert_int_equal(d.status, GM_ERR_CORRUPT);
	decoded_free(&d);
}

static void
few_bytes_get_no_memory(void **state)
{
	static const char huge[] = "GIF89a\2\0\2\0\x80\0\0" COLORS
				   "\x2c\0\0\0\0\xff\xff\xff\xff\0" CODES ";";
	struct conversion asked = options(false, false);
	struct decoded d = {0};

	(void)state;
	fixture_decode(&codec_gif, huge, sizeof(huge) - 1, &asked, &d);
	assert_int_equal(d.status, GM_ERR_LIMIT);
	asked.max_pixels = UINT64_C(1) << 40;
	fixture_decode(&codec_gif, huge, sizeof(huge) - 1, &asked, &d);
	assert_int_equal(d.status, GM_ERR_CORRUPT);
	/* One row of it has bytes enough. */
	asked.salvage = true;
	asked.max_nbytes = UINT64_C(65535) * 65535 - 1;
	fixture_decode(&codec_gif, huge, sizeof(huge) - 1, &asked, &d);
	assert_int_equal(d.status, GM_ERR_CORRUPT);
	decoded_free(&d);
}

/* What is held is the frame, a byte a pixel, where all of it is needed. */
static void
memory_is_checked_where_a_frame_is_held(void **state)
{
	static const char rows[] = SCREEN COLORS FRAME ";";
	static const char interlaced[] = SCREEN COLORS PLACE "\x40" CODES ";";
	struct conversion asked = options(false, false);
	struct decoded d = {0};

	(void)state;
	asked.max_nbytes = 3;
	fixture_decode(&codec_gif, rows, sizeof(rows) - 1, &asked, &d);
	assert_int_equal(d.status, GM_OK);
	fixture_decode(&codec_gif, interlaced, sizeof(interlaced) - 1, &asked,
		       &d);
	assert_int_equal(d.status, GM_ERR_NOMEM);
	asked.salvage = true;
	fixture_decode(&codec_gif, rows, sizeof(rows) - 1, &asked, &d);
	assert_int_equal(d.status, GM_ERR_NOMEM);
	asked.max_nbytes = 4;
	fixture_decode(&codec_gif, rows, sizeof(rows) - 1, &asked, &d);
	assert_int_equal(d.status, GM_OK);
	decoded_free(&d);
}

static void
gray_levels_tell_the_depth(void **state)
{
	static const char two[] = SCREEN "\0\0\0\xff\xff\xff" FRAME ";";
	static const char many[] = SCREEN COLORS FRAME ";";
	struct conversion asked = options(false, false);
	struct decoded d = {0};

	(void)state;
	fixture_decode(&codec_gif, two, sizeof(two) - 1, &asked, &d);
	assert_int_equal(d.dec.info.exact_bits, 1);
	fixture_decode(&codec_gif, many, sizeof(many) - 1, &asked, &d);
	assert_int_equal(d.dec.info.exact_bits, 8);
	asked.gray = GRAY_R;
	fixture_decode(&codec_gif, many, sizeof(many) - 1, &asked, &d);
	assert_memory_equal(d.rows.data, "\1\xc8\xc8\1", 4);
	decoded_free(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_are_shown_as_others_show_them),
		cmocka_unit_test(what_others_read_is_read),
		cmocka_unit_test(interlaced_rows_find_their_place),
		cmocka_unit_test(
			more_frames_are_refused_unless_the_first_is_asked_for),
		cmocka_unit_test(what_follows_the_trailer_is_told),
		cmocka_unit_test(a_cut_file_is_told),
		cmocka_unit_test(rows_of_a_cut_file_are_salvaged),
		cmocka_unit_test(codes_that_end_early_are_told),
		cmocka_unit_test(a_file_without_a_frame_is_refused),
		cmocka_unit_test(few_bytes_get_no_memory),
		cmocka_unit_test(memory_is_checked_where_a_frame_is_held),
		cmocka_unit_test(gray_levels_tell_the_depth),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
