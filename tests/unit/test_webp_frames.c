/* SPDX-License-Identifier: MIT */
/* What frames show, and which part of one is written. */
#include "formats/webp/webp_canvas.h"
#include "formats/webp/webp_change.h"

#include "codec_fixture.h"

static struct webp_frame
region(uint32_t x, uint32_t y, uint32_t width, uint32_t height, bool blends)
{
	return (struct webp_frame){.x = x,
				   .y = y,
				   .width = width,
				   .height = height,
				   .blends = blends,
				   .picture.has_alpha = true};
}

static void
frames_are_drawn_where_they_are(void **state)
{
	struct webp_canvas canvas = {0};
	struct webp_frame frame = region(0, 0, 2, 1, false);
	struct gm_error err;

	(void)state;
	assert_int_equal(webp_canvas_open(&canvas, 3, 2, &err), GM_OK);
	webp_canvas_draw(&canvas, &frame, (const uint8_t *)"abc\1def\2");
	assert_memory_equal(canvas.samples, "abc\1def\2\0\0\0\0\0\0\0\0", 16);
	/* The next one stays, and has no alpha; the one after goes. */
	frame = region(2, 1, 1, 1, true);
	frame.picture.has_alpha = false;
	frame.disposes = true;
	webp_canvas_draw(&canvas, &frame, (const uint8_t *)"xyz");
	assert_memory_equal(canvas.samples + 20, "xyz\xff", 4);
	frame = region(0, 0, 1, 1, true);
	webp_canvas_draw(&canvas, &frame, (const uint8_t *)"uvw\xff");
	assert_memory_equal(canvas.samples,
			    "uvw\xff"
			    "def\2",
			    8);
	assert_memory_equal(canvas.samples + 20, "\0\0\0\0", 4);
	webp_canvas_close(&canvas);
}

static void
what_is_seen_through_is_mixed(void **state)
{
	static const struct {
		uint8_t under[4], over[4], both[4];
	} mixes[] = {
		{{10, 20, 30, 255}, {110, 120, 130, 0}, {10, 20, 30, 255}},
		{{0, 100, 200, 255}, {255, 0, 100, 51}, {51, 80, 180, 255}},
		{{0, 0, 0, 0}, {9, 8, 7, 1}, {9, 8, 7, 1}},
		/* 100 * 255 of one, 155 * 100 of the other. */
		{{0, 0, 255, 100}, {255, 0, 0, 100}, {159, 0, 96, 161}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(mixes) / sizeof(mixes[0]); i++) {
		struct webp_canvas canvas = {0};
		struct webp_frame frame = region(0, 0, 1, 1, true);
		struct gm_error err;

		assert_int_equal(webp_canvas_open(&canvas, 1, 1, &err), GM_OK);
		memcpy(canvas.samples, mixes[i].under, 4);
		webp_canvas_draw(&canvas, &frame, mixes[i].over);
		assert_memory_equal(canvas.samples, mixes[i].both, 4);
		frame.blends = false;
		webp_canvas_draw(&canvas, &frame, mixes[i].over);
		assert_memory_equal(canvas.samples, mixes[i].over, 4);
		webp_canvas_close(&canvas);
	}
}

/* Of frames of 5x4 gray, those pixels of which become 1. */
static void
only_what_changes_is_written(void **state)
{
	static const struct {
		size_t pixels[2];
		struct webp_region region;
	} changes[] = {
		{{0, 0}, {0, 0, 1, 1}},   {{19, 19}, {4, 2, 1, 2}},
		{{6, 8}, {0, 0, 4, 2}},   {{7, 16}, {0, 0, 3, 4}},
		{{13, 13}, {2, 2, 2, 1}},
	};
	const struct image_info info = {5, 4, 1, 8, 8, 0};

	(void)state;
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct webp_change change;
		struct webp_region found;
		uint8_t frame[20] = {0};
		struct gm_error err;

		assert_int_equal(webp_change_open(&change, &info, &err), GM_OK);
		webp_change_put(&change, frame, 4);
		found = webp_change_find(&change);
		assert_int_equal(found.width * found.height, 20);
		webp_change_show(&change);
		/* Nothing is another: a pixel. */
		webp_change_put(&change, frame, 1);
		webp_change_put(&change, frame + 5, 3);
		found = webp_change_find(&change);
		assert_int_equal(found.width * found.height, 1);
		webp_change_show(&change);
		frame[changes[i].pixels[0]] = frame[changes[i].pixels[1]] = 1;
		webp_change_put(&change, frame, 4);
		found = webp_change_find(&change);
		assert_memory_equal(&found, &changes[i].region, sizeof(found));
		assert_memory_equal(webp_change_row(&change, &found, 0),
				    frame + 5 * found.y + found.x, found.width);
		webp_change_close(&change);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_are_drawn_where_they_are),
		cmocka_unit_test(what_is_seen_through_is_mixed),
		cmocka_unit_test(only_what_changes_is_written),
	};

	return cmocka_run_group_tests_name("webp_frames", tests, NULL, NULL);
}
