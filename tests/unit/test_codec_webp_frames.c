/* SPDX-License-Identifier: MIT */
/*
 * The frames of an animated WebP by their pixels: as they are shown, and as
 * they are written.
 */
#include "formats/formats.h"

#include "scratch.h"
#include "webp_fixture.h"

#include "formats/webp/webp_file.h"

/* Flags of a frame. */
enum {
	STAYS = 0,
	IS_CLEARED = 1
};

static void
decode(const struct bytes *file, struct decoded *d)
{
	const struct conversion conversion = fixture_options();

	d->takes_frames = true;
	fixture_decode(&codec_webp, file->data, file->nbytes, &conversion, d);
}

/* All of 4x2 pixels, then the right half, then the first two pixels. */
static void
make_animation(struct bytes *file, uint8_t flags_of_second)
{
	static const struct webp_blank all = {4, 2, {255, 10, 20, 30}};
	static const struct webp_blank right = {2, 2, {255, 1, 2, 3}};
	static const struct webp_blank two = {2, 1, {255, 7, 8, 9}};

	webp_fixture_begin(file);
	webp_fixture_canvas(file, WEBP_HAS_ANIMATION, 4, 2);
	webp_fixture_chunk(file, "ANIM", "\0\0\0\0\3\0", 6);
	webp_fixture_frame(file, 0, 0, &all, STAYS);
	webp_fixture_frame(file, 2, 0, &right, flags_of_second);
	webp_fixture_frame(file, 0, 0, &two, STAYS);
	webp_fixture_end(file);
}

static void
frames_are_those_that_are_shown(void **state)
{
	static const char shown[] = "\12\24\36\12\24\36\12\24\36\12\24\36"
				    "\12\24\36\12\24\36\12\24\36\12\24\36"
				    "\12\24\36\12\24\36\1\2\3\1\2\3"
				    "\12\24\36\12\24\36\1\2\3\1\2\3"
				    "\7\10\11\7\10\11\1\2\3\1\2\3"
				    "\12\24\36\12\24\36\1\2\3\1\2\3";
	struct bytes file = {0};
	struct decoded d = {0};

	(void)state;
	make_animation(&file, STAYS);
	decode(&file, &d);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.info.channels, 3);
	assert_int_equal(d.rows.nbytes, sizeof(shown) - 1);
	assert_memory_equal(d.rows.data, shown, sizeof(shown) - 1);
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(d.shown[i].n_frames, 3);
		assert_int_equal(d.shown[i].n_plays, 3);
		assert_int_equal(d.shown[i].shown_num, 100);
		assert_int_equal(d.shown[i].shown_den, 1000);
	}
	decoded_free(&d);
	bytes_free(&file);
}

/* Nothing else of it can be seen through. */
static void
what_is_cleared_is_transparent(void **state)
{
	static const char last[] = "\7\10\11\377\7\10\11\377\0\0\0\0\0\0\0\0"
				   "\12\24\36\377\12\24\36\377"
				   "\0\0\0\0\0\0\0\0";
	struct bytes file = {0};
	struct decoded d = {0};

	(void)state;
	make_animation(&file, IS_CLEARED);
	decode(&file, &d);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.info.channels, 4);
	assert_int_equal(d.rows.nbytes, 3 * (sizeof(last) - 1));
	assert_memory_equal(d.rows.data + 2 * (sizeof(last) - 1), last,
			    sizeof(last) - 1);
	decoded_free(&d);
	bytes_free(&file);
}

/* Two frames of 3x2 pixels, shown for one and two thirds of a second. */
static void
write_frames(uint8_t rows[12], uint32_t n_plays, struct bytes *file)
{
	const struct conversion conversion = fixture_options();
	const struct metadata none = {0};
	struct encoder enc = {.codec = &codec_webp,
			      .info = {3, 2, 1, 8, 8, 0},
			      .animation = {2, n_plays, 1, 3}};
	const struct codec_writer *writer = codec_webp.writer;
	struct file_out out = {0};
	struct gm_error err;

	assert_int_equal(file_out_open(&out, "out", 0600, &err), GM_OK);
	enc.out = &out;
	assert_int_equal(writer->open(&enc, &none, &conversion, &err), GM_OK);
	assert_int_equal(writer->rows(&enc, rows, 2, &err), GM_OK);
	enc.animation.shown_num = 2;
	assert_int_equal(writer->next_frame(&enc, &err), GM_OK);
	assert_int_equal(writer->rows(&enc, rows + 6, 2, &err), GM_OK);
	assert_int_equal(writer->finish(&enc, &err), GM_OK);
	writer->close(&enc);
	fixture_commit(&out, file);
	file_out_free(&out);
}

static void
what_is_written_is_shown_again(void **state)
{
	uint8_t rows[12] = {0, 50, 100, 150, 200, 250,
			    0, 50, 100, 150, 99,  250};
	const uint8_t wanted[12] = {0, 50, 100, 150, 200, 250,
				    0, 50, 100, 150, 99,  250};
	struct bytes file = {0};
	struct decoded d = {0};

	(void)state;
	write_frames(rows, 70000, &file);
	decode(&file, &d);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.info.channels, 3);
	assert_int_equal(d.rows.nbytes, 36);
	for (unsigned i = 0; i < 36; i++)
		assert_int_equal(d.rows.data[i], wanted[i / 3]);
	/* As many times, and as near, as it can tell. */
	assert_int_equal(d.shown[0].n_plays, 65535);
	assert_int_equal(d.shown[0].shown_num, 333);
	assert_int_equal(d.shown[1].shown_num, 667);
	decoded_free(&d);
	bytes_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_are_those_that_are_shown),
		cmocka_unit_test(what_is_cleared_is_transparent),
		cmocka_unit_test(what_is_written_is_shown_again),
	};

	return cmocka_run_group_tests_name("codec_webp_frames", tests,
					   scratch_enter, scratch_leave);
}
