/* SPDX-License-Identifier: MIT */
/*
 * The frames of an animated WebP by their pixels: as they are shown, and as
 * they are written.
 */
#include "formats/formats.h"

#include "scratch.h"
#include "vp8_fixture.h"
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

/* A frame that fills a canvas of 40x30 pixels. */
static void
put_lossy(struct bytes *file, float quality)
{
	struct vp8_fixture f =
		vp8_fixture_of(40, 30, VP8_FIXTURE_COLORS, quality);
	struct bytes frame = vp8_fixture_make(&f), anmf = {0};
	const uint8_t head[WEBP_ANMF_NBYTES] = {[6] = 39, [9] = 29};

	webp_fixture_put(&anmf, head, sizeof(head));
	webp_fixture_chunk(&anmf, "VP8 ", frame.data, frame.nbytes);
	webp_fixture_chunk(file, "ANMF", anmf.data, anmf.nbytes);
	bytes_free(&anmf);
	bytes_free(&frame);
}

/* Of frames of these qualities, 0 for one without loss. */
static unsigned
quality_of(const float *qualities, size_t n)
{
	static const struct webp_blank lossless = {40, 30, {255, 10, 20, 30}};
	struct bytes file = {0};
	struct decoded d = {0};
	unsigned quality;

	webp_fixture_begin(&file);
	webp_fixture_canvas(&file, WEBP_HAS_ANIMATION, 40, 30);
	webp_fixture_chunk(&file, "ANIM", "\0\0\0\0\0\0", 6);
	for (size_t i = 0; i < n; i++)
		if (qualities[i] > 0)
			put_lossy(&file, qualities[i]);
		else
			webp_fixture_frame(&file, 0, 0, &lossless, STAYS);
	webp_fixture_end(&file);
	decode(&file, &d);
	assert_int_equal(d.status, GM_OK);
	quality = d.dec.lossy_quality;
	decoded_free(&d);
	bytes_free(&file);
	return quality;
}

static void
the_best_quality_is_that_of_all(void **state)
{
	unsigned best = quality_of((const float[]){90}, 1);
	unsigned least = quality_of((const float[]){20}, 1);

	(void)state;
	assert_true(best > least && least > 0);
	assert_int_equal(quality_of((const float[]){20, 90}, 2), best);
	assert_int_equal(quality_of((const float[]){90, 20}, 2), best);
	assert_int_equal(quality_of((const float[]){20, 90, 50}, 3), best);
	assert_int_equal(quality_of((const float[]){0, 20, 0}, 3), least);
	assert_int_equal(quality_of((const float[]){0, 0}, 2), 0);
}

/* The place of byte i of frame number frame_i, its head being the first. */
static uint8_t *
byte_of_frame(const struct bytes *file, unsigned frame_i, size_t i)
{
	size_t at = WEBP_RIFF_HEAD_NBYTES;

	for (;;) {
		uint32_t n = octets_u32le(file->data + at + 4);

		assert_true(at + WEBP_CHUNK_HEAD_NBYTES < file->nbytes);
		if (memcmp(file->data + at, "ANMF", 4) == 0 && frame_i-- == 0)
			return file->data + at + WEBP_CHUNK_HEAD_NBYTES + i;
		at += (size_t)webp_riff_nbytes(n);
	}
}

static void
salvage(const struct bytes *file, struct decoded *d)
{
	struct conversion conversion = fixture_options();

	d->takes_frames = true;
	fixture_decode(&codec_webp, file->data, file->nbytes, &conversion, d);
	assert_true(d->status == GM_ERR_CORRUPT ||
		    d->status == GM_ERR_TRUNCATED);
	conversion.salvage = true;
	d->takes_frames = true;
	fixture_decode(&codec_webp, file->data, file->nbytes, &conversion, d);
}

/* Bytes of frames: of the place, and after it of the picture's chunk. */
enum {
	AT_X = 0,
	AT_NAME = WEBP_ANMF_NBYTES,
	AT_MARK = WEBP_ANMF_NBYTES + 8,
	AT_CODES = WEBP_ANMF_NBYTES + 8 + 5
};

static void
frames_before_a_bad_one_are_salvaged(void **state)
{
	static const struct {
		size_t at;
		uint8_t value;
	} damages[] = {{AT_X, 9}, {AT_NAME, 'x'}, {AT_MARK, 0}};
	struct bytes file = {0};
	struct decoded d = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++)
		for (unsigned frame_i = 0; frame_i < 3; frame_i++) {
			make_animation(&file, STAYS);
			*byte_of_frame(&file, frame_i, damages[i].at) =
				damages[i].value;
			salvage(&file, &d);
			if (frame_i == 0) {
				assert_int_equal(d.status, GM_ERR_CORRUPT);
				continue;
			}
			assert_int_equal(d.status, GM_OK);
			/* One is no animation. */
			assert_int_equal(d.dec.animation.n_frames,
					 frame_i == 1 ? 0 : 2);
			assert_string_equal(d.outcome.warning,
					    "corrupt: the frames that follow "
					    "are left out");
		}
	decoded_free(&d);
	bytes_free(&file);
}

/* The codes of the second are none; the third is drawn over the first. */
static void
a_frame_that_cannot_be_read_shows_what_was_there(void **state)
{
	static const char shown[] = "\12\24\36\12\24\36\12\24\36\12\24\36"
				    "\12\24\36\12\24\36\12\24\36\12\24\36"
				    "\12\24\36\12\24\36\12\24\36\12\24\36"
				    "\12\24\36\12\24\36\12\24\36\12\24\36"
				    "\7\10\11\7\10\11\12\24\36\12\24\36"
				    "\12\24\36\12\24\36\12\24\36\12\24\36";
	struct bytes file = {0};
	struct decoded d = {0};

	(void)state;
	make_animation(&file, STAYS);
	*byte_of_frame(&file, 1, AT_CODES) = 0xff;
	salvage(&file, &d);
	assert_int_equal(d.status, GM_OK);
	assert_string_equal(d.outcome.warning, "corrupt: a frame is left out");
	assert_int_equal(d.dec.animation.n_frames, 3);
	assert_int_equal(d.rows.nbytes, sizeof(shown) - 1);
	assert_memory_equal(d.rows.data, shown, sizeof(shown) - 1);
	/* Of the first there must be something. */
	make_animation(&file, STAYS);
	*byte_of_frame(&file, 0, AT_CODES) = 0xff;
	salvage(&file, &d);
	assert_int_equal(d.status, GM_ERR_CORRUPT);
	decoded_free(&d);
	bytes_free(&file);
}

static void
what_cannot_be_followed_ends_the_file(void **state)
{
	struct bytes file = {0};
	struct decoded d = {0};

	(void)state;
	make_animation(&file, STAYS);
	/* Higher than all that follows: the size of the third. */
	byte_of_frame(&file, 2, 0)[-2] = 1;
	salvage(&file, &d);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.animation.n_frames, 2);
	assert_string_equal(d.outcome.warning,
			    "corrupt: what follows is left out");
	/* Cut within what is said after the frames. */
	make_animation(&file, STAYS);
	webp_fixture_chunk(&file, "XMP ", "<one/>", 6);
	webp_fixture_end(&file);
	file.nbytes -= 3;
	salvage(&file, &d);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.animation.n_frames, 3);
	assert_string_equal(d.outcome.warning,
			    "truncated: what follows is missing");
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
		cmocka_unit_test(the_best_quality_is_that_of_all),
		cmocka_unit_test(frames_before_a_bad_one_are_salvaged),
		cmocka_unit_test(
			a_frame_that_cannot_be_read_shows_what_was_there),
		cmocka_unit_test(what_cannot_be_followed_ends_the_file),
	};

	return cmocka_run_group_tests_name("codec_webp_frames", tests,
					   scratch_enter, scratch_leave);
}
