/* SPDX-License-Identifier: MIT */
/* Animated PNGs by their pixels: frames as they are shown. */
#include "apng_fixture.h"
#include "formats/png/apng_canvas.h"

/* A part that returns to what was before, and one that is seen through. */
static const struct apng_recipe model = {
	.width = 12,
	.height = 8,
	.type = PNG_COLOR_TYPE_RGB_ALPHA,
	.depth = 8,
	.n_palette = 4,
	.n_chunks = 2,
	.n_frames = 4,
	.frames = {{12, 8, 0, 0, 1, 30, APNG_DISPOSE_NONE, APNG_BLEND_SOURCE},
		   {9, 8, 3, 0, 7, 0, APNG_DISPOSE_PREVIOUS, APNG_BLEND_OVER},
		   {5, 4, 7, 4, 9, 7, APNG_DISPOSE_NONE, APNG_BLEND_OVER},
		   {1, 1, 0, 0, 0, 1, APNG_DISPOSE_NONE, APNG_BLEND_OVER}},
};

static void
decode(const struct bytes *file, bool salvage, struct decoded *d)
{
	struct conversion options = fixture_options();

	options.salvage = salvage;
	d->takes_frames = true;
	fixture_decode(&codec_png, file->data, file->nbytes, &options, d);
}

/* Frame number i of the file alone. */
static void
decode_frame(const struct bytes *file, unsigned i, struct decoded *d,
	     struct apng_frame *frame)
{
	struct apng_fixture_frame f = {0};

	apng_fixture_take(file, i, &f);
	*frame = f.frame;
	decode(&f.still, false, d);
	assert_int_equal(d->status, GM_OK);
	bytes_free(&f.still);
}

/* As the reader of a file and the canvas have it, put together here. */
static void
compare(const struct bytes *file, const struct decoded *shown, unsigned n)
{
	struct apng_canvas canvas = {.info = shown->dec.info};
	size_t row_nbytes = image_row_nbytes(&canvas.info);
	size_t nbytes = row_nbytes * canvas.info.height;
	struct gm_error err;

	assert_int_equal(shown->rows.nbytes, n * nbytes);
	assert_int_equal(apng_canvas_open(&canvas, true, &err), GM_OK);
	for (unsigned i = 0; i < n; i++) {
		struct decoded d = {0};
		struct apng_frame frame;

		decode_frame(file, i, &d, &frame);
		apng_canvas_begin(&canvas, &frame);
		for (uint32_t y = 0; y < frame.height; y++)
			apng_canvas_row(
				&canvas, y,
				d.rows.data + y * image_row_nbytes(&d.dec.info),
				d.dec.info.channels % 2 == 0);
		assert_memory_equal(shown->rows.data + i * nbytes,
				    canvas.samples, nbytes);
		decoded_free(&d);
	}
	apng_canvas_close(&canvas);
}

static void
check(const struct apng_recipe *recipe, uint32_t channels)
{
	struct bytes file = {0};
	struct decoded d = {0};

	apng_fixture_make(recipe, &file);
	decode(&file, false, &d);
	if (d.status != GM_OK)
		fail_msg("%s", d.err.text);
	assert_string_equal(d.outcome.warning, "");
	assert_int_equal(d.outcome.has_more, recipe->is_hidden);
	assert_int_equal(d.dec.info.channels, channels);
	assert_int_equal(d.dec.animation.n_frames, recipe->n_frames);
	assert_int_equal(d.dec.animation.n_plays, 3);
	for (unsigned i = 0; i < recipe->n_frames; i++) {
		unsigned den = recipe->frames[i].shown_den;

		assert_int_equal(d.shown[i].shown_num,
				 recipe->frames[i].shown_num);
		assert_int_equal(d.shown[i].shown_den, den != 0 ? den : 100);
	}
	compare(&file, &d, recipe->n_frames);
	decoded_free(&d);
	bytes_free(&file);
}

static void
all_types(void **state)
{
	static const struct {
		int type, depth;
		uint32_t channels;
	} types[] = {
		{PNG_COLOR_TYPE_RGB, 8, 3},
		{PNG_COLOR_TYPE_RGB, 16, 3},
		{PNG_COLOR_TYPE_RGB_ALPHA, 8, 4},
		{PNG_COLOR_TYPE_RGB_ALPHA, 16, 4},
		{PNG_COLOR_TYPE_PALETTE, 2, 3},
		{PNG_COLOR_TYPE_GRAY, 4, 1},
		{PNG_COLOR_TYPE_GRAY_ALPHA, 8, 2},
	};
	struct apng_recipe recipe = model;

	(void)state;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		recipe.type = types[i].type;
		recipe.depth = types[i].depth;
		recipe.is_hidden = i % 2 == 1;
		recipe.frames[1].dispose = APNG_DISPOSE_PREVIOUS;
		check(&recipe, types[i].channels);
		/* The background shows. */
		recipe.frames[1].dispose = APNG_DISPOSE_BACKGROUND;
		check(&recipe, types[i].channels + types[i].channels % 2);
	}
}

/* What is shown first, be it the picture of IDAT or not. */
static void
the_first_alone_is_a_still(void **state)
{
	struct apng_recipe recipe = model;
	struct conversion options = fixture_options();
	struct bytes file = {0};
	struct decoded d = {0};

	(void)state;
	options.first_frame = true;
	for (int i = 0; i < 4; i++) {
		recipe.is_hidden = i % 2 == 1;
		apng_fixture_make(&recipe, &file);
		d.takes_frames = i / 2 == 1;
		fixture_decode(&codec_png, file.data, file.nbytes, &options,
			       &d);
		assert_int_equal(d.status, GM_OK);
		assert_string_equal(d.outcome.warning, "");
		assert_int_equal(d.dec.animation.n_frames, 0);
		compare(&file, &d, 1);
	}
	decoded_free(&d);
	bytes_free(&file);
}

/* What is out of order is no animation. */
static void
expect_still(struct bytes *file, const char *warning)
{
	struct decoded d = {0}, first = {0};
	struct apng_frame frame;

	decode(file, false, &d);
	assert_int_equal(d.status, GM_OK);
	if (strstr(d.outcome.warning, warning) == NULL)
		assert_string_equal(d.outcome.warning, warning);
	assert_true(d.outcome.has_more);
	assert_int_equal(d.dec.animation.n_frames, 0);
	assert_string_equal(fixture_value(&d.dec.metadata, METADATA_COMMENT),
			    "late");
	assert_int_equal(d.dec.metadata.n_items, 1);
	decode_frame(file, 0, &first, &frame);
	assert_int_equal(d.rows.nbytes, first.rows.nbytes);
	assert_memory_equal(d.rows.data, first.rows.data, d.rows.nbytes);
	decoded_free(&d);
	decoded_free(&first);
}

static void
what_is_out_of_order_is_a_still(void **state)
{
	struct bytes file = {0};
	size_t at;

	(void)state;
	apng_fixture_make(&model, &file);
	at = chunk_fixture_find(&file, "fcTL", 1);
	png_fixture_insert(&file, at, "tEXt", "Comment\0late", 12);
	at = chunk_fixture_find(&file, "fdAT", 4);
	file.data[at + 11]++;
	chunk_fixture_mend(&file, at);
	expect_still(&file, "no animation, but the picture that it comes with: "
			    "chunk fdAT has not the next number");
	file.data[at + 11]--;
	chunk_fixture_mend(&file, at);
	bytes_free(&file);
}

static void
expect_frames(unsigned n_announced, unsigned n, const char *warning)
{
	struct bytes file = {0};
	struct decoded d = {0};
	size_t at;

	apng_fixture_make(&model, &file);
	at = chunk_fixture_find(&file, "acTL", 0);
	file.data[at + 11] = (uint8_t)n_announced;
	chunk_fixture_mend(&file, at);
	decode(&file, false, &d);
	assert_int_equal(d.status, GM_OK);
	assert_string_equal(d.outcome.warning, warning);
	assert_int_equal(d.outcome.has_more, n < model.n_frames);
	assert_int_equal(d.dec.animation.n_frames, n);
	compare(&file, &d, n);
	decoded_free(&d);
	bytes_free(&file);
}

static void
there_are_as_many_frames_as_it_says(void **state)
{
	(void)state;
	expect_frames(5, 4, "an animation of fewer frames than it says");
	expect_frames(3, 3, "an animation of more frames than it says");
}

/* The picture of IDAT is not what is shown. */
static void
one_frame_may_be_another_picture(void **state)
{
	struct apng_recipe recipe = model;
	struct bytes file = {0};
	struct decoded d = {0};

	(void)state;
	recipe.n_frames = 1;
	recipe.is_hidden = true;
	apng_fixture_make(&recipe, &file);
	for (int i = 0; i < 2; i++) {
		const struct conversion options = fixture_options();

		d.takes_frames = i == 1;
		fixture_decode(&codec_png, file.data, file.nbytes, &options,
			       &d);
		assert_int_equal(d.status, GM_OK);
		assert_int_equal(d.dec.animation.n_frames, 0);
		assert_int_equal(d.dec.animation.shown_den, 0);
		assert_true(d.outcome.has_more);
		compare(&file, &d, 1);
	}
	decoded_free(&d);
	bytes_free(&file);
}

static void
one_frame_may_be_the_picture(void **state)
{
	struct apng_recipe recipe = model;
	struct bytes file = {0};
	struct decoded d = {0};

	(void)state;
	recipe.n_frames = 1;
	apng_fixture_make(&recipe, &file);
	decode(&file, false, &d);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.animation.n_frames, 0);
	assert_string_equal(d.outcome.warning, "");
	assert_false(d.outcome.has_more);
	compare(&file, &d, 1);
	decoded_free(&d);
	bytes_free(&file);
}

/* The first one counts. */
static void
a_second_head_is_left_out(void **state)
{
	struct bytes file = {0};
	struct decoded d = {0};

	(void)state;
	apng_fixture_make(&model, &file);
	png_fixture_insert(&file, chunk_fixture_find(&file, "IEND", 0), "acTL",
			   "\0\0\0\2\0\0\0\0", 8);
	decode(&file, false, &d);
	assert_int_equal(d.status, GM_OK);
	assert_non_null(strstr(d.outcome.warning, "twice"));
	compare(&file, &d, model.n_frames);
	decoded_free(&d);
	bytes_free(&file);
}

static void
late_metadata_are_known(void **state)
{
	struct bytes file = {0};
	struct decoded d = {0};

	(void)state;
	apng_fixture_make(&model, &file);
	png_fixture_insert(&file, chunk_fixture_find(&file, "fcTL", 2), "tEXt",
			   "Comment\0late", 12);
	decode(&file, false, &d);
	assert_int_equal(d.status, GM_OK);
	assert_string_equal(fixture_value(&d.dec.metadata, METADATA_COMMENT),
			    "late");
	assert_int_equal(d.dec.metadata.n_items, 1);
	decoded_free(&d);
	bytes_free(&file);
}

/* Of a file that is cut, salvage takes the frames that are whole. */
static void
what_is_cut_is_said(void **state)
{
	struct bytes file = {0}, cut = {0};
	struct decoded d = {0};
	uint32_t n_before = 0;
	size_t iend;

	(void)state;
	apng_fixture_make(&model, &file);
	iend = file.nbytes - PNG_IEND_BYTES;
	cut = file;
	for (cut.nbytes = chunk_fixture_find(&file, "fcTL", 1) + 1;
	     cut.nbytes < file.nbytes; cut.nbytes++) {
		decode(&cut, false, &d);
		if (cut.nbytes < iend) {

			assert_int_equal(d.status, GM_ERR_TRUNCATED);
			assert_string_equal(d.err.text,
					    "truncated: the file ends before "
					    "the animation does");
		} else {
			assert_int_equal(d.status, GM_OK);
			assert_string_equal(d.outcome.warning, CODEC_NO_END);
		}
		decode(&cut, true, &d);
		assert_int_equal(d.status, GM_OK);
		assert_string_not_equal(d.outcome.warning, "");
		assert_true(d.dec.animation.n_frames >= n_before);
		n_before = d.dec.animation.n_frames;
	}
	assert_int_equal(n_before, 4);
	decoded_free(&d);
	bytes_free(&file);
}

/* What is cut ends the file, wherever that is: nothing follows it. */
static void
nothing_follows_what_is_cut(void **state)
{
	struct bytes file = {0}, cut = {0};
	struct decoded d = {0};

	(void)state;
	apng_fixture_make(&model, &file);
	cut = file;
	for (cut.nbytes = chunk_fixture_find(&file, "IDAT", 0) + 8;
	     cut.nbytes < file.nbytes; cut.nbytes++) {
		decode(&cut, true, &d);
		assert_int_equal(d.status, GM_OK);
		assert_false(d.outcome.has_more);
	}
	decoded_free(&d);
	bytes_free(&file);
}

static void
damage_is_said(void **state)
{
	struct apng_recipe recipe = model;
	struct bytes file = {0};
	struct decoded d = {0};

	(void)state;
	recipe.n_frames = 2;
	recipe.n_chunks = 1;
	apng_fixture_make(&recipe, &file);
	for (size_t i = 8; i < file.nbytes; i++) {
		file.data[i] ^= 1;
		decode(&file, false, &d);
		assert_true(d.status != GM_OK || d.outcome.warning[0] != '\0');
		decode(&file, true, &d);
		assert_true(d.status != GM_OK || d.outcome.warning[0] != '\0');
		file.data[i] ^= 1;
	}
	decoded_free(&d);
	bytes_free(&file);
}

static void
memory_has_an_end(void **state)
{
	struct conversion options = fixture_options();
	struct apng_recipe recipe = model;
	struct bytes file = {0};
	struct decoded d = {0};
	uint64_t held;

	(void)state;
	apng_fixture_make(&recipe, &file);
	/* The canvas, what returns, the file, and a frame of it. */
	held = UINT64_C(2) * 12 * 8 * 4 + 2 * file.nbytes;
	options.max_nbytes = held;
	d.takes_frames = true;
	fixture_decode(&codec_png, file.data, file.nbytes, &options, &d);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.held_nbytes, held);
	options.max_nbytes--;
	d.takes_frames = true;
	fixture_decode(&codec_png, file.data, file.nbytes, &options, &d);
	assert_int_equal(d.status, GM_ERR_NOMEM);
	decoded_free(&d);
	bytes_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_types),
		cmocka_unit_test(the_first_alone_is_a_still),
		cmocka_unit_test(what_is_out_of_order_is_a_still),
		cmocka_unit_test(there_are_as_many_frames_as_it_says),
		cmocka_unit_test(one_frame_may_be_another_picture),
		cmocka_unit_test(one_frame_may_be_the_picture),
		cmocka_unit_test(a_second_head_is_left_out),
		cmocka_unit_test(late_metadata_are_known),
		cmocka_unit_test(what_is_cut_is_said),
		cmocka_unit_test(nothing_follows_what_is_cut),
		cmocka_unit_test(damage_is_said),
		cmocka_unit_test(memory_has_an_end),
	};

	return cmocka_run_group_tests_name("codec_png_shown", tests,
					   scratch_enter, scratch_leave);
}
