/* SPDX-License-Identifier: MIT */
/*
 * fuzz_avif.c - AVIF on any bytes: its boxes, its reader, its ways
 *
 * What every codec promises.  What is read has the gray that is made, pixel by
 * pixel, of what libavif decodes as a whole; what was coded without loss and is
 * written again has it, too.
 */
#include "fuzz_harness.h"

#include <stdlib.h>
#include <string.h>

#include <avif/avif.h>

#include "by_pixels.h"
#include "codec_check.h"
#include "formats/avif/avif_lib.h"
#include "formats/formats.h"
#include "formats/modules.h"
#include "fuzz_fail.h"
#include "fuzz_noise.h"
#include "fuzz_outcome.h"
#include "image/gray.h"

/* Read by itself. */
struct reading {
	struct decoder dec;
	struct bytes rows;
};

static bool
read_file(const struct bytes *file, enum gray_method gray,
	  struct reading *reading)
{
	const struct conversion conversion = {.max_pixels =
						      CODEC_CHECK_MAX_PIXELS,
					      .gray = gray,
					      .first_frame = true};
	const struct codec_reader *reader = codec_avif.reader;
	struct decoder *dec = &reading->dec;
	struct outcome outcome = {0};
	struct fuzz_file_in in;
	struct gm_error err = {0};
	enum gm_status st;

	fuzz_file_in_open(&in, file->data, file->nbytes, FUZZ_FILE_ALL);
	dec->codec = &codec_avif;
	dec->outcome = &outcome;
	st = reader->open(dec, &in.file, &conversion, &err);
	if (st == GM_OK)
		st = bytes_reserve(
			&reading->rows,
			image_row_nbytes(&dec->info) * dec->info.height, &err);
	if (st == GM_OK)
		st = reader->rows(dec, reading->rows.data, dec->info.height,
				  &err);
	reader->close(dec);
	metadata_free(&dec->metadata);
	fuzz_file_in_close(&in);
	if (st != GM_OK)
		fuzz_require_reason(st, &err);
	return st == GM_OK;
}

/* By the library alone; NULL when it cannot be. */
static avifDecoder *
decode(const struct bytes *file)
{
	avifDecoder *decoder = avifDecoderCreate();

	decoder->strictFlags = AVIF_STRICT_DISABLED;
	decoder->imageSizeLimit = 8 * CODEC_CHECK_MAX_PIXELS;
	decoder->ignoreExif = AVIF_TRUE;
	if (avifDecoderSetIOMemory(decoder, file->data, file->nbytes) ==
		    AVIF_RESULT_OK &&
	    avifDecoderParse(decoder) == AVIF_RESULT_OK &&
	    avifDecoderNextImage(decoder) == AVIF_RESULT_OK)
		return decoder;
	avifDecoderDestroy(decoder);
	return NULL;
}

/* Where a pixel that is seen comes from. */
static void
find_origin(const avifImage *image, uint32_t *x, uint32_t *y)
{
	avifCropRect crop = {0, 0, image->width, image->height};
	avifDiagnostics ignored;
	avifCropRect rect;
	uint32_t width, height, turned;
	unsigned quarters = 0;

	if ((image->transformFlags & AVIF_TRANSFORM_CLAP) != 0 &&
	    avifCropRectConvertCleanApertureBox(&rect, &image->clap,
						image->width, image->height,
						image->yuvFormat, &ignored))
		crop = rect;
	if ((image->transformFlags & AVIF_TRANSFORM_IROT) != 0)
		quarters = image->irot.angle & 3;
	width = quarters % 2 == 0 ? crop.width : crop.height;
	height = quarters % 2 == 0 ? crop.height : crop.width;
	if ((image->transformFlags & AVIF_TRANSFORM_IMIR) != 0) {
		if (image->imir.AVIF_LIB_AXIS == 0)
			*y = height - 1 - *y;
		else
			*x = width - 1 - *x;
	}
	/* Each quarter back: the right column was the upper row. */
	for (; quarters > 0; quarters--) {
		turned = *x;
		*x = height - 1 - *y;
		*y = turned;
		turned = width;
		width = height;
		height = turned;
	}
	*x += crop.x;
	*y += crop.y;
}

/* A code of a plane, as a sample. */
static uint32_t
sample_at(const avifImage *image, const uint8_t *plane, uint32_t row_nbytes,
	  uint32_t x, uint32_t y, bool is_full)
{
	const uint8_t *row = plane + (size_t)row_nbytes * y;
	uint32_t most = image->depth > 8 ? 65535 : 255;
	double top = (1u << image->depth) - 1, code, black, white;

	code = image->depth > 8 ? ((const uint16_t *)(const void *)row)[x]
				: row[x];
	black = is_full ? 0 : 16 << (image->depth - 8);
	white = is_full ? top : 235 << (image->depth - 8);
	code = (code - black) / (white - black);
	return (uint32_t)((code < 0 ? 0 : code > 1 ? 1 : code) * most + 0.5);
}

static void
check_luma(const struct reading *reading, const avifImage *image)
{
	const struct image_info *info = &reading->dec.info;

	if (image->alphaPremultiplied)
		return;
	for (uint32_t i = 0; i < info->width * info->height; i++) {
		size_t at = (size_t)i * info->channels;
		uint32_t x = i % info->width, y = i / info->width;
		uint32_t sample =
			info->bits == 8
				? reading->rows.data[at]
				: ((uint16_t *)(void *)reading->rows.data)[at];

		find_origin(image, &x, &y);
		fuzz_require(
			sample == sample_at(image, image->yuvPlanes[0],
					    image->yuvRowBytes[0], x, y,
					    image->yuvRange == AVIF_RANGE_FULL),
			"Y is the gray", NULL);
	}
}

/* The whole picture at once, with alpha or without. */
static bool
convert(const avifImage *image, const struct image_info *info,
	avifRGBImage *rgb)
{
	avifRGBImageSetDefaults(rgb, image);
	rgb->depth = info->bits;
	rgb->format = info->channels == 2 ? AVIF_RGB_FORMAT_RGBA
					  : AVIF_RGB_FORMAT_RGB;
	rgb->chromaUpsampling = AVIF_CHROMA_UPSAMPLING_BEST_QUALITY;
	rgb->avoidLibYUV = AVIF_TRUE;
	avifRGBImageAllocatePixels(rgb);
	return avifImageYUVToRGB(image, rgb) == AVIF_RESULT_OK;
}

static void
check_colors(const struct reading *reading, const avifImage *image,
	     enum gray_method gray)
{
	const struct image_info *info = &reading->dec.info;
	struct image_info colors = *info;
	size_t nbytes = info->channels * info->bits / 8;
	avifRGBImage rgb;

	colors.channels += 2;
	if (convert(image, info, &rgb))
		for (uint32_t i = 0; i < info->width * info->height; i++) {
			uint32_t x = i % info->width, y = i / info->width;
			size_t size = (size_t)colors.channels * info->bits / 8;
			uint16_t pixel[2];

			find_origin(image, &x, &y);
			gray_convert(gray, &colors,
				     rgb.pixels + (size_t)rgb.rowBytes * y +
					     size * x,
				     1, pixel);
			fuzz_require(memcmp(pixel,
					    reading->rows.data + nbytes * i,
					    nbytes) == 0,
				     "gray is that of the colours", NULL);
		}
	avifRGBImageFreePixels(&rgb);
}

/* Is it by colours, whatever they are? */
static bool
needs_colors(const avifImage *image, enum gray_method gray)
{
	unsigned matrix = image->matrixCoefficients;

	if (image->yuvFormat == AVIF_PIXEL_FORMAT_YUV400)
		return false;
	if (gray == GRAY_REC601)
		return matrix != 2 && matrix != 5 && matrix != 6;
	return gray != GRAY_REC709 || matrix != 1;
}

static void
check_pixels(const struct bytes *file)
{
	enum gray_method gray = fuzz_noise_method();
	struct reading reading = {0};
	avifDecoder *decoder = NULL;

	if (read_file(file, gray, &reading))
		decoder = decode(file);
	if (decoder != NULL && needs_colors(decoder->image, gray))
		check_colors(&reading, decoder->image, gray);
	else if (decoder != NULL)
		check_luma(&reading, decoder->image);
	if (decoder != NULL)
		avifDecoderDestroy(decoder);
	bytes_free(&reading.rows);
}

/* Alpha has a quantiser of its own: its samples become those of the other. */
static void
take_alpha(struct reading *to, const struct reading *from)
{
	const struct image_info *info = &to->dec.info;
	size_t n_bytes = info->bits / 8;

	if (info->channels != 2)
		return;
	for (size_t at = n_bytes; at < to->rows.nbytes; at += 2 * n_bytes)
		memcpy(to->rows.data + at, from->rows.data + at, n_bytes);
}

/* What was without loss, written again, is what it was. */
static void
check_lossless(const struct bytes *file)
{
	struct by_pixels_options options = {
		.conversion = {.max_pixels = CODEC_CHECK_MAX_PIXELS,
			       .compress = COMPRESS_FAST},
	};
	struct reading was = {0}, is = {0};
	struct by_pixels c;

	by_pixels_run(&c, file, &options);
	if (c.status == GM_OK && read_file(file, GRAY_REC601, &was) &&
	    was.dec.lossy_quality == 0) {
		fuzz_require(read_file(&c.out, GRAY_REC601, &is),
			     "a copy can be read", NULL);
		fuzz_require(is.dec.lossy_quality == 0,
			     "a copy is without loss, too", NULL);
		is.rows.nbytes = was.rows.nbytes =
			image_row_nbytes(&is.dec.info) * is.dec.info.height;
		fuzz_require(is.dec.info.channels == was.dec.info.channels &&
				     is.dec.info.bits == was.dec.info.bits,
			     "a copy has the shape", NULL);
		take_alpha(&is, &was);
		fuzz_require_same(&is.rows, &was.rows, "a copy has the pixels");
	}
	by_pixels_free(&c);
	bytes_free(&was.rows);
	bytes_free(&is.rows);
}

static void
check_direct(const struct bytes *file)
{
	const struct conversion conversion = {.max_pixels =
						      CODEC_CHECK_MAX_PIXELS};
	void *state = NULL;
	struct fuzz_outcome o;

	fuzz_outcome_run(codec_avif.direct[0]->copy, &state, file, &conversion,
			 FUZZ_FILE_ALL, &o);
	if (o.status == GM_OK)
		fuzz_require_same(&o.out.buf, file, "a copy has all bytes");
	else if (o.status != GM_ERR_UNSUPPORTED)
		fuzz_require_reason(o.status, &o.err);
	fuzz_file_out_close(&o.out);
}

int
fuzz_input(const uint8_t *data, size_t size)
{
	static const struct codec *const codecs[] = {&codec_avif, NULL};
	const struct bytes file = {.data = (uint8_t *)data, .nbytes = size};

	if (codec_avif.reader == NULL)
		modules_use(&codec_avif, &graymill_module_avif);
	if (!codec_avif.sniff(data, size))
		return 0;
	codec_check(data, size, codecs);
	check_pixels(&file);
	check_lossless(&file);
	check_direct(&file);
	return 0;
}
