/* SPDX-License-Identifier: MIT */
/*
 * AVIF that is read: Y or colours, cropped and turned, with alpha; and what is
 * refused.
 */
#include "formats/formats.h"

#include "avif_fixture.h"
#include "scratch.h"

static void
decode(const struct bytes *file, struct decoded *d)
{
	const struct conversion options = fixture_options();

	avif_fixture_decode(file, &options, d);
	if (d->status != GM_OK)
		fail_msg("%s", d->err.text);
}

static void
y_is_the_gray_picture(void **state)
{
	static const avifPixelFormat formats[] = {
		AVIF_PIXEL_FORMAT_YUV444, AVIF_PIXEL_FORMAT_YUV422,
		AVIF_PIXEL_FORMAT_YUV420, AVIF_PIXEL_FORMAT_YUV400};
	struct bytes file = {0};
	struct decoded d = {0};

	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		avif_fixture_write(avif_fixture_scene(5, 7, formats[i]), 0, 1,
				   &file);
		decode(&file, &d);
		assert_int_equal(d.dec.info.width, 5);
		assert_int_equal(d.dec.info.height, 7);
		assert_int_equal(d.dec.info.channels, 1);
		assert_int_equal(d.dec.info.bits, 8);
		assert_int_equal(d.dec.lossy_quality, 0);
		assert_int_equal(d.dec.metadata.was_color, i < 3);
		for (unsigned k = 0; k < 35; k++)
			assert_int_equal(d.rows.data[k], 10 + 7 * k);
	}
	decoded_free(&d);
	bytes_free(&file);
}

/* Codes of depth bits, in the order of the pixels of a row, and samples. */
static void
expect_levels(uint32_t depth, avifRange range, const unsigned *codes,
	      const unsigned *samples, uint32_t n)
{
	avifImage *image =
		avif_fixture_image(n, 1, depth, AVIF_PIXEL_FORMAT_YUV400);
	struct bytes file = {0};
	struct decoded d = {0};

	avifImageFreePlanes(image, AVIF_PLANES_A);
	image->yuvRange = range;
	for (uint32_t x = 0; x < n; x++)
		avif_fixture_set(image, 0, x, 0, codes[x]);
	avif_fixture_write(image, 0, 1, &file);
	decode(&file, &d);
	assert_int_equal(d.dec.info.bits, depth > 8 ? 16 : 8);
	for (uint32_t x = 0; x < n; x++)
		assert_int_equal(depth > 8
					 ? ((uint16_t *)(void *)d.rows.data)[x]
					 : d.rows.data[x],
				 samples[x]);
	decoded_free(&d);
	bytes_free(&file);
}

static void
the_range_is_widened(void **state)
{
	(void)state;
	expect_levels(8, AVIF_RANGE_LIMITED,
		      (const unsigned[]){0, 16, 17, 126, 235, 255},
		      (const unsigned[]){0, 0, 1, 128, 255, 255}, 6);
	expect_levels(10, AVIF_RANGE_LIMITED,
		      (const unsigned[]){0, 64, 65, 502, 940, 1023},
		      (const unsigned[]){0, 0, 75, 32768, 65535, 65535}, 6);
	expect_levels(10, AVIF_RANGE_FULL, (const unsigned[]){0, 1, 512, 1023},
		      (const unsigned[]){0, 64, 32800, 65535}, 4);
	expect_levels(12, AVIF_RANGE_FULL, (const unsigned[]){0, 1, 2048, 4095},
		      (const unsigned[]){0, 16, 32776, 65535}, 4);
}

/* Of R, G and B 200, 100, 50, see image/gray.h. */
static unsigned
gray_of_color(avifMatrixCoefficients matrix, enum gray_method method)
{
	avifImage *image = avifImageCreate(9, 9, 8, AVIF_PIXEL_FORMAT_YUV444);
	struct conversion options = fixture_options();
	struct bytes file = {0};
	struct decoded d = {0};
	avifRGBImage rgb;
	unsigned gray;

	image->matrixCoefficients = matrix;
	avifRGBImageSetDefaults(&rgb, image);
	rgb.format = AVIF_RGB_FORMAT_RGB;
	avifRGBImageAllocatePixels(&rgb);
	for (unsigned i = 0; i < 81; i++)
		memcpy(rgb.pixels + rgb.rowBytes * (i / 9) + i % 9 * 3,
		       "\xc8\x64\x32", 3);
	assert_int_equal(avifImageRGBToYUV(image, &rgb), AVIF_RESULT_OK);
	avifRGBImageFreePixels(&rgb);
	avif_fixture_write(image, 0, 1, &file);
	options.gray = method;
	avif_fixture_decode(&file, &options, &d);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.info.channels, 1);
	gray = d.rows.data[40];
	for (unsigned i = 0; i < 81; i++)
		assert_int_equal(d.rows.data[i], gray);
	decoded_free(&d);
	bytes_free(&file);
	return gray;
}

static void
other_matrices_and_methods_go_by_colors(void **state)
{
	static const avifMatrixCoefficients matrices[] = {
		AVIF_MATRIX_COEFFICIENTS_IDENTITY,
		AVIF_MATRIX_COEFFICIENTS_BT709,
		AVIF_MATRIX_COEFFICIENTS_BT601,
		AVIF_MATRIX_COEFFICIENTS_FCC,
		AVIF_MATRIX_COEFFICIENTS_YCGCO,
		AVIF_MATRIX_COEFFICIENTS_BT2020_NCL,
	};

	(void)state;
	for (unsigned i = 0; i < 6; i++) {
		assert_in_range(gray_of_color(matrices[i], GRAY_REC601), 123,
				125);
		assert_in_range(gray_of_color(matrices[i], GRAY_REC709), 117,
				119);
		assert_in_range(gray_of_color(matrices[i], GRAY_R), 199, 201);
		assert_in_range(gray_of_color(matrices[i], GRAY_LIGHTNESS), 124,
				126);
	}
	assert_int_equal(
		gray_of_color(AVIF_MATRIX_COEFFICIENTS_IDENTITY, GRAY_REC601),
		124);
}

/* That nobody here can tell: the library would take it for another. */
static void
an_unknown_matrix_is_refused(void **state)
{
	const struct conversion options = fixture_options();
	avifImage *image = avif_fixture_scene(8, 8, AVIF_PIXEL_FORMAT_YUV444);
	struct bytes file = {0};
	struct decoded d = {0};

	(void)state;
	image->matrixCoefficients = 14;
	avif_fixture_write(image, 0, 1, &file);
	avif_fixture_decode(&file, &options, &d);
	assert_int_equal(d.status, GM_ERR_UNSUPPORTED);
	assert_string_equal(d.err.text,
			    "unsupported: AVIF with matrix coefficients 14");
	decoded_free(&d);
	bytes_free(&file);
}

/* Where the pixel of a turned picture of 4 by 3 comes from. */
static unsigned
origin(unsigned x, unsigned y, unsigned quarters, int mode)
{
	unsigned width = 4, height = 3, from_x = x, from_y = y;
	unsigned seen_width = quarters % 2 == 0 ? width : height;
	unsigned seen_height = quarters % 2 == 0 ? height : width;

	if (mode == 0)
		from_y = y = seen_height - 1 - y;
	if (mode == 1)
		from_x = x = seen_width - 1 - x;
	switch (quarters) {
	case 1: /* what was at the right is at the top */
		from_x = width - 1 - y;
		from_y = x;
		break;
	case 2:
		from_x = width - 1 - x;
		from_y = height - 1 - y;
		break;
	case 3:
		from_x = y;
		from_y = height - 1 - x;
		break;
	default:
		break;
	}
	return from_y * width + from_x;
}

static void
expect_turned(unsigned quarters, int mode, avifMatrixCoefficients matrix)
{
	avifImage *image = avif_fixture_scene(4, 3, AVIF_PIXEL_FORMAT_YUV444);
	uint32_t width = quarters % 2 == 0 ? 4 : 3;
	struct bytes file = {0};
	struct decoded d = {0};

	image->matrixCoefficients = matrix;
	avif_fixture_fill(image, 1, 128, 0);
	avif_fixture_fill(image, 2, 128, 0);
	image->transformFlags = AVIF_TRANSFORM_IROT;
	image->irot.angle = (uint8_t)quarters;
	if (mode >= 0)
		image->transformFlags |= AVIF_TRANSFORM_IMIR;
	image->imir.AVIF_LIB_AXIS = (uint8_t)(mode == 1);
	avif_fixture_write(image, 0, 1, &file);
	decode(&file, &d);
	assert_int_equal(d.dec.info.width, width);
	assert_int_equal(d.dec.info.height, 12 / width);
	for (unsigned i = 0; i < 12; i++)
		assert_int_equal(
			d.rows.data[i],
			10 + 7 * origin(i % width, i / width, quarters, mode));
	decoded_free(&d);
	bytes_free(&file);
}

static void
properties_turn_the_picture(void **state)
{
	(void)state;
	for (unsigned quarters = 0; quarters < 4; quarters++)
		for (int mode = -1; mode <= 1; mode++) {
			expect_turned(quarters, mode,
				      AVIF_MATRIX_COEFFICIENTS_BT601);
			expect_turned(quarters, mode,
				      AVIF_MATRIX_COEFFICIENTS_BT709);
		}
}

/* 4 by 2 pixels from (2, 2) on, of 10 by 6; one that is none leaves all. */
static void
a_clean_aperture_crops(void **state)
{
	struct bytes file = {0};
	struct decoded d = {0};

	(void)state;
	for (unsigned valid = 0; valid < 2; valid++) {
		avifImage *image =
			avif_fixture_scene(10, 6, AVIF_PIXEL_FORMAT_YUV420);

		avif_fixture_fill(image, 0, 10, 3);
		image->transformFlags = AVIF_TRANSFORM_CLAP;
		image->clap = (avifCleanApertureBox){
			4, 1, 2, 1, (uint32_t)-1, 1, 0, valid};
		avif_fixture_write(image, 0, 1, &file);
		decode(&file, &d);
		assert_int_equal(d.dec.info.width, valid ? 4 : 10);
		assert_int_equal(d.dec.info.height, valid ? 2 : 6);
		assert_int_equal(d.rows.data[0],
				 valid ? 10 + 3 * (2 * 10 + 2) : 10);
	}
	decoded_free(&d);
	bytes_free(&file);
}

/* Y of 40 that is all there, half there, and not at all. */
static void
alpha_is_taken_out_of_samples(void **state)
{
	(void)state;
	for (unsigned multiplied = 0; multiplied < 2; multiplied++) {
		avifImage *image =
			avif_fixture_image(3, 1, 8, AVIF_PIXEL_FORMAT_YUV400);
		struct bytes file = {0};
		struct decoded d = {0};

		avif_fixture_fill(image, 0, 40, 0);
		avif_fixture_set(image, 3, 0, 0, 255);
		avif_fixture_set(image, 3, 1, 0, 128);
		avif_fixture_set(image, 3, 2, 0, 0);
		image->alphaPremultiplied = (avifBool)multiplied;
		avif_fixture_write(image, 0, 1, &file);
		decode(&file, &d);
		assert_int_equal(d.dec.info.channels, 2);
		assert_memory_equal(d.rows.data,
				    multiplied ? "\x28\xff\x50\x80\0\0"
					       : "\x28\xff\x28\x80\x28\0",
				    6);
		decoded_free(&d);
		bytes_free(&file);
	}
}

static void
a_sequence_is_refused_but_for_its_first_frame(void **state)
{
	struct conversion options = fixture_options();
	struct bytes file = {0};
	struct decoded d = {0};

	(void)state;
	avif_fixture_write(avif_fixture_scene(8, 4, AVIF_PIXEL_FORMAT_YUV420),
			   0, 3, &file);
	avif_fixture_decode(&file, &options, &d);
	assert_int_equal(d.status, GM_ERR_MULTIFRAME);
	assert_string_equal(
		d.err.text,
		"sequence of 3 frames; --frames=first takes the first");
	options.first_frame = true;
	avif_fixture_decode(&file, &options, &d);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.rows.data[31], (uint8_t)(10 + 7 * 31));
	assert_int_equal(d.dec.lossy_quality, 0);
	decoded_free(&d);
	bytes_free(&file);
}

static void
what_is_cut_or_damaged_is_refused(void **state)
{
	struct bytes file = {0};

	(void)state;
	avif_fixture_write(avif_fixture_scene(5, 3, AVIF_PIXEL_FORMAT_YUV420),
			   20, 1, &file);
	fixture_cut(&codec_avif, file.data, file.nbytes, 16);
	fixture_limit(&codec_avif, &file, 15);
	fixture_damage(&codec_avif, &file, 1, false);
	bytes_free(&file);
}

static void
what_is_loosely_made_is_read(void **state)
{
	struct bytes file = {0};
	struct decoded d = {0};
	struct gm_error err;

	(void)state;
	avif_fixture_write(avif_fixture_scene(5, 3, AVIF_PIXEL_FORMAT_YUV420),
			   20, 1, &file);
	for (size_t at = 0; at + 4 < file.nbytes; at++)
		if (memcmp(file.data + at, "pixi", 4) == 0)
			memcpy(file.data + at, "what", 4);
	assert_int_equal(bytes_append(&file, "more", 4, &err), GM_OK);
	decode(&file, &d);
	assert_true(d.outcome.has_more);
	/* What JPEG keeps with 86, see avif_coding_like(). */
	assert_int_equal(d.dec.lossy_quality, 86);
	decoded_free(&d);
	bytes_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(y_is_the_gray_picture),
		cmocka_unit_test(the_range_is_widened),
		cmocka_unit_test(other_matrices_and_methods_go_by_colors),
		cmocka_unit_test(an_unknown_matrix_is_refused),
		cmocka_unit_test(properties_turn_the_picture),
		cmocka_unit_test(a_clean_aperture_crops),
		cmocka_unit_test(alpha_is_taken_out_of_samples),
		cmocka_unit_test(a_sequence_is_refused_but_for_its_first_frame),
		cmocka_unit_test(what_is_cut_or_damaged_is_refused),
		cmocka_unit_test(what_is_loosely_made_is_read),
	};

	modules_use(&codec_avif, &graymill_module_avif);
	return cmocka_run_group_tests_name("codec_avif", tests, scratch_enter,
					   scratch_leave);
}
