/* SPDX-License-Identifier: MIT */
#include "formats/png/codec_png.h"

#include <stdlib.h>

#include "formats/png/chunk_io.h"
#include "formats/png/gray_apng.h"
#include "formats/png/picture.h"
#include "formats/png/png_file.h"
#include "formats/png/skim.h"
#include "formats/png/source.h"
#include "meta/orientation.h"

/*
 * Most bytes of all rows that are held: 256 MiB, a picture of 89 million
 * pixels in RGB.  Besides, the compressed data of input and output are held.
 */
#define MAX_NBYTES (UINT64_C(256) << 20)

/*
 * What packs tighter than any drawing is not held beyond so many bytes, with
 * all that is made of it: rows one by one take little memory.
 */
#define FREE_NBYTES (UINT64_C(215) << 20)
#define MAX_RATIO   42u

/* Of gray to be copied, the rows need not be held, but the file is. */
#define SKIM_MAX_NBYTES (UINT64_C(16) << 20)

/* Buffers kept from file to file. */
struct buffers {
	struct deflate_lib lib;
	struct source source;
	struct picture picture;
	struct gray_apng apng;
};

/* Any way gives the same pixels. */
static bool
serves_all(const struct conversion *conversion)
{
	(void)conversion;
	return true;
}

/* The pixels of a gray file in the chunks that they came in. */
static enum gm_status
put_same_pixels(const struct source *source, struct file_out *out,
		struct gm_error *err)
{
	const uint32_t *sizes =
		(const uint32_t *)(const void *)source->idat_nbytes.data;
	size_t n = source->idat_nbytes.nbytes / sizeof(sizes[0]);
	const uint8_t *data = source->idat.data;
	enum gm_status st = GM_OK;

	for (size_t i = 0; st == GM_OK && i < n; i++) {
		st = chunk_write(out, "IDAT", data, sizes[i], err);
		data += sizes[i];
	}
	return st;
}

static enum gm_status
put_pixels(const struct bytes *data, struct file_out *out, struct gm_error *err)
{
	enum gm_status st = GM_OK;
	size_t n;

	for (size_t at = 0; st == GM_OK && at < data->nbytes; at += n) {
		n = data->nbytes - at;
		if (n > PNG_FILE_IDAT_NBYTES)
			n = PNG_FILE_IDAT_NBYTES;
		st = chunk_write(out, "IDAT", data->data + at, n, err);
	}
	return st;
}

/* What the source is besides its pixels, around new ones or its own. */
static enum gm_status
put_png(const struct source *source, const struct picture *picture, bool is_new,
	struct file_out *out, struct gm_error *err)
{
	enum gm_status st =
		png_file_head(source, is_new ? &picture->gray : NULL, out, err);

	if (st == GM_OK)
		st = is_new ? put_pixels(&picture->best, out, err)
			    : put_same_pixels(source, out, err);
	return st == GM_OK ? png_file_tail(source, out, err) : st;
}

static uint64_t
least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* By IHDR, where it stands in every PNG. */
static enum shape_type
type_of(struct file_in *in)
{
	const uint8_t *head;

	return file_in_peek(in, 26, &head) >= 26 ? (enum shape_type)head[25]
						 : SHAPE_GRAY;
}

/*
 * At most, in thirds of the rows: they, gray ones where matches are looked for,
 * and what is made of those.
 */
static unsigned
held_thirds(enum shape_type type)
{
	switch (type) {
	case SHAPE_RGB:
	case SHAPE_RGBA:
		return 5;
	default:
		return 9;
	}
}

/* Bytes of rows, and of the file with all frames of an animation. */
static uint64_t
max_held(const struct conversion *conversion)
{
	uint64_t most = conversion->max_nbytes / 4;

	return least(most != 0 ? most : MAX_NBYTES, MAX_NBYTES);
}

static uint64_t
max_row_nbytes(const struct conversion *conversion, struct file_in *in)
{
	uint64_t most = max_held(conversion);

	return in->nbytes < MAX_NBYTES
		       ? least(most, (FREE_NBYTES + in->nbytes * MAX_RATIO) *
					     3 / held_thirds(type_of(in)))
		       : most;
}

/* Is gray of this shape what is compressed again, to be smaller? */
static bool
improves(const struct conversion *conversion, const struct shape *shape)
{
	return conversion->compress == COMPRESS_BEST && !shape->is_interlaced &&
	       shape->depth != 16;
}

/* Whether rows can be looked through that are too many to be held. */
static bool
may_skim(const struct conversion *conversion, struct file_in *in)
{
	enum shape_type type = type_of(in);

	return conversion->compress != COMPRESS_BEST &&
	       in->nbytes <= SKIM_MAX_NBYTES &&
	       (type == SHAPE_GRAY || type == SHAPE_GRAY_ALPHA);
}

static enum gm_status
make_gray(struct buffers *buffers, struct file_out *out,
	  const struct conversion *conversion, struct gm_error *err)
{
	struct source *source = &buffers->source;
	const struct shape *shape = &source->shape;
	struct picture *picture = &buffers->picture;
	bool is_color = shape_is_color(shape);
	enum gm_status st;

	if (!is_color && !improves(conversion, shape))
		return put_png(source, picture, false, out, err);
	st = picture_compress(picture, conversion->gray, conversion->compress,
			      err);
	if (st != GM_OK)
		return st;
	/* What was gray may have been the smallest. */
	return put_png(source, picture,
		       is_color || source->idat.nbytes > picture->best.nbytes,
		       out, err);
}

static bool
has_alpha(const struct shape *shape)
{
	return shape->type == SHAPE_RGBA || shape->type == SHAPE_GRAY_ALPHA;
}

/* All frames, unless there are more pixels than any way takes. */
static enum gm_status
make_animation(struct buffers *buffers, struct file_in *in, uint64_t most,
	       struct file_out *out, const struct conversion *conversion,
	       struct outcome *outcome, struct gm_error *err)
{
	struct source *source = &buffers->source;
	struct gray_apng *apng = &buffers->apng;

	if (conversion->first_frame)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "of several frames, one");
	/* As image_check_frames(), but of what is there of each frame. */
	if (source->n_pixels * (has_alpha(&source->shape) ? 2 : 1) >
	    IMAGE_BLANK_PIXELS + IMAGE_BLANK_RATIO * in->nbytes)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "more pixels than such a file may have");
	apng->source = source;
	apng->picture = &buffers->picture;
	apng->lib = &buffers->lib;
	apng->conversion = conversion;
	apng->outcome = outcome;
	apng->max_row_nbytes = most;
	apng->compresses = shape_is_color(&source->shape) ||
			   improves(conversion, &source->shape);
	return gray_apng_write(apng, out, err);
}

static enum gm_status
copy(void **state, struct file_in *in, struct file_out *out,
     const struct conversion *conversion, struct metadata *metadata,
     struct outcome *outcome, struct gm_error *err)
{
	struct buffers *buffers = *state;
	struct source *source;
	uint64_t most = max_row_nbytes(conversion, in);
	enum gm_status st;

	if (buffers == NULL)
		buffers = calloc(1, sizeof(*buffers));
	if (buffers == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (PNG)");
	*state = buffers;
	source = &buffers->source;
	source->max_frames_nbytes = max_held(conversion);
	st = source_read(source, in, conversion->max_pixels,
			 may_skim(conversion, in) ? UINT64_MAX : most, metadata,
			 err);
	conversion_found(outcome, source->shape.width, source->shape.height,
			 source->shape.depth,
			 source->frames.is_animated ? source->frames.n_announced
						    : 0);
	outcome->has_more = source->has_more;
	if (st != GM_OK)
		return st;
	if (conversion->orient && source->orientation > ORIENTATION_UPRIGHT)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "to be turned");
	/* A suggestion (PNG 11.3.4.1). */
	if (conversion->strip != STRIP_NOTHING)
		source->background_nbytes = 0;
	if (source->warning != NULL)
		conversion_warn(outcome, source->warning);
	if (source->frames.is_animated)
		return make_animation(buffers, in, most, out, conversion,
				      outcome, err);
	if (shape_nbytes(&source->shape) > most) {
		st = skim_rows(source, err);
		return st == GM_OK ? put_png(source, NULL, false, out, err)
				   : st;
	}
	st = picture_open(&buffers->picture, source, &buffers->lib, err);
	if (st == GM_OK && buffers->picture.is_sum_wrong)
		conversion_warn(outcome, CODEC_PNG_WRONG_SUM);
	return st == GM_OK ? make_gray(buffers, out, conversion, err) : st;
}

const struct codec_direct codec_png_direct = {
	.way = CONVERSION_DIRECT,
	.serves = serves_all,
	.copy = copy,
};
