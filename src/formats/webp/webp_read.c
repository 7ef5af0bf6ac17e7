/* SPDX-License-Identifier: MIT */
/*
 * The picture, or the first frame of an animation on its canvas, as browsers
 * show it: around it all is transparent, whatever the file calls the
 * background (RFC 9649, 2.7.1.2, leaves that to the viewer).
 */
#include "formats/webp/webp.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "formats/webp/webp_decode.h"
#include "formats/webp/webp_file.h"
#include "meta/settle.h"

struct reader {
	const struct conversion *conversion;
	struct webp_file file;
	struct webp_frame frame; /* a still picture is one that fills its
				    canvas */
	uint8_t *samples;        /* owned; of the frame, once it is decoded */
	uint32_t next_y;         /* on the canvas */
};

static enum gm_status
find_frame(struct reader *r, struct gm_error *err)
{
	struct webp_file *file = &r->file;
	struct webp_range chunks;

	if (file->n_frames == 0) {
		r->frame = (struct webp_frame){.width = file->width,
					       .height = file->height,
					       .picture = file->still};
		return GM_OK;
	}
	if (file->n_frames > 1 && !r->conversion->first_frame)
		return gm_fail(err, GM_ERR_MULTIFRAME, 0,
			       "animation of %" PRIu32
			       " frames; --frames=first takes the first",
			       file->n_frames);
	return webp_file_frame(file, &file->first, &r->frame, &chunks, err);
}

static bool
covers_canvas(const struct reader *r)
{
	return r->frame.width == r->file.width &&
	       r->frame.height == r->file.height;
}

/*
 * The size of the canvas, and the memory: what the chunks take is the size of
 * the file at the most, and freed before the rows go on.
 */
static enum gm_status
check_size(const struct reader *r, struct decoder *dec, struct gm_error *err)
{
	const struct webp_file *file = &r->file;
	const struct file_in *in = file->cursor.in;
	uint64_t nbytes = webp_decode_nbytes(&r->frame.picture);
	enum gm_status st = image_check_size(in, file->width, file->height,
					     r->conversion->max_pixels, err);

	if (st == GM_OK)
		st = image_check_held(in, file->width, file->height,
				      nbytes + r->frame.picture.pixels.nbytes +
					      r->frame.picture.alpha.nbytes,
				      r->conversion->max_nbytes, err);
	dec->held_nbytes = nbytes;
	return st;
}

static enum gm_status
open_file(struct reader *r, struct decoder *dec, struct gm_error *err)
{
	enum gm_status st = webp_file_scan(&r->file, r->conversion->salvage,
					   &dec->metadata, err);

	if (st == GM_OK)
		st = find_frame(r, err);
	if (st == GM_OK)
		st = check_size(r, dec, err);
	if (st != GM_OK)
		return st;
	dec->info = (struct image_info){
		.width = r->file.width,
		.height = r->file.height,
		.channels =
			r->frame.picture.has_alpha || !covers_canvas(r) ? 4 : 3,
		.bits = 8,
		.exact_bits = 8};
	if (!webp_picture_is_lossless(&r->frame.picture))
		dec->lossy_quality = 75;
	return settle_find_graying(&dec->metadata, &dec->info, false,
				   r->conversion->gray, &dec->graying, err);
}

static enum gm_status
decode_open(struct decoder *dec, struct file_in *in,
	    const struct conversion *conversion, struct gm_error *err)
{
	struct reader *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (WebP)");
	r->conversion = conversion;
	r->file.cursor.in = in;
	dec->state = r;
	return open_file(r, dec, err);
}

/* What cannot be read stays black, or transparent. */
static enum gm_status
salvage(struct reader *r, const struct bytes *coded, struct outcome *outcome,
	struct gm_error *err)
{
	const struct webp_frame *frame = &r->frame;
	uint32_t n_rows,
		least = image_salvage_rows(frame->width, frame->height);
	enum gm_status st = webp_decode_some(&frame->picture, coded, r->samples,
					     &n_rows, err);

	if (st == GM_OK || n_rows < least || st == GM_ERR_NOMEM)
		return st;
	*err = (struct gm_error){0};
	conversion_warn(outcome, st == GM_ERR_TRUNCATED
					 ? "truncated: what is missing is black"
					 : "corrupt: what is missing is black");
	return GM_OK;
}

static enum gm_status
decode(struct reader *r, struct outcome *outcome, struct gm_error *err)
{
	const struct webp_picture *picture = &r->frame.picture;
	struct bytes coded = {0};
	enum gm_status st;

	r->samples =
		calloc(picture->height,
		       (size_t)picture->width * (picture->has_alpha ? 4 : 3));
	if (r->samples == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (pixels)");
	st = webp_picture_load(&r->file.cursor, picture, r->conversion->salvage,
			       &coded, err);
	if (st == GM_OK)
		st = r->conversion->salvage
			     ? salvage(r, &coded, outcome, err)
			     : webp_decode(picture, &coded, r->samples, err);
	bytes_free(&coded);
	return st;
}

/* A row of the canvas, of four samples a pixel, with a row of the frame. */
static void
put_part(const struct reader *r, const uint8_t *from, uint8_t *to)
{
	to += (size_t)r->frame.x * 4;
	if (r->frame.picture.has_alpha) {
		memcpy(to, from, (size_t)r->frame.width * 4);
		return;
	}
	for (size_t i = 0; i < r->frame.width; i++) {
		memcpy(to + 4 * i, from + 3 * i, 3);
		to[4 * i + 3] = 255;
	}
}

static void
put_row(struct reader *r, const struct image_info *info, uint8_t *to)
{
	uint32_t y = r->next_y++ - r->frame.y;
	uint32_t channels = r->frame.picture.has_alpha ? 4 : 3;
	const uint8_t *from =
		r->samples + (size_t)r->frame.width * channels * y;

	if (covers_canvas(r)) {
		memcpy(to, from, image_row_nbytes(info));
		return;
	}
	memset(to, 0, image_row_nbytes(info));
	/* Above the frame y is huge. */
	if (y < r->frame.height)
		put_part(r, from, to);
}

static enum gm_status
decode_rows(struct decoder *dec, void *rows, uint32_t n_rows,
	    struct gm_error *err)
{
	struct reader *r = dec->state;
	uint8_t *to = rows;
	enum gm_status st = GM_OK;

	if (r->samples == NULL)
		st = decode(r, dec->outcome, err);
	for (; n_rows > 0 && st == GM_OK; n_rows--) {
		put_row(r, &dec->info, to);
		to += image_row_nbytes(&dec->info);
	}
	return st;
}

/* The samples go before a writer needs much more memory. */
static enum gm_status
decode_finish(struct decoder *dec, struct gm_error *err)
{
	struct reader *r = dec->state;

	(void)err;
	free(r->samples);
	r->samples = NULL;
	if (r->file.is_cut)
		conversion_warn(dec->outcome, "truncated: the file ends before "
					      "its metadata do");
	dec->outcome->has_more = r->file.has_more;
	return GM_OK;
}

static void
decode_close(struct decoder *dec)
{
	struct reader *r = dec->state;

	if (r != NULL)
		free(r->samples);
	free(r);
	dec->state = NULL;
}

const struct codec_reader webp_reader = {
	.open = decode_open,
	.rows = decode_rows,
	.finish = decode_finish,
	.close = decode_close,
};
