/* SPDX-License-Identifier: MIT */
#include "formats/png/codec_png_frames.h"

#include <stdio.h>
#include <string.h>

#include "base/octets.h"
#include "formats/png/chunk_io.h"

/* Two chunks of 256 colours and their alpha. */
#define SHARED_MAX_NBYTES (256 * 4 + 2 * CHUNK_IO_EXTRA)

/* What a denominator of 0 stands for (PNG 11.3.6.2). */
#define DEFAULT_DEN 100u

/* The picture of IDAT stands alone: what follows it is left out, if any does.
 */
static enum gm_status
take_still(struct codec_png_frames *f, struct gm_error *err)
{
	char text[GM_ERROR_TEXT_BYTES];

	snprintf(text, sizeof(text),
		 "no animation, but the picture that it comes with: %.180s",
		 err->text);
	conversion_warn(f->dec->outcome, text);
	f->dec->outcome->has_more |= !f->is_cut;
	*err = (struct gm_error){0};
	f->n = 0;
	return GM_OK;
}

/* Frames that are there as a whole. */
static size_t
count_whole(const struct apng_frames *frames)
{
	size_t n = apng_frames_n(frames);

	return n > 0 && apng_frames_item(frames, n - 1)->n_chunks == 0 ? n - 1
								       : n;
}

static enum gm_status
fail_cut(struct gm_error *err)
{
	return gm_fail(err, GM_ERR_TRUNCATED, 0,
		       "truncated: the file ends before the animation does");
}

/*
 * The file ends, or cannot be followed, before it says so.  What was cut in the
 * middle of a frame lacks that one.
 */
static enum gm_status
end_early(struct codec_png_frames *f, const struct chunk *chunk,
	  struct gm_error *err)
{
	struct file_in *in = f->in;
	uint64_t left = in->nbytes > in->n_read ? in->nbytes - in->n_read : 0;
	bool is_cut = left == 0 || chunk->nbytes > left;
	enum gm_status st = file_in_status(in, err);

	if (st != GM_OK)
		return st;
	f->n = count_whole(&f->frames);
	f->is_cut = is_cut;
	if (f->n == f->frames.n_announced && is_cut &&
	    (f->is_over || !apng_frames_is_theirs(chunk))) {
		*err = (struct gm_error){0};
		conversion_warn(f->dec->outcome, CODEC_NO_END);
		return GM_OK;
	}
	if (!f->conversion->salvage)
		return is_cut ? fail_cut(err)
			      : gm_fail(err, GM_ERR_CORRUPT, 0,
					"corrupt: a chunk of the animation is "
					"damaged");
	if (f->n == 0)
		return take_still(f, err);
	*err = (struct gm_error){0};
	conversion_warn(f->dec->outcome,
			"truncated: the frames that are missing are left out");
	return GM_OK;
}

/* Is it before the pixels, and needed for those of every frame? */
static bool
is_shared(const struct codec_png_frames *f, const struct chunk *chunk)
{
	return !f->frames.has_pixels &&
	       (chunk_is(chunk, "PLTE") || chunk_is(chunk, "tRNS"));
}

/* After the pixels, the library does not come to it any more. */
static bool
is_late(const struct codec_png_frames *f, const struct chunk *chunk)
{
	return f->frames.has_pixels && (chunk->type[0] & 0x20) != 0 &&
	       chunk->nbytes <= METADATA_MAX_BYTES;
}

static bool
is_wanted(const struct codec_png_frames *f, const struct chunk *chunk)
{
	if (chunk_is(chunk, "IDAT"))
		return f->frames.has_default;
	return chunk_is(chunk, "IHDR") || chunk_is(chunk, "IEND") ||
	       apng_frames_is_theirs(chunk) || is_shared(f, chunk) ||
	       is_late(f, chunk);
}

/* Read a chunk, or pass over it.  Fails with GM_ERR_UNSUPPORTED likewise. */
static enum gm_status
read_chunk(struct codec_png_frames *f, struct chunk *chunk,
	   struct gm_error *err)
{
	enum gm_status st;

	*chunk = (struct chunk){.nbytes = 0};
	f->payload.nbytes = 0;
	st = chunk_read_head(f->in, chunk, err);
	if (st != GM_OK)
		return st;
	if (is_wanted(f, chunk))
		return chunk_read_payload(f->in, chunk, &f->payload, err);
	return file_in_seek(f->in, f->in->n_read + chunk->nbytes + 4)
		       ? GM_OK
		       : gm_fail(err, GM_ERR_UNSUPPORTED, 0,
				 "the file ends in a chunk");
}

static enum gm_status
take_header(struct codec_png_frames *f, const struct chunk *chunk,
	    struct gm_error *err)
{
	if (chunk->nbytes != SHAPE_HEADER_NBYTES || f->shape.width != 0)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "chunk IHDR is malformed");
	return shape_read(&f->shape, f->payload.data, err);
}

/* It goes with every frame, so it must not be long. */
static enum gm_status
share(struct codec_png_frames *f, const struct chunk *chunk,
      struct gm_error *err)
{
	if (f->shared.nbytes + chunk->nbytes > SHARED_MAX_NBYTES)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "chunk %.4s is malformed",
			       (const char *)chunk->type);
	return chunk_append(&f->shared, chunk->type, f->payload.data,
			    chunk->nbytes, err);
}

/* Are all frames there that it says? */
static bool
is_over(const struct codec_png_frames *f, const struct chunk *chunk)
{
	return f->is_over || (f->frames.has_pixels && chunk_is(chunk, "fcTL") &&
			      count_whole(&f->frames) == f->frames.n_announced);
}

static enum gm_status
take_theirs(struct codec_png_frames *f, const struct chunk *chunk,
	    struct gm_error *err)
{
	bool one = f->conversion->first_frame;
	enum gm_status st;

	if (is_over(f, chunk)) {
		if (!one)
			conversion_warn(f->dec->outcome,
					"an animation of more frames than it "
					"says");
		f->dec->outcome->has_more = f->is_over = true;
		return GM_OK;
	}
	/* As browsers do. */
	if (chunk_is(chunk, "acTL") && f->frames.is_animated) {
		conversion_warn(f->dec->outcome,
				"an animation whose head is there twice");
		return GM_OK;
	}
	st = apng_frames_take(&f->frames, chunk, f->payload.data,
			      f->shape.width, f->shape.height, err);
	if (st == GM_OK && one && f->frames.is_animated)
		f->frames.n_announced = 1;
	return st;
}

static enum gm_status
take_chunk(struct codec_png_frames *f, png_structp png,
	   const struct chunk *chunk, struct gm_error *err)
{
	if (apng_frames_is_theirs(chunk))
		return take_theirs(f, chunk, err);
	if (chunk_is(chunk, "IDAT")) {
		apng_frames_meet_pixels(&f->frames);
		return f->frames.has_default
			       ? apng_frames_add(&f->frames, f->payload.data,
						 chunk->nbytes, err)
			       : GM_OK;
	}
	if (chunk_is(chunk, "IHDR"))
		return take_header(f, chunk, err);
	if (is_shared(f, chunk))
		return share(f, chunk, err);
	if (is_late(f, chunk))
		codec_png_chunks_late(png, chunk->type, f->payload.data,
				      chunk->nbytes);
	return GM_OK;
}

/* Chunk after chunk up to IEND, which is what *chunk is after GM_OK. */
static enum gm_status
read_chunks(struct codec_png_frames *f, png_structp png, struct chunk *chunk,
	    bool *is_malformed, struct gm_error *err)
{
	enum gm_status st = read_chunk(f, chunk, err);

	while (st == GM_OK && !chunk_is(chunk, "IEND")) {
		st = take_chunk(f, png, chunk, err);
		*is_malformed = st == GM_ERR_UNSUPPORTED;
		if (st == GM_OK)
			st = read_chunk(f, chunk, err);
	}
	return st;
}

/* Of fewer frames than it says, those that there are. */
static enum gm_status
count_frames(struct codec_png_frames *f, struct gm_error *err)
{
	f->n = count_whole(&f->frames);
	if (apng_frames_check(&f->frames, err) == GM_OK)
		return GM_OK;
	if (f->n == 0)
		return take_still(f, err);
	conversion_warn(f->dec->outcome, err->text);
	*err = (struct gm_error){0};
	return GM_OK;
}

enum gm_status
codec_png_frames_gather(struct codec_png_frames *f, png_structp png,
			struct gm_error *err)
{
	const struct image_info *info = &f->dec->info;
	bool is_malformed = false;
	struct chunk chunk = {.nbytes = 0};
	enum gm_status st =
		image_check_memory(info->width, info->height, 2 * f->in->nbytes,
				   f->conversion->max_nbytes, err);

	if (st == GM_OK)
		st = file_in_rewind(f->in, err);
	if (st == GM_OK)
		st = chunk_read_signature(f->in, err);
	if (st == GM_OK)
		st = read_chunks(f, png, &chunk, &is_malformed, err);
	if (st == GM_OK) {
		f->dec->outcome->has_more |= file_in_has_more(f->in);
		st = count_frames(f, err);
	} else if (st == GM_ERR_UNSUPPORTED) {
		st = is_malformed ? take_still(f, err)
				  : end_early(f, &chunk, err);
	}
	if (f->n == 1 && f->frames.has_default)
		f->n = 0;
	return st;
}

/* Does a frame return to what was before it? */
static bool
saves(const struct codec_png_frames *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (apng_frames_item(&f->frames, i)->frame.dispose ==
		    APNG_DISPOSE_PREVIOUS)
			return true;
	return false;
}

enum gm_status
codec_png_frames_open(struct codec_png_frames *f, struct gm_error *err)
{
	struct decoder *dec = f->dec;
	struct image_info *info = &dec->info;
	enum gm_status st;

	if (apng_frames_show_background(&f->frames, info->width, info->height))
		info->channels += info->channels % 2;
	/* Mixed, they are any. */
	if (info->channels % 2 == 0) {
		info->exact_bits = info->bits;
		info->gray_bits = 0;
	}
	dec->held_nbytes =
		2 * f->in->nbytes + apng_canvas_nbytes(info, saves(f));
	st = image_check_held(f->in, info->width, info->height,
			      dec->held_nbytes, f->conversion->max_nbytes, err);
	if (st != GM_OK)
		return st;
	if (f->n > 1) {
		dec->animation.n_frames = (uint32_t)f->n;
		dec->animation.n_plays = f->frames.n_plays;
	}
	/* A picture that is none of them goes. */
	dec->outcome->has_more |= !f->frames.has_default;
	f->canvas.info = *info;
	return apng_canvas_open(&f->canvas, saves(f), err);
}

/* The frame as a file of its own. */
static enum gm_status
make_still(struct codec_png_frames *f, const struct apng_item *item,
	   struct gm_error *err)
{
	struct bytes *still = &f->still;
	uint8_t header[SHAPE_HEADER_NBYTES];
	struct shape shape = f->shape;
	enum gm_status st;

	if (item->nbytes > INT32_MAX)
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "a frame of more than 2^31 - 1 bytes");
	shape.width = item->frame.width;
	shape.height = item->frame.height;
	shape_write(&shape, header);
	still->nbytes = 0;
	st = bytes_append(still, CHUNK_IO_SIGNATURE,
			  sizeof(CHUNK_IO_SIGNATURE) - 1, err);
	if (st == GM_OK)
		st = chunk_append(still, (const uint8_t *)"IHDR", header,
				  sizeof(header), err);
	if (st == GM_OK && f->shared.nbytes > 0)
		st = bytes_append(still, f->shared.data, f->shared.nbytes, err);
	if (st == GM_OK)
		st = chunk_append(still, (const uint8_t *)"IDAT",
				  f->frames.data.data + item->data_at,
				  item->nbytes, err);
	return st == GM_OK ? chunk_append(still, (const uint8_t *)"IEND", NULL,
					  0, err)
			   : st;
}

/* Read it, and draw what is read. */
static enum gm_status
draw(struct codec_png_frames *f, struct gm_error *err)
{
	struct decoder *dec = &f->still_dec;
	const struct image_info *info = &dec->info;
	enum gm_status st =
		f->reader->open(dec, &f->still_in, f->conversion, err);

	f->row.nbytes = 0;
	if (st == GM_OK)
		st = bytes_reserve(&f->row, image_row_nbytes(info), err);
	for (uint32_t y = 0; st == GM_OK && y < info->height; y++) {
		st = f->reader->rows(dec, f->row.data, 1, err);
		if (st == GM_OK)
			apng_canvas_row(&f->canvas, y, f->row.data,
					info->channels % 2 == 0);
	}
	return st == GM_OK ? f->reader->finish(dec, err) : st;
}

enum gm_status
codec_png_frames_next(struct codec_png_frames *f, struct gm_error *err)
{
	const struct apng_item *item = apng_frames_item(&f->frames, f->next++);
	struct animation *animation = &f->dec->animation;
	enum gm_status st = make_still(f, item, err);

	if (f->n > 1) {
		animation->shown_num = item->frame.shown_num;
		animation->shown_den = item->frame.shown_den != 0
					       ? item->frame.shown_den
					       : DEFAULT_DEN;
	}
	f->row_i = 0;
	if (st == GM_OK)
		st = file_in_from_memory(&f->still_in, f->still.data,
					 f->still.nbytes, err);
	if (st != GM_OK)
		return st;
	f->still_outcome = (struct outcome){0};
	f->still_dec.outcome = &f->still_outcome;
	apng_canvas_begin(&f->canvas, &item->frame);
	st = draw(f, err);
	f->reader->close(&f->still_dec);
	file_in_close(&f->still_in);
	metadata_clear(&f->still_dec.metadata);
	if (f->still_outcome.warning[0] != '\0')
		conversion_warn(f->dec->outcome, f->still_outcome.warning);
	/* Between two chunks of its data. */
	if (st == GM_ERR_CORRUPT && f->is_cut && f->next == f->n)
		return fail_cut(err);
	return st;
}

void
codec_png_frames_rows(struct codec_png_frames *f, void *rows, uint32_t n_rows)
{
	size_t row_nbytes = image_row_nbytes(&f->canvas.info);

	memcpy(rows, f->canvas.samples + f->row_i * row_nbytes,
	       n_rows * row_nbytes);
	f->row_i += n_rows;
}

void
codec_png_frames_close(struct codec_png_frames *f)
{
	apng_frames_free(&f->frames);
	bytes_free(&f->shared);
	bytes_free(&f->payload);
	bytes_free(&f->still);
	bytes_free(&f->row);
	file_in_free(&f->still_in);
	metadata_free(&f->still_dec.metadata);
	apng_canvas_close(&f->canvas);
}
