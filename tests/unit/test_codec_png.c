/* SPDX-License-Identifier: MIT */
/*
 * What the PNG decoder makes of every colour type, depth and interlace, and
 * that the encoder gives back what it was given.
 */
#include "png_fixture.h"

#include <errno.h>

static void
test_sniff(void **state)
{
	(void)state;
	assert_true(codec_png.sniff((const uint8_t *)"\x89PNG\n", 5));
	assert_false(codec_png.sniff((const uint8_t *)"\x89PN", 3));
	assert_false(codec_png.sniff((const uint8_t *)"\x8aMNG", 4));
}

/* A delivered sample, whatever its width. */
static unsigned
delivered(const struct image_info *info, const uint8_t *rows, size_t y,
	  size_t k)
{
	size_t i = y * info->width * info->channels + k;
	uint16_t wide;

	if (info->bits == 8)
		return rows[i];
	memcpy(&wide, rows + 2 * i, 2);
	return wide;
}

static bool
is_key(const struct png_recipe *recipe, size_t y, size_t x)
{
	unsigned channels = png_fixture_channels(recipe->type);

	for (size_t c = 0; c < channels; c++)
		if (png_fixture_sample(recipe, y, x * channels + c) !=
		    png_fixture_sample(recipe, 0, c))
			return false;
	return true;
}

static unsigned
expected_palette(const struct png_recipe *recipe, size_t y, size_t x, size_t c)
{
	unsigned index = png_fixture_sample(recipe, y, x);
	png_color color = png_fixture_color(index);

	switch (c) {
	case 0:
		return color.red;
	case 1:
		return color.green;
	case 2:
		return color.blue;
	default:
		return index == 0 ? 10 : index == 1 ? 200 : 255;
	}
}

static unsigned
expected(const struct png_recipe *recipe, size_t y, size_t x, size_t c)
{
	unsigned channels = png_fixture_channels(recipe->type);
	unsigned most = recipe->depth == 16 ? 65535 : 255;

	if (recipe->type == PNG_COLOR_TYPE_PALETTE)
		return expected_palette(recipe, y, x, c);
	if (c >= channels)
		return is_key(recipe, y, x) ? 0 : most;
	return png_fixture_sample(recipe, y, x * channels + c) * most /
	       ((1u << recipe->depth) - 1);
}

static void
check_pixels(const struct png_recipe *recipe, const struct decoded *d)
{
	const struct image_info *info = &d->dec.info;
	unsigned channels = png_fixture_channels(recipe->type);
	bool has_palette = recipe->type == PNG_COLOR_TYPE_PALETTE;
	int exact = has_palette ? 8 : recipe->depth;

	if (d->status != GM_OK)
		fail_msg("%s", d->err.text);
	assert_string_equal(d->outcome.warning, "");
	assert_int_equal(info->width, PNG_WIDTH);
	assert_int_equal(info->height, PNG_HEIGHT);
	assert_int_equal(info->channels,
			 (has_palette ? 3 : channels) + recipe->transparent);
	assert_int_equal(info->bits, recipe->depth == 16 ? 16 : 8);
	assert_int_equal(info->exact_bits, exact);
	for (size_t y = 0; y < PNG_HEIGHT; y++)
		for (size_t k = 0; k < PNG_WIDTH * info->channels; k++)
			assert_int_equal(delivered(info, d->rows.data, y, k),
					 expected(recipe, y, k / info->channels,
						  k % info->channels));
}

/* A gray picture goes out and comes back; its depth is in the file. */
static void
round_trip(const struct decoded *d, unsigned depth)
{
	const struct conversion options = fixture_options();
	struct bytes rows = {0}, file = {0};
	struct decoded again = {0};
	struct gm_error err;

	bytes_append(&rows, d->rows.data, d->rows.nbytes, &err);
	assert_int_equal(fixture_encode(&codec_png, &d->dec.info,
					&d->dec.metadata, 0, rows.data, &file,
					&err),
			 GM_OK);
	assert_int_equal(file.data[24], depth);
	fixture_decode(&codec_png, file.data, file.nbytes, &options, &again);
	assert_int_equal(again.status, GM_OK);
	assert_int_equal(again.dec.info.channels, d->dec.info.channels);
	assert_int_equal(again.dec.info.bits, d->dec.info.bits);
	assert_int_equal(again.rows.nbytes, d->rows.nbytes);
	assert_memory_equal(again.rows.data, d->rows.data, d->rows.nbytes);
	decoded_free(&again);
	bytes_free(&file);
	bytes_free(&rows);
}

static void
check(struct png_recipe recipe)
{
	const struct conversion options = fixture_options();
	struct bytes file = {0};
	struct decoded d = {0};

	for (int interlaced = 0; interlaced < 2; interlaced++) {
		recipe.interlaced = interlaced != 0;
		file.nbytes = 0;
		png_fixture_make(&recipe, &file);
		fixture_decode(&codec_png, file.data, file.nbytes, &options,
			       &d);
		check_pixels(&recipe, &d);
		if (d.dec.info.channels == 1)
			round_trip(&d, (unsigned)recipe.depth);
		else if (d.dec.info.channels == 2)
			round_trip(&d, recipe.depth == 16 ? 16 : 8);
	}
	decoded_free(&d);
	bytes_free(&file);
}

static void
test_every_type(void **state)
{
	(void)state;
	for (int depth = 1; depth <= 16; depth *= 2) {
		check((struct png_recipe){PNG_COLOR_TYPE_GRAY, depth, 0, 0});
		check((struct png_recipe){PNG_COLOR_TYPE_GRAY, depth, 0, 1});
		if (depth <= 8) {
			check((struct png_recipe){PNG_COLOR_TYPE_PALETTE, depth,
						  0, 0});
			check((struct png_recipe){PNG_COLOR_TYPE_PALETTE, depth,
						  0, 1});
		}
		if (depth < 8)
			continue;
		check((struct png_recipe){PNG_COLOR_TYPE_GRAY_ALPHA, depth, 0,
					  0});
		check((struct png_recipe){PNG_COLOR_TYPE_RGB, depth, 0, 0});
		check((struct png_recipe){PNG_COLOR_TYPE_RGB, depth, 0, 1});
		check((struct png_recipe){PNG_COLOR_TYPE_RGB_ALPHA, depth, 0,
					  0});
	}
}

static void
test_float_is_refused(void **state)
{
	const struct image_info info = {1, 1, 1, 32, 32, 0};
	const struct metadata none = {0};
	struct bytes file = {0};
	struct gm_error err;
	float row = 0;

	(void)state;
	assert_int_equal(
		fixture_encode(&codec_png, &info, &none, 0, &row, &file, &err),
		GM_ERR_UNSUPPORTED);
}

static void
test_io_errors(void **state)
{
	struct conversion options = fixture_options();
	const struct conversion to = {0};
	const struct metadata none = {0};
	struct file_out out = {.failed_errno = ENOSPC};
	struct encoder enc = {.info = {1, 1, 1, 8, 8}, .out = &out};
	struct outcome outcome = {0};
	struct decoder dec = {.outcome = &outcome};
	struct file_in in = {0};
	struct gm_error err = {0};

	(void)state;
	options.salvage = true;
	fixture_put("in", "\x89PNG\r\n\x1a\n", 8);
	assert_int_equal(file_in_open(&in, "in", &err), GM_OK);
	in.failed_errno = EIO;
	assert_int_equal(codec_png.reader->open(&dec, &in, &options, &err),
			 GM_ERR_READ);
	codec_png.reader->close(&dec);
	metadata_free(&dec.metadata);
	file_in_free(&in);
	assert_int_equal(codec_png.writer->open(&enc, &none, &to, &err),
			 GM_ERR_FULL);
	codec_png.writer->close(&enc);
}

/* What is in them then is the caller's, who may never have written it. */
static void
test_rows_that_fail_are_not_looked_at(void **state)
{
	static const struct png_recipe recipe = {PNG_COLOR_TYPE_PALETTE, 8,
						 true, false};
	const struct conversion options = fixture_options();
	uint8_t rows[PNG_WIDTH * PNG_HEIGHT * 3];
	struct outcome outcome = {0};
	struct decoder dec = {.codec = &codec_png, .outcome = &outcome};
	struct file_in in = {0};
	struct bytes file = {0};
	struct gm_error err = {0};

	(void)state;
	png_fixture_make(&recipe, &file);
	fixture_put("in", file.data, file.nbytes - 50);
	assert_int_equal(file_in_open(&in, "in", &err), GM_OK);
	assert_int_equal(dec.codec->reader->open(&dec, &in, &options, &err),
			 GM_OK);
	/* The colour that stands for those that the palette lacks. */
	memset(rows, 1, sizeof(rows));
	assert_int_equal(dec.codec->reader->rows(&dec, rows, PNG_HEIGHT, &err),
			 GM_ERR_TRUNCATED);
	assert_string_equal(outcome.warning, "");
	dec.codec->reader->close(&dec);
	metadata_free(&dec.metadata);
	file_in_free(&in);
	bytes_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sniff),
		cmocka_unit_test(test_every_type),
		cmocka_unit_test(test_float_is_refused),
		cmocka_unit_test(test_io_errors),
		cmocka_unit_test(test_rows_that_fail_are_not_looked_at),
	};

	return cmocka_run_group_tests_name("codec_png", tests, scratch_enter,
					   scratch_leave);
}
