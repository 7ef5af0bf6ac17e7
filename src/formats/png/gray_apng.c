/* SPDX-License-Identifier: MIT */
#include "formats/png/gray_apng.h"

#include <string.h>

#include "base/octets.h"
#include "formats/png/chunk_io.h"
#include "formats/png/codec_png.h"
#include "formats/png/png_file.h"
#include "formats/png/skim.h"

/* Pictures of the file: the frames and, first, one that is no frame. */
static size_t
count(const struct apng_frames *frames)
{
	return apng_frames_n(frames) + (frames->has_default ? 0 : 1);
}

/* The frame that picture number i is, or NULL. */
static const struct apng_item *
item_of(const struct apng_frames *frames, size_t i)
{
	if (frames->has_default)
		return apng_frames_item(frames, i);
	return i == 0 ? NULL : apng_frames_item(frames, i - 1);
}

/* What a frame has of the whole picture, but for its size and its pixels. */
static void
share(const struct source *source, struct source *frame)
{
	frame->shape = source->shape;
	memcpy(frame->palette, source->palette, sizeof(frame->palette));
	frame->n_palette = source->n_palette;
	memcpy(frame->alpha, source->alpha, sizeof(frame->alpha));
	frame->has_alpha = source->has_alpha;
	memcpy(frame->background, source->background,
	       sizeof(frame->background));
	frame->background_nbytes = source->background_nbytes;
	frame->has_transparent = source->has_transparent;
	frame->idat.nbytes = 0;
	frame->idat_nbytes.nbytes = 0;
}

/* Have picture number i at hand. */
static enum gm_status
take(struct gray_apng *apng, size_t i, struct gm_error *err)
{
	const struct source *source = apng->source;
	const struct apng_frames *frames = &source->frames;
	const struct apng_item *item = item_of(frames, i);
	struct source *frame = &apng->frame;
	enum gm_status st;

	share(source, frame);
	if (i == 0) {
		st = bytes_append(&frame->idat, source->idat.data,
				  source->idat.nbytes, err);
		return st != GM_OK
			       ? st
			       : bytes_append(&frame->idat_nbytes,
					      source->idat_nbytes.data,
					      source->idat_nbytes.nbytes, err);
	}
	frame->shape.width = item->frame.width;
	frame->shape.height = item->frame.height;
	st = bytes_append(&frame->idat, frames->data.data + item->data_at,
			  item->nbytes, err);
	return st != GM_OK
		       ? st
		       : bytes_append(&frame->idat_nbytes,
				      frames->chunks.data +
					      item->chunk_at * sizeof(uint32_t),
				      item->n_chunks * sizeof(uint32_t), err);
}

static enum gm_status
put_control(struct gray_apng *apng, const struct apng_frame *frame,
	    struct gm_error *err)
{
	uint8_t payload[APNG_FCTL_NBYTES];

	apng_write_frame(frame, apng->sequence++, payload);
	return chunk_append(&apng->chunks, (const uint8_t *)"fcTL", payload,
			    sizeof(payload), err);
}

/* One chunk of data, of the picture of IDAT or of another. */
static enum gm_status
put_chunk(struct gray_apng *apng, bool is_idat, const uint8_t *data,
	  size_t nbytes, struct gm_error *err)
{
	struct bytes *payload = &apng->payload;
	uint8_t sequence[APNG_SEQUENCE_NBYTES];
	enum gm_status st;

	if (is_idat)
		return chunk_append(&apng->chunks, (const uint8_t *)"IDAT",
				    data, nbytes, err);
	octets_put_u32be(sequence, apng->sequence++);
	payload->nbytes = 0;
	st = bytes_append(payload, sequence, sizeof(sequence), err);
	if (st == GM_OK && nbytes > 0)
		st = bytes_append(payload, data, nbytes, err);
	return st != GM_OK
		       ? st
		       : chunk_append(&apng->chunks, (const uint8_t *)"fdAT",
				      payload->data, payload->nbytes, err);
}

/* In the chunks that they came in. */
static enum gm_status
put_same(struct gray_apng *apng, bool is_idat, struct gm_error *err)
{
	const struct bytes *sizes = &apng->frame.idat_nbytes;
	const uint8_t *data = apng->frame.idat.data;
	enum gm_status st = GM_OK;

	for (size_t at = 0; st == GM_OK && at < sizes->nbytes;
	     at += sizeof(uint32_t)) {
		uint32_t nbytes;

		memcpy(&nbytes, sizes->data + at, sizeof(nbytes));
		st = put_chunk(apng, is_idat, data, nbytes, err);
		data += nbytes;
	}
	return st;
}

static enum gm_status
put_new(struct gray_apng *apng, bool is_idat, struct gm_error *err)
{
	const struct bytes *best = &apng->picture->best;
	enum gm_status st = GM_OK;
	size_t n;

	for (size_t at = 0; st == GM_OK && at < best->nbytes; at += n) {
		n = best->nbytes - at;
		if (n > PNG_FILE_IDAT_NBYTES)
			n = PNG_FILE_IDAT_NBYTES;
		st = put_chunk(apng, is_idat, best->data + at, n, err);
	}
	return st;
}

/* Open the picture at hand, or look through what is not held. */
static enum gm_status
open_picture(struct gray_apng *apng, struct gm_error *err)
{
	struct source *frame = &apng->frame;
	enum gm_status st;

	if (shape_nbytes(&frame->shape) > apng->max_row_nbytes)
		return skim_rows(frame, err);
	st = picture_open(apng->picture, frame, apng->lib, err);
	if (st == GM_OK && apng->picture->is_sum_wrong)
		conversion_warn(apng->outcome, CODEC_PNG_WRONG_SUM);
	return st;
}

static enum gm_status
put_pixels(struct gray_apng *apng, bool is_idat, struct gm_error *err)
{
	const struct conversion *conversion = apng->conversion;
	const struct source *frame = &apng->frame;
	enum gm_status st;

	if (!apng->compresses)
		return put_same(apng, is_idat, err);
	st = picture_compress(apng->picture, conversion->gray,
			      conversion->compress, err);
	if (st != GM_OK)
		return st;
	/* What was gray may have been the smallest. */
	return shape_is_color(&frame->shape) ||
			       frame->idat.nbytes > apng->picture->best.nbytes
		       ? put_new(apng, is_idat, err)
		       : put_same(apng, is_idat, err);
}

static enum gm_status
put_picture(struct gray_apng *apng, size_t i, struct gm_error *err)
{
	const struct apng_item *item = item_of(&apng->source->frames, i);
	enum gm_status st = take(apng, i, err);

	if (st == GM_OK)
		st = open_picture(apng, err);
	if (st == GM_OK && item != NULL)
		st = put_control(apng, &item->frame, err);
	return st == GM_OK ? put_pixels(apng, i == 0, err) : st;
}

/* Was alpha left out of those before, and this one has it? */
static bool
needs_alpha_after_all(struct gray_apng *apng)
{
	struct picture *picture = apng->picture;

	if (apng->source->shape.type != SHAPE_RGBA || picture->keeps_alpha ||
	    picture->gray.drops_alpha)
		return false;
	picture->keeps_alpha = true;
	return true;
}

static void
begin(struct gray_apng *apng)
{
	apng->chunks.nbytes = 0;
	apng->sequence = 0;
}

static enum gm_status
put_pictures(struct gray_apng *apng, struct gm_error *err)
{
	size_t n = count(&apng->source->frames), i = 0;
	enum gm_status st = GM_OK;

	begin(apng);
	while (st == GM_OK && i < n) {
		st = put_picture(apng, i++, err);
		/* Of a file, this happens once. */
		if (st == GM_OK && needs_alpha_after_all(apng) && i > 1) {
			begin(apng);
			i = 0;
		}
	}
	return st;
}

enum gm_status
gray_apng_write(struct gray_apng *apng, struct file_out *out,
		struct gm_error *err)
{
	const struct source *source = apng->source;
	const struct apng_frames *frames = &source->frames;
	uint8_t payload[APNG_ACTL_NBYTES];
	enum gm_status st;

	apng->picture->keeps_alpha = apng_frames_show_background(
		frames, source->shape.width, source->shape.height);
	st = put_pictures(apng, err);
	apng->picture->keeps_alpha = false;
	if (st == GM_OK)
		st = png_file_head(source,
				   shape_is_color(&source->shape)
					   ? &apng->picture->gray
					   : NULL,
				   out, err);
	octets_put_u32be(payload, frames->n_announced);
	octets_put_u32be(payload + 4, frames->n_plays);
	if (st == GM_OK)
		st = chunk_write(out, "acTL", payload, sizeof(payload), err);
	if (st == GM_OK)
		st = file_out_write(out, apng->chunks.data, apng->chunks.nbytes,
				    err);
	return st == GM_OK ? png_file_tail(source, out, err) : st;
}
