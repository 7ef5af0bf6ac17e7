/* SPDX-License-Identifier: MIT */
/*
 * The picture is decoded as a whole when its first row is asked for, and
 * delivered by parts.
 */
#include "formats/avif/avif.h"

#include <inttypes.h>
#include <stdlib.h>

#include "codec/hush.h"
#include "formats/avif/avif_coding.h"
#include "formats/avif/avif_file.h"
#include "formats/avif/avif_lib.h"
#include "formats/avif/avif_meta.h"
#include "formats/avif/avif_view.h"
#include "meta/settle.h"

/* What the library and the decoder hold of any picture. */
#define BASE_NBYTES (UINT64_C(4) << 20)

/* Pixels that a tile may have in any picture. */
#define FREE_PIXELS 65536u

struct reader {
	const struct conversion *conversion;
	struct avif_input input;
	struct avif_file file;
	avifDecoder *decoder; /* owned */
	struct avif_view view;
	bool is_decoded;
	uint32_t next_y;
};

/* Pictures that others take are taken, too: what is asked for strictly is
   nothing that a picture needs. */
static enum gm_status
open_decoder(struct reader *r, struct gm_error *err)
{
	enum gm_status st = avif_lib_reserve(BASE_NBYTES, err);

	if (st != GM_OK)
		return st;
	r->decoder = avifDecoderCreate();
	r->decoder->maxThreads = 1;
	r->decoder->strictFlags = AVIF_STRICT_DISABLED;
	r->decoder->imageDimensionLimit = AVIF_MAX_SIDE;
	r->decoder->imageSizeLimit = AVIF_MAX_PIXELS;
	avif_lib_input(&r->input, r->decoder);
	return GM_OK;
}

/* Where something is not there, the library may say that boxes are wrong. */
static enum gm_status
check_result(const struct reader *r, avifResult result, struct gm_error *err)
{
	if (result == AVIF_RESULT_OK)
		return GM_OK;
	if (r->file.is_cut && result == AVIF_RESULT_BMFF_PARSE_FAILED)
		result = AVIF_RESULT_TRUNCATED_DATA;
	return avif_lib_fail(result, r->input.in, err);
}

static enum gm_status
parse(struct reader *r, struct gm_error *err)
{
	avifDecoder *decoder = r->decoder;
	avifResult result = avifDecoderParse(decoder);

	/* The picture does not need it. */
	if (result == AVIF_RESULT_INVALID_EXIF_PAYLOAD) {
		decoder->ignoreExif = AVIF_TRUE;
		result = avifDecoderParse(decoder);
	}
	return check_result(r, result, err);
}

static enum gm_status
check_frames(const struct reader *r, struct gm_error *err)
{
	int n_frames = r->decoder->imageCount;

	if (n_frames > 1 && !r->conversion->first_frame)
		return gm_fail(err, GM_ERR_MULTIFRAME, 0,
			       "sequence of %d frames; --frames=first takes "
			       "the first",
			       n_frames);
	return GM_OK;
}

/* Halves of a sample of a pixel: Y, U and V, which may be fewer. */
static uint64_t
half_samples(avifPixelFormat format)
{
	switch (format) {
	case AVIF_PIXEL_FORMAT_YUV400:
		return 2;
	case AVIF_PIXEL_FORMAT_YUV420:
		return 3;
	case AVIF_PIXEL_FORMAT_YUV422:
		return 4;
	default:
		return 6;
	}
}

/*
 * By measurement: the samples, and half of one that the decoder has besides;
 * tiles of a grid are put together from copies, and what is read of the file
 * is there twice.
 */
static uint64_t
held_nbytes(const struct reader *r)
{
	const avifImage *image = r->decoder->image;
	uint64_t halves = half_samples(image->yuvFormat) + 1;
	uint64_t n_pixels = (uint64_t)image->width * image->height;

	if (r->decoder->alphaPresent)
		halves += 3;
	if (image->depth > 8)
		halves *= 2;
	if (r->file.is_grid)
		halves *= 2;
	return BASE_NBYTES + n_pixels * halves / 2 +
	       avif_view_nbytes(&r->view) + 2 * r->input.in->nbytes;
}

static uint32_t
size_limit(const avifImage *image)
{
	uint64_t most = 4 * (uint64_t)image->width * image->height;

	most += FREE_PIXELS;
	return most < AVIF_MAX_PIXELS ? (uint32_t)most : AVIF_MAX_PIXELS;
}

/* By the whole picture, of which less may be shown. */
static enum gm_status
check_size(struct reader *r, struct decoder *dec, struct gm_error *err)
{
	const avifImage *image = r->decoder->image;
	const struct file_in *in = r->input.in;
	enum gm_status st = image_check_size(in, image->width, image->height,
					     r->conversion->max_pixels, err);

	if (st == GM_OK)
		st = check_frames(r, err);
	if (st == GM_OK)
		st = avif_view_tell(&r->view, image, r->decoder->alphaPresent,
				    err);
	if (st != GM_OK)
		return st;
	dec->held_nbytes = held_nbytes(r);
	/* What is coded larger than the file says is not decoded; tiles may go
	   beyond the edges, of a picture that is smaller than one, too. */
	r->decoder->imageSizeLimit = size_limit(image);
	return image_check_held(in, image->width, image->height,
				dec->held_nbytes, r->conversion->max_nbytes,
				err);
}

static void
find_quantiser(struct reader *r)
{
	struct avif_file *file = &r->file;
	avifExtent extent;

	if (file->is_sequence &&
	    avifDecoderNthImageMaxExtent(r->decoder, 0, &extent) ==
		    AVIF_RESULT_OK)
		file->colors = avif_file_quantiser(r->input.in, extent.offset,
						   extent.size);
}

/* What a picture of which nothing is known is taken for: libavif's programs
   take that where nothing is asked. */
#define DEFAULT_QUALITY 60u

/* 0 is without loss. */
static unsigned
quantiser_of(const struct avif_quantiser *quantiser)
{
	if (!quantiser->is_known)
		return avif_coding_of_quality(DEFAULT_QUALITY);
	return quantiser->of.is_lossless
		       ? 0
		       : avif_coding_quantiser(quantiser->of.base_q_idx);
}

static struct avif_coding
find_coding(struct reader *r)
{
	const avifImage *image = r->decoder->image;
	struct avif_coding coding = {
		.depth = image->depth,
		.is_full = image->yuvRange == AVIF_RANGE_FULL,
		.quantiser = quantiser_of(&r->file.colors),
		.alpha_quantiser = quantiser_of(&r->file.alpha),
		.primaries = image->colorPrimaries,
		.transfer = image->transferCharacteristics,
		.matrix = image->matrixCoefficients,
	};

	/* Gray that is made of colours has codes that the narrow range lacks,
	   which only loss can spare. */
	if (coding.quantiser == 0 && !r->view.is_luma)
		coding.is_full = true;
	return coding;
}

/* Y, or colours. */
static enum gm_status
choose_samples(struct reader *r, struct decoder *dec, struct gm_error *err)
{
	const avifImage *image = r->decoder->image;
	bool has_colors = image->yuvFormat != AVIF_PIXEL_FORMAT_YUV400;
	struct image_info colors = r->view.info;
	enum gm_status st = GM_OK;

	dec->metadata.was_color |= has_colors;
	colors.channels += 2;
	if (has_colors)
		st = settle_find_graying(&dec->metadata, &colors, false,
					 r->conversion->gray, &dec->graying,
					 err);
	r->view.graying = &dec->graying;
	r->view.is_luma =
		!has_colors || (graying_is_plain(&dec->graying) &&
				avif_view_is_gray(image, r->conversion->gray));
	if (has_colors && r->conversion->check != CHECK_NOT)
		avif_view_keep_colors(&r->view);
	return st;
}

static enum gm_status
take_metadata(struct reader *r, struct decoder *dec, struct gm_error *err)
{
	const avifImage *image = r->decoder->image;
	struct avif_coding coding;
	enum gm_status st = avif_meta_take(image, &dec->metadata, err);

	if (st == GM_OK)
		st = choose_samples(r, dec, err);
	if (st != GM_OK)
		return st;
	find_quantiser(r);
	coding = find_coding(r);
	if (coding.quantiser > 0)
		dec->lossy_quality = avif_coding_likeness(coding.quantiser);
	dec->metadata.left_out |= r->file.left_out;
	return avif_coding_add(&coding, &dec->metadata, err);
}

static enum gm_status
open_file(struct reader *r, struct decoder *dec, struct gm_error *err)
{
	enum gm_status st = avif_file_look(r->input.in, &r->file, err);

	if (st == GM_OK)
		st = open_decoder(r, err);
	if (st == GM_OK)
		st = parse(r, err);
	if (st == GM_OK)
		st = check_size(r, dec, err);
	if (st == GM_OK)
		st = take_metadata(r, dec, err);
	if (st == GM_OK)
		dec->info = r->view.info;
	return st;
}

static enum gm_status
decode_open(struct decoder *dec, struct file_in *in,
	    const struct conversion *conversion, struct gm_error *err)
{
	struct reader *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (AVIF)");
	r->conversion = conversion;
	r->input.in = in;
	dec->state = r;
	return open_file(r, dec, err);
}

static enum gm_status
decode(struct reader *r, const struct decoder *dec, struct gm_error *err)
{
	struct hush hush = {0};
	avifResult result;
	enum gm_status st = hush_begin(&hush, err);

	if (st == GM_OK)
		st = avif_lib_reserve(dec->held_nbytes, err);
	if (st == GM_OK)
		result = avifDecoderNextImage(r->decoder);
	hush_end(&hush);
	if (st != GM_OK)
		return st;
	r->is_decoded = true;
	return check_result(r, result, err);
}

static enum gm_status
decode_rows(struct decoder *dec, void *rows, uint32_t n_rows,
	    struct gm_error *err)
{
	struct reader *r = dec->state;
	enum gm_status st = GM_OK;

	if (!r->is_decoded)
		st = decode(r, dec, err);
	if (st == GM_OK)
		st = avif_view_rows(&r->view, r->next_y, n_rows, rows, err);
	r->next_y += n_rows;
	return st;
}

/* The picture goes before a writer needs much more memory. */
static void
free_picture(struct reader *r)
{
	if (r->decoder != NULL)
		avifDecoderDestroy(r->decoder);
	r->decoder = NULL;
	bytes_free(&r->input.buffer);
	avif_view_close(&r->view);
}

static enum gm_status
decode_finish(struct decoder *dec, struct gm_error *err)
{
	struct reader *r = dec->state;

	(void)err;
	free_picture(r);
	if (r->file.is_cut)
		conversion_warn(dec->outcome,
				"truncated: what follows is missing");
	dec->outcome->has_more = r->file.has_more;
	return GM_OK;
}

static void
decode_close(struct decoder *dec)
{
	struct reader *r = dec->state;

	if (r != NULL)
		free_picture(r);
	free(r);
	dec->state = NULL;
}

const struct codec_reader avif_reader = {
	.open = decode_open,
	.rows = decode_rows,
	.finish = decode_finish,
	.close = decode_close,
};
