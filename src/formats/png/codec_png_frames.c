/* SPDX-License-Identifier: MIT */
#include "formats/png/codec_png_frames.h"

#include <string.h>

#include "formats/png/chunk_io.h"
#include "formats/png/codec_png_gather.h"

/* What a denominator of 0 stands for (PNG 11.3.6.2). */
#define DEFAULT_DEN 100u

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
		return codec_png_gather_fail_cut(err);
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
