/* SPDX-License-Identifier: MIT */
/*
 * The picture is held as a whole, and coded at the end.
 */
#include "formats/avif/avif.h"

#include <inttypes.h>
#include <stdlib.h>

#include "formats/avif/avif_coding.h"
#include "formats/avif/avif_lib.h"
#include "formats/avif/avif_luma.h"
#include "formats/avif/avif_meta.h"

/*
 * Bytes of a pixel while it is coded, by measurement with noise, which takes
 * most; and of any picture.  Of 8 bits, or more; with alpha; and where least
 * is tried.
 */
#define PIXEL_NBYTES      UINT64_C(40)
#define FAST_PIXEL_NBYTES UINT64_C(24)
#define DEEP_NBYTES       UINT64_C(11)
#define ALPHA_NBYTES      UINT64_C(4)
#define BASE_NBYTES       (UINT64_C(8) << 20)

/* Depth of what has more than 8 bits, in a file that says no other. */
#define MAX_DEPTH 12u

struct writer {
	const struct metadata *metadata;
	enum compress compress;
	struct avif_coding coding;
	uint64_t nbytes;  /* that coding takes */
	avifImage *image; /* owned */
	uint32_t n_taken; /* rows */
	bool rises;
};

static enum gm_status
check_shape(const struct image_info *info, struct gm_error *err)
{
	if (info->bits > 16)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: %" PRIu32
			       " bits per sample cannot be written as AVIF",
			       info->bits);
	if (info->width > AVIF_MAX_SIDE || info->height > AVIF_MAX_SIDE ||
	    info->height > AVIF_MAX_PIXELS / info->width)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "AVIF holds at most %u pixels a side, and %u "
			       "of all",
			       AVIF_MAX_SIDE, AVIF_MAX_PIXELS);
	return GM_OK;
}

/* What the picture was, where it was of this format, else what is usual. */
static struct avif_coding
choose_coding(const struct encoder *enc, const struct metadata *metadata,
	      const struct conversion *conversion)
{
	struct avif_coding coding = {
		.depth = MAX_DEPTH,
		.is_full = true,
		.primaries = AVIF_COLOR_PRIMARIES_BT709,
		.transfer = AVIF_TRANSFER_CHARACTERISTICS_SRGB,
		.matrix = AVIF_MATRIX_COEFFICIENTS_BT601,
	};
	bool is_own = avif_coding_find(metadata, &coding);

	if (enc->info.bits == 8)
		coding.depth = 8;
	else if (coding.depth == 8)
		coding.depth = MAX_DEPTH;
	if (conversion->quality != 0)
		coding.quantiser = avif_coding_of_quality(conversion->quality);
	else if (!is_own && enc->lossy_quality != 0)
		coding.quantiser = avif_coding_like(enc->lossy_quality);
	/* There are no U and V; of those that do not tell Y alone, or that
	   readers do not know, some refuse the picture. */
	switch (coding.matrix) {
	case AVIF_MATRIX_COEFFICIENTS_BT709:
	case AVIF_MATRIX_COEFFICIENTS_BT470BG:
	case AVIF_MATRIX_COEFFICIENTS_BT2020_NCL:
		break;
	default:
		coding.matrix = AVIF_MATRIX_COEFFICIENTS_BT601;
	}
	return coding;
}

static uint64_t
encode_nbytes(const struct image_info *info, enum compress compress)
{
	uint64_t pixel =
		compress == COMPRESS_FAST ? FAST_PIXEL_NBYTES : PIXEL_NBYTES;

	if (info->bits > 8)
		pixel += DEEP_NBYTES;
	if (info->channels == 2)
		pixel += ALPHA_NBYTES * (info->bits / 8);
	return BASE_NBYTES + pixel * info->width * info->height;
}

/* Coding takes so many times as long as to read a pixel may, see
   run/budget.h: up to 0.2, 1 and 8 us. */
static uint64_t
work_of(enum compress compress)
{
	switch (compress) {
	case COMPRESS_FAST:
		return 2;
	case COMPRESS_BEST:
		return 80;
	default:
		return 10;
	}
}

static enum gm_status
make_image(struct writer *w, const struct image_info *info,
	   struct gm_error *err)
{
	const struct avif_coding *coding = &w->coding;
	avifPlanesFlags planes = AVIF_PLANES_YUV;
	avifResult result;

	w->image = avifImageCreate(info->width, info->height, coding->depth,
				   AVIF_PIXEL_FORMAT_YUV400);
	w->image->yuvRange =
		coding->is_full ? AVIF_RANGE_FULL : AVIF_RANGE_LIMITED;
	w->image->colorPrimaries = (avifColorPrimaries)coding->primaries;
	w->image->transferCharacteristics =
		(avifTransferCharacteristics)coding->transfer;
	w->image->matrixCoefficients = (avifMatrixCoefficients)coding->matrix;
	if (info->channels == 2)
		planes |= AVIF_PLANES_A;
	result = avifImageAllocatePlanes(w->image, planes);
	return result == AVIF_RESULT_OK ? GM_OK
					: avif_lib_fail(result, NULL, err);
}

static enum gm_status
encode_open(struct encoder *enc, const struct metadata *metadata,
	    const struct conversion *conversion, struct gm_error *err)
{
	const struct image_info *info = &enc->info;
	uint64_t nbytes = encode_nbytes(info, conversion->compress);
	struct writer *w;
	enum gm_status st = check_shape(info, err);

	if (st == GM_OK)
		st = image_check_memory(info->width, info->height,
					enc->held_nbytes + nbytes,
					conversion->max_nbytes, err);
	if (st == GM_OK)
		st = avif_lib_reserve(nbytes, err);
	if (st != GM_OK)
		return st;
	if (enc->in != NULL)
		file_in_ask(enc->in, (uint64_t)info->width * info->height *
					     work_of(conversion->compress));
	w = calloc(1, sizeof(*w));
	if (w == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (AVIF)");
	enc->state = w;
	w->metadata = metadata;
	w->compress = conversion->compress;
	w->coding = choose_coding(enc, metadata, conversion);
	w->nbytes = nbytes;
	w->rises = enc->rises;
	return make_image(w, info, err);
}

static void
put_code(uint8_t *row, size_t x, uint32_t depth, uint32_t code)
{
	if (depth > 8)
		((uint16_t *)(void *)row)[x] = (uint16_t)code;
	else
		row[x] = (uint8_t)code;
}

static uint32_t
sample_at(const void *rows, size_t i, uint32_t bits)
{
	return bits > 8 ? ((const uint16_t *)rows)[i]
			: ((const uint8_t *)rows)[i];
}

static void
put_row(const struct writer *w, const struct image_info *info, uint32_t y,
	const void *row)
{
	const struct avif_coding *c = &w->coding;
	avifImage *image = w->image;
	uint8_t *luma = image->yuvPlanes[AVIF_CHAN_Y] +
			(size_t)image->yuvRowBytes[AVIF_CHAN_Y] * y;
	size_t step = info->channels;

	for (size_t x = 0; x < info->width; x++)
		put_code(luma, x, c->depth,
			 avif_luma_code(sample_at(row, step * x, info->bits),
					info->bits, c->depth, c->is_full));
	if (step == 1)
		return;
	for (size_t x = 0; x < info->width; x++)
		put_code(
			image->alphaPlane + (size_t)image->alphaRowBytes * y, x,
			c->depth,
			avif_luma_code(sample_at(row, step * x + 1, info->bits),
				       info->bits, c->depth, true));
}

static enum gm_status
encode_rows(struct encoder *enc, void *rows, uint32_t n_rows,
	    struct gm_error *err)
{
	struct writer *w = enc->state;
	const uint8_t *row = rows;

	(void)err;
	for (; n_rows > 0; n_rows--, w->n_taken++) {
		uint32_t y = w->rises ? enc->info.height - 1 - w->n_taken
				      : w->n_taken;

		put_row(w, &enc->info, y, row);
		row += image_row_nbytes(&enc->info);
	}
	return GM_OK;
}

/* Of 0 to 10. */
static int
speed_of(enum compress compress)
{
	switch (compress) {
	case COMPRESS_FAST:
		return 9;
	case COMPRESS_BEST:
		return 3;
	default:
		return 6;
	}
}

static avifResult
code(const struct writer *w, avifRWData *coded)
{
	avifEncoder *encoder = avifEncoderCreate();
	avifResult result;

	encoder->codecChoice = AVIF_CODEC_CHOICE_AOM;
	encoder->maxThreads = 1;
	encoder->speed = speed_of(w->compress);
	encoder->minQuantizer = encoder->maxQuantizer =
		(int)w->coding.quantiser;
	encoder->minQuantizerAlpha = encoder->maxQuantizerAlpha =
		(int)w->coding.alpha_quantiser;
	result = avifEncoderWrite(encoder, w->image, coded);
	avifEncoderDestroy(encoder);
	return result;
}

static enum gm_status
encode_finish(struct encoder *enc, struct gm_error *err)
{
	struct writer *w = enc->state;
	avifRWData coded = AVIF_DATA_EMPTY;
	enum gm_status st = avif_meta_put(w->metadata, w->image, err);
	avifResult result;

	if (st == GM_OK)
		st = avif_lib_reserve(w->nbytes, err);
	if (st != GM_OK)
		return st;
	result = code(w, &coded);
	st = result == AVIF_RESULT_OK
		     ? file_out_write(enc->out, coded.data, coded.size, err)
		     : avif_lib_fail(result, NULL, err);
	avifRWDataFree(&coded);
	return st;
}

static void
encode_close(struct encoder *enc)
{
	struct writer *w = enc->state;

	if (w == NULL)
		return;
	if (w->image != NULL)
		avifImageDestroy(w->image);
	free(w);
	enc->state = NULL;
}

const struct codec_writer avif_writer = {
	.open = encode_open,
	.rows = encode_rows,
	.finish = encode_finish,
	.close = encode_close,
	.takes_rising = true,
};
