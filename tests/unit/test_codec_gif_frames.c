/* SPDX-License-Identifier: MIT */
/*
 * The frames of an animated GIF, each as it is shown.
 */
#include "formats/formats.h"

#include "codec_fixture.h"
#include "gif_fixture.h"
#include "scratch.h"

/* A screen of 3x1 pixels, and two colours of gray 2 and 124. */
#define SCREEN "GIF89a\3\0\1\0\x80\1\0\1\2\3\xc8\x64\x32"

/* Frames of rows: a clear code before each index, of 3 bits all. */
#define ROW_000   "\2\3\x04\x41\x14\0"
#define ROW_111   "\2\3\x0c\xc3\x14\0"
#define PIXEL_0   "\2\2\x44\1\0"
#define PIXEL_1   "\2\2\x4c\1\0"
#define PLACE_ALL "\x2c\0\0\0\0\3\0\1\0\0"
#define PLACE_X1  "\x2c\1\0\0\0\1\0\1\0\0"
#define LOOP_0    "\x21\xff\x0bNETSCAPE2.0\3\1\0\0\0"
#define LOOP_2    "\x21\xff\x0bNETSCAPE2.0\3\1\2\0\0"

/* Shown for 10 hundredths, of disposal 0, 1, 2 or 3; opaque. */
#define CONTROL_0 "\x21\xf9\4\x00\x0a\0\0\0"
#define CONTROL_1 "\x21\xf9\4\x04\x0a\0\0\0"
#define CONTROL_2 "\x21\xf9\4\x08\x0a\0\0\0"
#define CONTROL_3 "\x21\xf9\4\x0c\x0a\0\0\0"
/* Index 1 is transparent; shown for 7. */
#define CONTROL_CLEAR "\x21\xf9\4\x01\7\0\1\0"

static void
decode_bytes(const char *file, size_t n, const struct conversion *conversion,
	     struct decoded *d)
{
	d->takes_frames = true;
	fixture_decode(&codec_gif, file, n, conversion, d);
}

static void
decode(const struct gif_file *file, const struct conversion *conversion,
       struct decoded *d)
{
	decode_bytes(file->bytes, gif_file_nbytes(file), conversion, d);
}

static void
expect(const struct gif_file *file, uint32_t n_frames, uint32_t channels,
       const char *rows, const char *warning)
{
	const struct conversion conversion = fixture_options();
	struct decoded d = {0};

	decode(file, &conversion, &d);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.animation.n_frames, n_frames);
	assert_int_equal(d.dec.info.width, 3);
	assert_int_equal(d.dec.info.height, 1);
	assert_int_equal(d.dec.info.channels, channels);
	assert_int_equal(d.rows.nbytes, n_frames * 3 * channels);
	assert_memory_equal(d.rows.data, rows, d.rows.nbytes);
	assert_string_equal(d.outcome.warning, warning);
	decoded_free(&d);
}

static void
a_frame_stays_under_the_next(void **state)
{
	(void)state;
	expect(&(struct gif_file){SCREEN PLACE_ALL ROW_000 PLACE_X1 PIXEL_1
				  ";"},
	       2, 1, "\2\2\2\2\x7c\2", "");
	expect(
		&(struct gif_file){
			SCREEN CONTROL_0 PLACE_ALL ROW_000 CONTROL_1 PLACE_X1
				PIXEL_1 CONTROL_1 PLACE_X1 PIXEL_0 ";"},
		3, 1, "\2\2\2\2\x7c\2\2\2\2", "");
}

static void
a_frame_that_is_cleared_leaves_a_hole(void **state)
{
	(void)state;
	expect(
		&(struct gif_file){
			SCREEN PLACE_ALL ROW_000 CONTROL_2 PLACE_X1 PIXEL_1
				CONTROL_CLEAR PLACE_ALL ROW_111 ";"},
		3, 2,
		"\2\xff\2\xff\2\xff"
		"\2\xff\x7c\xff\2\xff"
		"\2\xff\0\0\2\xff",
		"");
}

static void
a_frame_may_return_to_what_was_before(void **state)
{
	(void)state;
	expect(
		&(struct gif_file){
			SCREEN PLACE_ALL ROW_000 CONTROL_3 PLACE_X1 PIXEL_1
				CONTROL_CLEAR PLACE_ALL ROW_111 ";"},
		3, 1, "\2\2\2\2\x7c\2\2\2\2", "");
	/* Before the first there was nothing. */
	expect(&(struct gif_file){SCREEN CONTROL_3 PLACE_ALL ROW_000 PLACE_X1
					  PIXEL_1 ";"},
	       2, 2, "\2\xff\2\xff\2\xff\0\0\x7c\xff\0\0", "");
}

static void
what_is_transparent_shows_what_is_under_it(void **state)
{
	(void)state;
	expect(&(struct gif_file){SCREEN PLACE_ALL ROW_000 CONTROL_CLEAR
					  PLACE_ALL ROW_111 ";"},
	       2, 1, "\2\2\2\2\2\2", "");
	expect(&(struct gif_file){SCREEN PLACE_X1 PIXEL_0 PLACE_ALL ROW_111
				  ";"},
	       2, 2, "\0\0\2\xff\0\0\x7c\xff\x7c\xff\x7c\xff", "");
	/* What a control extension says is for the next frame alone. */
	expect(&(struct gif_file){SCREEN CONTROL_CLEAR PLACE_ALL ROW_000
					  PLACE_X1 PIXEL_1 ";"},
	       2, 2, "\2\xff\2\xff\2\xff\2\xff\x7c\xff\2\xff", "");
}

static void
what_is_not_on_the_screen_is_not_seen(void **state)
{
	(void)state;
	expect(&(struct gif_file){SCREEN PLACE_ALL ROW_000
				  "\x2c\2\0\0\0\3\0\1\0\0" ROW_111
				  "\x2c\3\0\1\0\3\0\1\0\0" ROW_111 ";"},
	       3, 1, "\2\2\2\2\2\x7c\2\2\x7c", "");
	/* Nor does such a frame return. */
	expect(&(struct gif_file){SCREEN PLACE_ALL ROW_000 CONTROL_3
				  "\x2c\3\0\1\0\3\0\1\0\0" ROW_111
				  "\x2c\0\0\0\0\0\0\0\0\0" ROW_111 ";"},
	       3, 1, "\2\2\2\2\2\2\x7c\x7c\x7c", "");
}

static void
tables_and_depths_are_those_of_all_frames(void **state)
{
	static const struct gif_file file = {
		"GIF89a\3\0\1\0\x80\1\0\0\0\0\xff\xff\xff" PLACE_ALL ROW_000
		"\x2c\1\0\0\0\1\0\1\0\x80\0\0\0\x40\x40\x40" PIXEL_1 ";"};
	const struct conversion conversion = fixture_options();
	struct decoded d = {0};

	(void)state;
	decode(&file, &conversion, &d);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.info.exact_bits, 8);
	assert_memory_equal(d.rows.data, "\0\0\0\0\x40\0", 6);
	decoded_free(&d);
}

static void
interlaced_frames_find_their_rows(void **state)
{
	/* Rows 0, 2, 1 of one pixel: gray 2, 124, 2. */
	static const struct gif_file file = {
		"GIF89a\1\0\3\0\x80\1\0\1\2\3\xc8\x64\x32"
		"\x2c\0\0\0\0\1\0\3\0\x40\2\3\x04\xc1\x14\0"
		"\x2c\0\0\0\0\1\0\1\0\0" PIXEL_1 ";"};
	const struct conversion conversion = fixture_options();
	struct decoded d = {0};

	(void)state;
	decode(&file, &conversion, &d);
	assert_int_equal(d.status, GM_OK);
	assert_memory_equal(d.rows.data, "\2\x7c\2\x7c\x7c\2", 6);
	decoded_free(&d);
}

/* How often all frames are shown, and each how long. */
static void
expect_times(const struct gif_file *file, uint32_t n_plays, uint32_t first,
	     uint32_t second)
{
	const struct conversion conversion = fixture_options();
	struct decoded d = {0};

	decode(file, &conversion, &d);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.animation.n_frames, 2);
	assert_int_equal(d.dec.animation.n_plays, n_plays);
	assert_int_equal(d.shown[0].shown_num, first);
	assert_int_equal(d.shown[1].shown_num, second);
	assert_int_equal(d.shown[0].shown_den, 100);
	assert_int_equal(d.shown[1].shown_den, 100);
	decoded_free(&d);
}

static void
times_are_told(void **state)
{
	(void)state;
	expect_times(&(struct gif_file){SCREEN PLACE_ALL ROW_000 CONTROL_1
						PLACE_X1 PIXEL_1 ";"},
		     1, 0, 10);
	expect_times(
		&(struct gif_file){SCREEN LOOP_0 CONTROL_CLEAR PLACE_ALL ROW_000
					   CONTROL_1 PLACE_X1 PIXEL_1 ";"},
		0, 7, 10);
	/* Again twice; the last one counts, as in Chromium. */
	expect_times(&(struct gif_file){SCREEN LOOP_0 LOOP_2 PLACE_ALL ROW_000
						PLACE_X1 PIXEL_1 ";"},
		     3, 0, 0);
}

static void
the_first_frame_is_a_still(void **state)
{
	static const struct gif_file file = {
		SCREEN PLACE_ALL ROW_000 PLACE_X1 PIXEL_1 ";"};
	struct conversion conversion = fixture_options();
	struct decoded d = {0};

	(void)state;
	conversion.first_frame = true;
	decode(&file, &conversion, &d);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.animation.n_frames, 0);
	assert_memory_equal(d.rows.data, "\2\2\2", 3);
	decoded_free(&d);
}

static void
texts_of_all_frames_are_read_once(void **state)
{
	static const struct gif_file file = {SCREEN
					     "\x21\xfe\3one\0" PLACE_ALL ROW_000
					     "\x21\xfe\3two\0" PLACE_X1 PIXEL_1
					     "\x21\xfe\5three\0;x"};
	const struct conversion conversion = fixture_options();
	struct decoded d = {0};

	(void)state;
	decode(&file, &conversion, &d);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.metadata.n_items, 3);
	assert_memory_equal(metadata_get(&d.dec.metadata, 2).value, "three", 5);
	assert_true(d.outcome.has_more);
	decoded_free(&d);
}

static void
a_cut_animation_is_told(void **state)
{
	static const struct gif_file file = {
		SCREEN PLACE_ALL ROW_000 CONTROL_1 PLACE_X1 PIXEL_1 ";"};
	const size_t n_second = gif_file_nbytes(&file) - 1 -
				(sizeof(PLACE_X1) - 1) - (sizeof(PIXEL_1) - 1);
	struct conversion conversion = fixture_options();
	struct decoded d = {0};

	(void)state;
	/* Up to the byte in which the code of its pixel ends. */
	for (size_t n = n_second + 1; n < gif_file_nbytes(&file) - 3; n++) {
		decode_bytes(file.bytes, n, &conversion, &d);
		assert_int_equal(d.status, GM_ERR_TRUNCATED);
	}
	for (size_t n = gif_file_nbytes(&file) - 2; n < gif_file_nbytes(&file);
	     n++) {
		decode_bytes(file.bytes, n, &conversion, &d);
		assert_int_equal(d.status, GM_OK);
		assert_string_equal(d.outcome.warning,
				    "the end marker is missing");
		assert_int_equal(d.dec.animation.n_frames, 2);
	}
	/* Of a frame whose place is cut, there is nothing. */
	conversion.salvage = true;
	decode_bytes(file.bytes, n_second + 3, &conversion, &d);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.animation.n_frames, 0);
	decoded_free(&d);
}

static void
what_there_is_of_a_damaged_animation_is_salvaged(void **state)
{
	/* The second frame has a code that stands for nothing. */
	static const struct gif_file bad = {SCREEN PLACE_ALL ROW_000 PLACE_X1
					    "\2\2\x7c\1\0" PLACE_X1 PIXEL_1
					    ";"};
	/* The third asks for more pixels than there are bytes for. */
	static const struct gif_file few = {
		SCREEN PLACE_ALL ROW_000 PLACE_X1 PIXEL_1
		"\x2c\0\0\0\0\0\x10\0\x10\0" PIXEL_1 ";"};
	struct conversion conversion = fixture_options();
	struct decoded d = {0};

	(void)state;
	decode(&bad, &conversion, &d);
	assert_int_equal(d.status, GM_ERR_CORRUPT);
	decode(&few, &conversion, &d);
	assert_int_equal(d.status, GM_ERR_CORRUPT);
	conversion.salvage = true;
	decode(&bad, &conversion, &d);
	assert_int_equal(d.status, GM_OK);
	assert_string_equal(d.outcome.warning,
			    "corrupt: what is missing is blank");
	assert_int_equal(d.dec.animation.n_frames, 3);
	assert_memory_equal(d.rows.data,
			    "\2\xff\2\xff\2\xff"
			    "\2\xff\2\xff\2\xff"
			    "\2\xff\x7c\xff\2\xff",
			    18);
	decode(&few, &conversion, &d);
	assert_int_equal(d.status, GM_OK);
	assert_string_equal(d.outcome.warning,
			    "corrupt: the frames that follow are left out");
	assert_int_equal(d.dec.animation.n_frames, 2);
	decoded_free(&d);
}

static void
memory_and_pixels_are_limited(void **state)
{
	static const struct gif_file file = {
		SCREEN PLACE_ALL ROW_000 CONTROL_3 PLACE_X1 PIXEL_1 ";"};
	struct conversion conversion = fixture_options();
	struct decoded d = {0};

	(void)state;
	/* The screen, and what was under a frame. */
	conversion.max_nbytes = 5;
	decode(&file, &conversion, &d);
	assert_int_equal(d.status, GM_ERR_NOMEM);
	conversion.max_nbytes = 6;
	decode(&file, &conversion, &d);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.held_nbytes, 6);
	conversion.max_pixels = 2;
	decode(&file, &conversion, &d);
	assert_int_equal(d.status, GM_ERR_LIMIT);
	decoded_free(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_frame_stays_under_the_next),
		cmocka_unit_test(a_frame_that_is_cleared_leaves_a_hole),
		cmocka_unit_test(a_frame_may_return_to_what_was_before),
		cmocka_unit_test(what_is_transparent_shows_what_is_under_it),
		cmocka_unit_test(what_is_not_on_the_screen_is_not_seen),
		cmocka_unit_test(tables_and_depths_are_those_of_all_frames),
		cmocka_unit_test(interlaced_frames_find_their_rows),
		cmocka_unit_test(times_are_told),
		cmocka_unit_test(the_first_frame_is_a_still),
		cmocka_unit_test(texts_of_all_frames_are_read_once),
		cmocka_unit_test(a_cut_animation_is_told),
		cmocka_unit_test(
			what_there_is_of_a_damaged_animation_is_salvaged),
		cmocka_unit_test(memory_and_pixels_are_limited),
	};

	return cmocka_run_group_tests_name("codec_gif_frames", tests,
					   scratch_enter, scratch_leave);
}
