/* SPDX-License-Identifier: MIT */
/* What the JPEG encoder makes of pixels and of a quality. */
#include "jpeg_fixture.h"

#include <errno.h>

#include "formats/jpeg/codec_jpeg.h"

static const struct jpeg_recipe gray = {
	.in_space = JCS_GRAYSCALE,
	.space = JCS_GRAYSCALE,
	.quality = 75,
};

static const struct metadata no_metadata;

/* The luma table of a file, one byte a step, in zigzag order. */
static const uint8_t *
luma_table(const struct bytes *file)
{
	size_t at = jpeg_fixture_find(file, 0, 0xdb);

	assert_int_equal(file->data[at + 4], 0); /* 8 bits, table 0 */
	return file->data + at + 5;
}

/*
 * The library's own way in expands the edges to whole blocks; ours must give
 * the same blocks for every remainder of both sides.
 */
static void
test_edges(void **state)
{
	struct bytes ours = {0}, plain = {0}, rows = {0}, again = {0};
	const struct conversion options = fixture_options();
	struct decoded d = {0};

	(void)state;
	jpeg_fixture_make(&gray, &plain);
	fixture_decode(&codec_jpeg, plain.data, plain.nbytes, &options, &d);
	for (uint32_t width = 1; width <= JPEG_WIDTH; width++) {
		struct image_info info = d.dec.info;
		struct gm_error err;

		info.width = width;
		info.height = 1 + width % 9;
		rows.nbytes = ours.nbytes = again.nbytes = 0;
		bytes_append(&rows, d.rows.data, width * info.height, &err);
		assert_int_equal(fixture_encode(&codec_jpeg, &info,
						&no_metadata, 100, rows.data,
						&ours, &err),
				 GM_OK);
		jpeg_fixture_read(&ours, JCS_GRAYSCALE, &again);
		assert_int_equal(again.nbytes, rows.nbytes);
		for (size_t i = 0; i < again.nbytes; i++)
			assert_in_range(again.data[i] + 3 - rows.data[i], 0, 6);
	}
	decoded_free(&d);
	bytes_free(&again);
	bytes_free(&rows);
	bytes_free(&plain);
	bytes_free(&ours);
}

static void
test_same_as_library(void **state)
{
	struct bytes ours = {0}, plain = {0}, a = {0}, b = {0}, rows = {0};
	const struct image_info info = {JPEG_WIDTH, JPEG_HEIGHT, 1, 8, 8, 0};
	struct gm_error err;

	(void)state;
	jpeg_fixture_make(&gray, &plain);
	/* The recipe's samples, of which plain was made. */
	for (size_t y = 0; y < JPEG_HEIGHT; y++)
		for (size_t x = 0; x < JPEG_WIDTH; x++) {
			uint8_t v = jpeg_fixture_sample(1, x, y);

			bytes_append(&rows, &v, 1, &err);
		}
	assert_int_equal(fixture_encode(&codec_jpeg, &info, &no_metadata, 75,
					rows.data, &ours, &err),
			 GM_OK);
	jpeg_fixture_read(&plain, JCS_GRAYSCALE, &a);
	jpeg_fixture_read(&ours, JCS_GRAYSCALE, &b);
	assert_int_equal(a.nbytes, b.nbytes);
	assert_memory_equal(a.data, b.data, a.nbytes);
	bytes_free(&rows);
	bytes_free(&b);
	bytes_free(&a);
	bytes_free(&plain);
	bytes_free(&ours);
}

static void
test_quality(void **state)
{
	const struct conversion options = fixture_options();
	struct jpeg_recipe recipe = jpeg_fixture_color;
	struct bytes file = {0}, ours = {0}, like = {0};
	struct decoded d = {0};

	(void)state;
	recipe.quality = 37;
	jpeg_fixture_make(&recipe, &file);
	fixture_decode(&codec_jpeg, file.data, file.nbytes, &options, &d);
	jpeg_fixture_encode(&d, 0, &ours);
	assert_memory_equal(luma_table(&ours), luma_table(&file), 64);
	recipe.quality = 61;
	jpeg_fixture_make(&recipe, &like);
	ours.nbytes = 0;
	jpeg_fixture_encode(&d, 61, &ours);
	assert_memory_equal(luma_table(&ours), luma_table(&like), 64);
	recipe.quality = CODEC_JPEG_QUALITY;
	like.nbytes = ours.nbytes = 0;
	jpeg_fixture_make(&recipe, &like);
	metadata_clear(&d.dec.metadata);
	jpeg_fixture_encode(&d, 0, &ours);
	assert_memory_equal(luma_table(&ours), luma_table(&like), 64);
	decoded_free(&d);
	bytes_free(&like);
	bytes_free(&ours);
	bytes_free(&file);
}

/* Encode with a table of this first step, and give the step written. */
static unsigned
first_step(uint16_t step)
{
	const struct image_info info = {1, 1, 1, 8, 8, 0};
	struct metadata metadata = {0};
	struct bytes file = {0};
	uint16_t steps[64];
	struct gm_error err;
	uint8_t row = 99;
	unsigned written;

	for (int i = 0; i < 64; i++)
		steps[i] = 7;
	steps[0] = step;
	metadata_add(&metadata,
		     &(struct metadata_piece){.kind = METADATA_CODING,
					      .home = "JPEG",
					      .tag = {0xdb},
					      .data = (uint8_t *)steps,
					      .nbytes = sizeof(steps)},
		     &err);
	assert_int_equal(fixture_encode(&codec_jpeg, &info, &metadata, 0, &row,
					&file, &err),
			 GM_OK);
	written = luma_table(&file)[0];
	bytes_free(&file);
	metadata_free(&metadata);
	return written;
}

static void
test_odd_tables(void **state)
{
	(void)state;
	assert_int_equal(first_step(5), 5);
	assert_int_equal(first_step(300), 255);
	/* No table at all: the standard's 16 at quality 90. */
	assert_int_equal(first_step(0), 3);
}

/* The same pixels in fewer bytes. */
static void
test_best_is_smaller(void **state)
{
	static const enum compress efforts[] = {COMPRESS_FAST, COMPRESS_DEFAULT,
						COMPRESS_BEST};
	const struct conversion from = fixture_options();
	struct bytes plain = {0}, files[3] = {{0}}, pixels[3] = {{0}};
	struct decoded d = {0};

	(void)state;
	jpeg_fixture_make(&gray, &plain);
	for (int i = 0; i < 3; i++) {
		const struct conversion to = {.compress = efforts[i]};

		fixture_decode(&codec_jpeg, plain.data, plain.nbytes, &from,
			       &d);
		assert_int_equal(fixture_encode_with(&codec_jpeg, &d.dec.info,
						     &d.dec.metadata, &to,
						     d.rows.data, &files[i],
						     &d.err),
				 GM_OK);
		jpeg_fixture_read(&files[i], JCS_GRAYSCALE, &pixels[i]);
		assert_memory_equal(pixels[i].data, pixels[0].data,
				    pixels[0].nbytes);
	}
	assert_int_equal(files[0].nbytes, files[1].nbytes);
	assert_true(files[2].nbytes < files[1].nbytes);
	for (int i = 0; i < 3; i++) {
		bytes_free(&files[i]);
		bytes_free(&pixels[i]);
	}
	decoded_free(&d);
	bytes_free(&plain);
}

static void
test_refusals(void **state)
{
	struct image_info info = {1, 1, 2, 8, 8, 0};
	struct bytes file = {0};
	struct gm_error err;
	uint16_t row = 0;

	(void)state;
	assert_int_equal(fixture_encode(&codec_jpeg, &info, &no_metadata, 0,
					&row, &file, &err),
			 GM_ERR_UNSUPPORTED);
	info = (struct image_info){1, 1, 1, 16, 16, 0};
	assert_int_equal(fixture_encode(&codec_jpeg, &info, &no_metadata, 0,
					&row, &file, &err),
			 GM_ERR_UNSUPPORTED);
	info = (struct image_info){1, 65501, 1, 8, 8, 0};
	assert_int_equal(fixture_encode(&codec_jpeg, &info, &no_metadata, 0,
					&row, &file, &err),
			 GM_ERR_UNSUPPORTED);
	bytes_free(&file);
}

static void
test_disk_full(void **state)
{
	const struct conversion options = {0};
	struct encoder enc = {.info = {1, 1, 1, 8, 8}};
	struct file_out out = {.failed_errno = ENOSPC};
	struct gm_error err = {0};
	uint8_t row = 0;

	(void)state;
	enc.out = &out;
	assert_int_equal(
		codec_jpeg.writer->open(&enc, &no_metadata, &options, &err),
		GM_OK);
	assert_int_equal(codec_jpeg.writer->rows(&enc, &row, 1, &err), GM_OK);
	assert_int_equal(codec_jpeg.writer->finish(&enc, &err), GM_ERR_FULL);
	codec_jpeg.writer->close(&enc);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_edges),
		cmocka_unit_test(test_same_as_library),
		cmocka_unit_test(test_quality),
		cmocka_unit_test(test_odd_tables),
		cmocka_unit_test(test_best_is_smaller),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_disk_full),
	};

	return cmocka_run_group_tests_name("codec_jpeg_write", tests,
					   scratch_enter, scratch_leave);
}
