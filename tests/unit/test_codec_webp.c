/* SPDX-License-Identifier: MIT */
#include "formats/formats.h"

#include "scratch.h"
#include "webp_fixture.h"

#include "formats/webp/webp_file.h"

static const struct webp_blank colour = {5, 3, {255, 10, 20, 30}};

static void
decode(const struct bytes *file, struct decoded *d)
{
	const struct conversion conversion = fixture_options();

	fixture_decode(&codec_webp, file->data, file->nbytes, &conversion, d);
}

static void
make_still(struct bytes *file)
{
	webp_fixture_begin(file);
	webp_fixture_blank(file, &colour);
	webp_fixture_end(file);
}

static void
a_still_picture_is_read(void **state)
{
	struct bytes file = {0};
	struct decoded d = {0};

	(void)state;
	make_still(&file);
	decode(&file, &d);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.info.width, 5);
	assert_int_equal(d.dec.info.height, 3);
	assert_int_equal(d.dec.info.channels, 3);
	assert_int_equal(d.dec.lossy_quality, 0);
	assert_int_equal(d.rows.nbytes, 45);
	for (size_t i = 0; i < 45; i++)
		assert_int_equal(d.rows.data[i], 10 + 10 * (i % 3));
	assert_false(d.outcome.has_more);
	decoded_free(&d);
	bytes_free(&file);
}

static void
alpha_hides_no_colour(void **state)
{
	const struct webp_blank clear = {2, 2, {0, 1, 2, 3}};
	static const uint8_t pixel[4] = {1, 2, 3, 0};
	struct bytes file = {0};
	struct decoded d = {0};

	(void)state;
	webp_fixture_begin(&file);
	webp_fixture_blank(&file, &clear);
	webp_fixture_end(&file);
	decode(&file, &d);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.info.channels, 4);
	for (size_t i = 0; i < 4; i++)
		assert_memory_equal(d.rows.data + 4 * i, pixel, 4);
	decoded_free(&d);
	bytes_free(&file);
}

static void
a_file_cut_anywhere_is_truncated(void **state)
{
	struct bytes file = {0};

	(void)state;
	make_still(&file);
	fixture_cut(&codec_webp, file.data, file.nbytes, 0);
	fixture_limit(&codec_webp, &file, 15);
	fixture_damage(&codec_webp, &file, 1, false);
	bytes_free(&file);
}

static void
bytes_after_the_end_are_told_of(void **state)
{
	struct bytes file = {0};
	struct decoded d = {0};

	(void)state;
	make_still(&file);
	webp_fixture_put(&file, "x", 1);
	decode(&file, &d);
	assert_int_equal(d.status, GM_OK);
	assert_true(d.outcome.has_more);
	decoded_free(&d);
	bytes_free(&file);
}

static void
make_animation(struct bytes *file, unsigned n_frames)
{
	const struct webp_blank part = {2, 1, {255, 10, 20, 30}};

	webp_fixture_begin(file);
	webp_fixture_canvas(file, 2, 5, 3);
	webp_fixture_chunk(file, "ANIM", "\xff\xff\xff\xff\0\0", 6);
	for (unsigned i = 0; i < n_frames; i++)
		webp_fixture_frame(file, 2, 2, &part, 0);
	webp_fixture_end(file);
}

/* On a canvas that is clear, whatever the background is called. */
static void
the_first_frame_is_taken_if_asked_for(void **state)
{
	struct conversion conversion = fixture_options();
	struct bytes file = {0};
	struct decoded d = {0};

	(void)state;
	make_animation(&file, 2);
	decode(&file, &d);
	assert_int_equal(d.status, GM_ERR_MULTIFRAME);
	conversion.first_frame = true;
	fixture_decode(&codec_webp, file.data, file.nbytes, &conversion, &d);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.info.channels, 4);
	for (size_t i = 0; i < 15; i++)
		assert_memory_equal(
			d.rows.data + 4 * i,
			i == 12 || i == 13 ? "\x0a\x14\x1e\xff" : "\0\0\0", 4);
	/* One alone is no animation. */
	make_animation(&file, 1);
	decode(&file, &d);
	assert_int_equal(d.status, GM_OK);
	decoded_free(&d);
	bytes_free(&file);
}

static void
what_is_damaged_is_corrupt(void **state)
{
	static const struct {
		size_t at;
		uint8_t value;
		enum gm_status status;
	} damages[] = {
		{4, 4, GM_ERR_CORRUPT},     /* no room for a chunk */
		{5, 1, GM_ERR_TRUNCATED},   /* more than there is */
		{12, 'X', GM_ERR_CORRUPT},  /* no picture */
		{16, 200, GM_ERR_CORRUPT},  /* longer than the file */
		{20, 0, GM_ERR_CORRUPT},    /* the mark of a picture */
		{25, 0xff, GM_ERR_CORRUPT}, /* the codes */
	};
	struct bytes file = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
		struct decoded d = {0};

		make_still(&file);
		file.data[damages[i].at] = damages[i].value;
		decode(&file, &d);
		if (d.status != damages[i].status)
			fail_msg("damage %zu: %s", i, d.err.text);
		decoded_free(&d);
	}
	bytes_free(&file);
}

static void
of_what_is_there_twice_the_first_counts(void **state)
{
	struct bytes file = {0};
	struct decoded d = {0};

	(void)state;
	webp_fixture_begin(&file);
	webp_fixture_canvas(&file, WEBP_HAS_XMP, 5, 3);
	webp_fixture_blank(&file, &colour);
	webp_fixture_chunk(&file, "XMP ", "<one/>", 6);
	webp_fixture_chunk(&file, "XMP ", "<two/>", 6);
	/* Too few for a chunk. */
	webp_fixture_put(&file, "more", 4);
	webp_fixture_end(&file);
	decode(&file, &d);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.metadata.n_items, 1);
	assert_string_equal(fixture_value(&d.dec.metadata, METADATA_XMP),
			    "<one/>");
	assert_true(d.outcome.has_more);
	assert_int_equal(d.dec.metadata.left_out, METADATA_LEFT_AGAIN);
	decoded_free(&d);
	bytes_free(&file);
}

/* What is written is read again; lossless, with alpha and without. */
static void
gray_comes_back(void **state)
{
	enum {
		WIDTH = 200,
		HEIGHT = 7
	};

	(void)state;
	for (uint32_t channels = 1; channels <= 2; channels++) {
		const struct image_info info = {WIDTH, HEIGHT, channels,
						8,     8,      0};
		const struct metadata none = {0};
		uint8_t gray[WIDTH * HEIGHT * 2], copy[sizeof(gray)];
		size_t n = (size_t)WIDTH * HEIGHT * channels;
		struct bytes out = {0};
		struct decoded d = {0};
		struct gm_error err = {0};

		for (size_t i = 0; i < n; i++)
			gray[i] = copy[i] = (uint8_t)(i * i / 7);
		assert_int_equal(fixture_encode(&codec_webp, &info, &none, 0,
						copy, &out, &err),
				 GM_OK);
		decode(&out, &d);
		assert_int_equal(d.status, GM_OK);
		assert_int_equal(d.dec.info.channels, channels + 2);
		for (size_t i = 0; i < n; i++) {
			size_t at =
				channels == 1 ? 3 * i : i / 2 * 4 + i % 2 * 3;

			assert_int_equal(d.rows.data[at], gray[i]);
		}
		decoded_free(&d);
		bytes_free(&out);
	}
}

static void
what_does_not_fit_is_refused(void **state)
{
	static uint8_t row[2 * 16384];
	const struct metadata none = {0};
	struct image_info info = {16384, 1, 1, 8, 8, 0};
	struct bytes out = {0};
	struct gm_error err = {0};

	(void)state;
	assert_int_equal(
		fixture_encode(&codec_webp, &info, &none, 0, row, &out, &err),
		GM_ERR_UNSUPPORTED);
	assert_string_equal(err.text, "WebP holds at most 16383 pixels a side");
	info.width = 16383;
	assert_int_equal(
		fixture_encode(&codec_webp, &info, &none, 0, row, &out, &err),
		GM_OK);
	bytes_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_still_picture_is_read),
		cmocka_unit_test(alpha_hides_no_colour),
		cmocka_unit_test(a_file_cut_anywhere_is_truncated),
		cmocka_unit_test(bytes_after_the_end_are_told_of),
		cmocka_unit_test(the_first_frame_is_taken_if_asked_for),
		cmocka_unit_test(what_is_damaged_is_corrupt),
		cmocka_unit_test(of_what_is_there_twice_the_first_counts),
		cmocka_unit_test(gray_comes_back),
		cmocka_unit_test(what_does_not_fit_is_refused),
	};

	return cmocka_run_group_tests_name("webp", tests, scratch_enter,
					   scratch_leave);
}
