/* SPDX-License-Identifier: MIT */
/*
 * AVIF that is written: with what its picture had, and copies of what is gray.
 */
#include "formats/formats.h"

#include "avif_fixture.h"
#include "formats/avif/avif_coding.h"
#include "scratch.h"

enum {
	WIDTH = 37,
	HEIGHT = 20
};

static void
write_gray(const struct image_info *info, const struct metadata *metadata,
	   unsigned quality, void *rows, struct bytes *file)
{
	struct gm_error err = {0};

	file->nbytes = 0;
	if (fixture_encode(&codec_avif, info, metadata, quality, rows, file,
			   &err) != GM_OK)
		fail_msg("%s", err.text);
}

static void
decode(const struct bytes *file, struct decoded *d)
{
	const struct conversion options = fixture_options();

	avif_fixture_decode(file, &options, d);
	assert_int_equal(d->status, GM_OK);
}

/* Of 16 bits, those that 12 bits hold. */
static void
gray_comes_back(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 4; i++) {
		uint32_t bits = i % 2 == 0 ? 8 : 16, channels = 1 + i / 2;
		const struct image_info info = {WIDTH, HEIGHT, channels,
						bits,  bits,   0};
		const struct metadata none = {0};
		size_t n = (size_t)WIDTH * HEIGHT * channels;
		uint8_t rows[WIDTH * HEIGHT * 4], copy[sizeof(rows)];
		uint16_t *deep = (uint16_t *)(void *)rows;
		struct bytes file = {0};
		struct decoded d = {0};

		for (size_t k = 0; k < n; k++)
			if (bits == 8)
				rows[k] = (uint8_t)(k * k / 5);
			else
				deep[k] = (uint16_t)((k * 31 % 4096 * 65535 +
						      2047) /
						     4095);
		memcpy(copy, rows, sizeof(rows));
		write_gray(&info, &none, 0, rows, &file);
		decode(&file, &d);
		assert_int_equal(d.dec.info.bits, bits);
		assert_int_equal(d.dec.info.channels, channels);
		assert_int_equal(d.dec.lossy_quality, 0);
		assert_int_equal(d.rows.nbytes, n * bits / 8);
		assert_memory_equal(d.rows.data, copy, d.rows.nbytes);
		decoded_free(&d);
		bytes_free(&file);
	}
}

static void
rows_may_come_from_the_last_on(void **state)
{
	const struct conversion options = fixture_options();
	struct encoder enc = {.codec = &codec_avif,
			      .info = {1, 3, 1, 8, 8, 0},
			      .rises = true};
	const struct metadata none = {0};
	struct file_out out = {0};
	struct bytes file = {0};
	struct decoded d = {0};
	uint8_t rows[] = {3, 2, 1};
	struct gm_error err;

	(void)state;
	assert_int_equal(file_out_open(&out, "out", 0600, &err), GM_OK);
	enc.out = &out;
	assert_int_equal(codec_avif.writer->open(&enc, &none, &options, &err),
			 GM_OK);
	assert_int_equal(codec_avif.writer->rows(&enc, rows, 3, &err), GM_OK);
	assert_int_equal(codec_avif.writer->finish(&enc, &err), GM_OK);
	codec_avif.writer->close(&enc);
	fixture_commit(&out, &file);
	file_out_free(&out);
	decode(&file, &d);
	assert_memory_equal(d.rows.data, "\1\2\3", 3);
	decoded_free(&d);
	bytes_free(&file);
}

/* Of a picture of this format depth, range, colours and quantiser stay. */
static void
a_copy_is_coded_as_its_picture(void **state)
{
	avifImage *image =
		avif_fixture_image(16, 16, 10, AVIF_PIXEL_FORMAT_YUV420);
	struct bytes file = {0}, copy = {0};
	struct decoded d = {0};
	struct avif_coding coding;

	(void)state;
	avif_fixture_fill(image, 0, 64, 3);
	avif_fixture_fill(image, 1, 400, 1);
	avif_fixture_fill(image, 2, 600, 1);
	avif_fixture_fill(image, 3, 0, 4);
	image->yuvRange = AVIF_RANGE_LIMITED;
	image->colorPrimaries = 9;
	image->transferCharacteristics = 16;
	avif_fixture_write(image, 33, 1, &file);
	decode(&file, &d);
	write_gray(&(struct image_info){16, 16, 2, 16, 16, 0}, &d.dec.metadata,
		   0, d.rows.data, &copy);
	decode(&copy, &d);
	assert_true(avif_coding_find(&d.dec.metadata, &coding));
	assert_int_equal(coding.depth, 10);
	assert_false(coding.is_full);
	assert_int_equal(coding.quantiser, 33);
	assert_int_equal(coding.alpha_quantiser, 33);
	assert_int_equal(coding.primaries, 9);
	assert_int_equal(coding.transfer, 16);
	image = avif_fixture_read(&copy);
	assert_int_equal(image->yuvFormat, AVIF_PIXEL_FORMAT_YUV400);
	assert_int_equal(image->depth, 10);
	assert_int_equal(image->colorPrimaries, 9);
	avifImageDestroy(image);
	decoded_free(&d);
	bytes_free(&copy);
	bytes_free(&file);
}

static void
quality_is_what_is_asked_for(void **state)
{
	const struct image_info info = {WIDTH, HEIGHT, 1, 8, 8, 0};
	const struct metadata none = {0};

	(void)state;
	for (unsigned quality = 1; quality <= 100; quality += 33) {
		uint8_t rows[WIDTH * HEIGHT];
		struct bytes file = {0};
		struct decoded d = {0};
		struct avif_coding coding;

		for (size_t i = 0; i < sizeof(rows); i++)
			rows[i] = (uint8_t)(i * 5);
		write_gray(&info, &none, quality, rows, &file);
		decode(&file, &d);
		assert_true(avif_coding_find(&d.dec.metadata, &coding));
		assert_int_equal(coding.quantiser,
				 avif_coding_of_quality(quality));
		assert_int_equal(d.dec.lossy_quality == 0, quality == 100);
		decoded_free(&d);
		bytes_free(&file);
	}
}

/* Readers of AVIF do not look into EXIF for it. */
static void
an_orientation_becomes_properties(void **state)
{
	(void)state;
	for (unsigned orientation = 1; orientation <= 8; orientation++) {
		const struct image_info info = {2, 1, 1, 8, 8, 0};
		struct metadata metadata = {0};
		uint8_t exif[] = "II*\0\10\0\0\0\1\0\22\1\3\0\1\0\0\0"
				 "\1\0\0\0\0\0\0";
		uint8_t rows[] = {10, 20};
		bool is_reversed = orientation == 2 || orientation == 3 ||
				   orientation == 7 || orientation == 8;
		struct bytes file = {0};
		struct decoded d = {0};

		exif[18] = (uint8_t)orientation;
		fixture_add(&metadata, METADATA_EXIF, exif, sizeof(exif));
		write_gray(&info, &metadata, 0, rows, &file);
		decode(&file, &d);
		assert_int_equal(d.dec.info.width, orientation < 5 ? 2 : 1);
		assert_int_equal(d.rows.data[0], is_reversed ? 20 : 10);
		assert_int_equal(orientation_of(&d.dec.metadata, 0), 1);
		decoded_free(&d);
		metadata_free(&metadata);
		bytes_free(&file);
	}
}

static void
colors_are_kept(void **state)
{
	const struct image_info info = {1, 1, 1, 8, 8, 0};
	struct metadata metadata = {0};
	struct bytes file = {0};
	struct decoded d = {0};
	uint8_t row[] = {10};

	(void)state;
	write_gray(&info, &metadata, 0, row, &file);
	decode(&file, &d);
	assert_true(metadata_find(&d.dec.metadata, 0, METADATA_SRGB) <
		    d.dec.metadata.n_items);
	fixture_add(&metadata, METADATA_CICP, "\x0c\x10\0\1", 4);
	write_gray(&info, &metadata, 0, row, &file);
	decode(&file, &d);
	assert_memory_equal(fixture_value(&d.dec.metadata, METADATA_CICP),
			    "\x0c\x10\0\1", 4);
	decoded_free(&d);
	metadata_free(&metadata);
	bytes_free(&file);
}

static void
other_shapes_are_refused(void **state)
{
	static const struct image_info infos[] = {
		{1, 1, 1, 32, 32, 0},
		{65537, 1, 1, 8, 8, 0},
		{65536, 4097, 1, 8, 8, 0},
	};
	const struct conversion options = fixture_options();
	const struct metadata none = {0};

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		struct encoder enc = {.codec = &codec_avif, .info = infos[i]};
		struct gm_error err;

		assert_int_equal(
			codec_avif.writer->open(&enc, &none, &options, &err),
			GM_ERR_UNSUPPORTED);
		codec_avif.writer->close(&enc);
	}
}

/* The copy of a file by the direct way, if it is one. */
static enum gm_status
copy_directly(const struct bytes *file, const struct conversion *options,
	      struct bytes *copy)
{
	struct file_in in = {0};
	struct file_out out = {0};
	struct metadata metadata = {0};
	struct outcome outcome = {0};
	struct gm_error err = {0};
	void *kept = NULL;
	enum gm_status st;

	fixture_put("in", file->data, file->nbytes);
	assert_int_equal(file_in_open(&in, "in", &err), GM_OK);
	assert_int_equal(file_out_open(&out, "out", 0600, &err), GM_OK);
	st = codec_avif.direct[0]->copy(&kept, &in, &out, options, &metadata,
					&outcome, &err);
	assert_null(kept);
	copy->nbytes = 0;
	if (st == GM_OK)
		fixture_commit(&out, copy);
	assert_int_equal(outcome.width > 0, st == GM_OK || outcome.width > 0);
	metadata_free(&metadata);
	file_out_free(&out);
	file_in_free(&in);
	return st;
}

static void
what_is_gray_is_copied(void **state)
{
	struct conversion options = fixture_options();
	struct bytes file = {0}, copy = {0};
	struct gm_error err;

	(void)state;
	avif_fixture_write(avif_fixture_scene(9, 5, AVIF_PIXEL_FORMAT_YUV400),
			   30, 1, &file);
	assert_int_equal(copy_directly(&file, &options, &copy), GM_OK);
	assert_int_equal(copy.nbytes, file.nbytes);
	assert_memory_equal(copy.data, file.data, file.nbytes);
	/* A copy is whole, and has no more than its picture. */
	file.data[file.nbytes - 1] ^= 0xff;
	file.data[file.nbytes - 2] ^= 0xff;
	file.nbytes -= 3;
	assert_int_equal(copy_directly(&file, &options, &copy),
			 GM_ERR_TRUNCATED);
	avif_fixture_write(avif_fixture_scene(9, 5, AVIF_PIXEL_FORMAT_YUV400),
			   30, 1, &file);
	assert_int_equal(bytes_append(&file, "more", 4, &err), GM_OK);
	assert_int_equal(copy_directly(&file, &options, &copy),
			 GM_ERR_UNSUPPORTED);
	avif_fixture_write(avif_fixture_scene(9, 5, AVIF_PIXEL_FORMAT_YUV420),
			   30, 1, &file);
	assert_int_equal(copy_directly(&file, &options, &copy),
			 GM_ERR_UNSUPPORTED);
	assert_true(codec_avif.direct[0]->serves(&options));
	options.quality = 50;
	assert_false(codec_avif.direct[0]->serves(&options));
	bytes_free(&copy);
	bytes_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gray_comes_back),
		cmocka_unit_test(rows_may_come_from_the_last_on),
		cmocka_unit_test(a_copy_is_coded_as_its_picture),
		cmocka_unit_test(quality_is_what_is_asked_for),
		cmocka_unit_test(an_orientation_becomes_properties),
		cmocka_unit_test(colors_are_kept),
		cmocka_unit_test(other_shapes_are_refused),
		cmocka_unit_test(what_is_gray_is_copied),
	};

	modules_use(&codec_avif, &graymill_module_avif);
	return cmocka_run_group_tests_name("codec_avif_write", tests,
					   scratch_enter, scratch_leave);
}
