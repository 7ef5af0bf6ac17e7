/* SPDX-License-Identifier: MIT */
#include "formats/png/codec_png_gather.h"

#include <stdio.h>

#include "formats/png/chunk_io.h"

/* Two chunks of 256 colours and their alpha. */
#define SHARED_MAX_NBYTES (256 * 4 + 2 * CHUNK_IO_EXTRA)

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

enum gm_status
codec_png_gather_fail_cut(struct gm_error *err)
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
		return is_cut ? codec_png_gather_fail_cut(err)
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
codec_png_gather(struct codec_png_frames *f, png_structp png,
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
