/* SPDX-License-Identifier: MIT */
/*
 * avif_fixture.h - files of AVIF, made by the library of what a test wants
 */
#ifndef GM_UNIT_AVIF_FIXTURE_H
#define GM_UNIT_AVIF_FIXTURE_H

#include "codec_fixture.h"
#include "formats/avif/avif_lib.h"
#include "formats/formats.h"
#include "formats/modules.h"

/* What a picture of Y, U and V is, all of full range and Rec. 601 but for what
   is set after. */
static inline avifImage *
avif_fixture_image(uint32_t width, uint32_t height, uint32_t depth,
		   avifPixelFormat format)
{
	avifImage *image = avifImageCreate(width, height, depth, format);

	image->matrixCoefficients = AVIF_MATRIX_COEFFICIENTS_BT601;
	image->yuvRange = AVIF_RANGE_FULL;
	assert_int_equal(avifImageAllocatePlanes(image, AVIF_PLANES_ALL),
			 AVIF_RESULT_OK);
	return image;
}

/* A sample of a plane: of Y, U and V, or the fourth, alpha. */
static inline void
avif_fixture_set(avifImage *image, unsigned plane, uint32_t x, uint32_t y,
		 unsigned code)
{
	uint8_t *row =
		plane == 3
			? image->alphaPlane + (size_t)image->alphaRowBytes * y
			: image->yuvPlanes[plane] +
				  (size_t)image->yuvRowBytes[plane] * y;

	if (image->depth > 8)
		((uint16_t *)(void *)row)[x] = (uint16_t)code;
	else
		row[x] = (uint8_t)code;
}

/* All samples of a plane: code, and step more for each pixel from the first. */
static inline void
avif_fixture_fill(avifImage *image, unsigned plane, unsigned code,
		  unsigned step)
{
	avifPixelFormatInfo info;
	uint32_t width = image->width, height = image->height;

	avifGetPixelFormatInfo(image->yuvFormat, &info);
	if (plane == 1 || plane == 2) {
		if (info.monochrome)
			return;
		width = (width + (uint32_t)info.chromaShiftX) >>
			info.chromaShiftX;
		height = (height + (uint32_t)info.chromaShiftY) >>
			 info.chromaShiftY;
	}
	for (uint32_t y = 0; y < height; y++)
		for (uint32_t x = 0; x < width; x++, code += step)
			avif_fixture_set(image, plane, x, y, code);
}

/* Y is 10, and 7 more for each pixel; U and V are colours. */
static inline avifImage *
avif_fixture_scene(uint32_t width, uint32_t height, avifPixelFormat format)
{
	avifImage *image = avif_fixture_image(width, height, 8, format);

	avif_fixture_fill(image, 0, 10, 7);
	avif_fixture_fill(image, 1, 90, 1);
	avif_fixture_fill(image, 2, 170, 3);
	avifImageFreePlanes(image, AVIF_PLANES_A);
	return image;
}

/*
 * Write the picture, which goes, n_frames times, with a quantiser of which 0 is
 * without loss; *file is replaced.
 */
static inline void
avif_fixture_write(avifImage *image, int quantiser, unsigned n_frames,
		   struct bytes *file)
{
	avifEncoder *encoder = avifEncoderCreate();
	avifRWData data = AVIF_DATA_EMPTY;
	struct gm_error err;

	encoder->codecChoice = AVIF_CODEC_CHOICE_AOM;
	encoder->speed = AVIF_SPEED_FASTEST;
	encoder->minQuantizer = encoder->maxQuantizer = quantiser;
	encoder->minQuantizerAlpha = encoder->maxQuantizerAlpha = quantiser;
	for (unsigned i = 0; i < n_frames; i++)
		assert_int_equal(
			avifEncoderAddImage(encoder, image, 1,
					    n_frames == 1
						    ? AVIF_ADD_IMAGE_FLAG_SINGLE
						    : AVIF_ADD_IMAGE_FLAG_NONE),
			AVIF_RESULT_OK);
	assert_int_equal(avifEncoderFinish(encoder, &data), AVIF_RESULT_OK);
	file->nbytes = 0;
	assert_int_equal(bytes_append(file, data.data, data.size, &err), GM_OK);
	avifRWDataFree(&data);
	avifEncoderDestroy(encoder);
	avifImageDestroy(image);
}

/* What the library makes of a file: the caller's. */
static inline avifImage *
avif_fixture_read(const struct bytes *file)
{
	avifDecoder *decoder = avifDecoderCreate();
	avifImage *image = avifImageCreateEmpty();

	assert_int_equal(
		avifDecoderReadMemory(decoder, image, file->data, file->nbytes),
		AVIF_RESULT_OK);
	avifDecoderDestroy(decoder);
	return image;
}

static inline void
avif_fixture_decode(const struct bytes *file, const struct conversion *options,
		    struct decoded *d)
{
	fixture_decode(&codec_avif, file->data, file->nbytes, options, d);
}

#endif
