/* SPDX-License-Identifier: MIT */
#include "formats/gif/gif_frames.h"

#include <stdlib.h>
#include <string.h>

#include "codec/palette_gap.h"
#include "formats/gif/gif_canvas.h"
#include "formats/gif/gif_interlace.h"
#include "formats/gif/gif_pixels.h"
#include "formats/gif/gif_size.h"

/* Of a second, which the times of frames are counted in. */
#define PARTS 100u

struct gif_frames {
	struct decoder *dec;
	const struct conversion *conversion;
	struct gif_scan scan;
	struct gif_walk walk;
	struct gif_screen screen;
	struct gif_frame frame;
	struct gif_colors colors;
	struct gif_canvas canvas;
	uint8_t *indices; /* owned: of a row */
	uint32_t n_taken; /* rows */
	struct gif_pixels pixels;
};

/* Of a frame that lacks some of it, what there is is drawn. */
static enum gm_status
salvage(const struct gif_frames *f, bool has_row, struct gm_error *err)
{
	enum gm_status st = gif_pixels_fail(&f->pixels, err);

	if (st == GM_ERR_READ || !f->conversion->salvage || !has_row)
		return st;
	*err = (struct gm_error){0};
	conversion_warn(f->dec->outcome,
			st == GM_ERR_TRUNCATED
				? "truncated: what is missing is blank"
				: "corrupt: what is missing is blank");
	return GM_OK;
}

static enum gm_status
draw(struct gif_frames *f, bool is_first, struct gm_error *err)
{
	const struct gif_frame *frame = &f->frame;

	gif_pixels_start(&f->pixels, f->walk.in, frame->index_nbits);
	for (uint32_t i = 0; i < frame->height; i++) {
		uint32_t y = frame->is_interlaced
				     ? gif_interlace_row(i, frame->height)
				     : i;
		size_t n =
			gif_pixels_read(&f->pixels, f->indices, frame->width);

		gif_canvas_row(&f->canvas, y, f->indices, n, &f->colors);
		if (gif_colors_lack(&f->colors, f->indices, n))
			conversion_warn(f->dec->outcome, PALETTE_GAP_WARNING);
		if (n < frame->width)
			return salvage(f, i > 0 || !is_first, err);
	}
	return GM_OK;
}

static enum gm_status
read_frame(struct gif_frames *f, bool is_first, struct gm_error *err)
{
	const struct gif_table *table = &f->frame.table;
	struct gif_screen screen;
	enum gm_status st = gif_walk_to_frame(&f->walk, err);

	if (st != GM_OK)
		return st;
	if (!gif_read_frame(f->walk.in, &f->frame))
		return file_in_fail_at_end(f->walk.in, CODEC_INCOMPLETE, err);
	screen = f->screen;
	gif_size_fit(&screen, &f->frame);
	if (table->n == 0)
		table = &f->screen.table;
	if (table->n == 0)
		conversion_warn(f->dec->outcome, GIF_WALK_NO_TABLE);
	gif_colors_make(&f->colors, table, f->walk.control.transparent,
			f->conversion);
	gif_canvas_begin(&f->canvas, &f->frame, f->walk.control.disposal);
	f->dec->animation.shown_num = f->walk.control.shown;
	f->dec->animation.shown_den = PARTS;
	f->n_taken = 0;
	st = draw(f, is_first, err);
	/* What comes after the codes is met at the next step. */
	if (st == GM_OK)
		gif_pixels_end(&f->pixels);
	return st;
}

static enum gm_status
make_room(struct gif_frames *f, struct gm_error *err)
{
	const struct gif_scan *scan = &f->scan;
	struct decoder *dec = f->dec;
	enum gm_status st;

	dec->held_nbytes = gif_canvas_nbytes(&f->canvas, scan->returns);
	st = image_check_held(f->walk.in, scan->width, scan->height,
			      dec->held_nbytes, f->conversion->max_nbytes, err);
	if (st != GM_OK)
		return st;
	f->indices = malloc(scan->widest);
	if (f->indices == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (pixels)");
	return gif_canvas_open(&f->canvas, scan->returns, err);
}

static void
describe(const struct gif_scan *scan, const struct conversion *conversion,
	 struct decoder *dec)
{
	dec->info = (struct image_info){
		.width = scan->width,
		.height = scan->height,
		.channels = gif_colors_channels(conversion, scan->has_alpha),
		.bits = 8,
		.exact_bits = scan->depth};
	dec->animation = (struct animation){.n_frames = scan->n_frames,
					    .n_plays = scan->n_plays,
					    .shown_den = PARTS};
}

enum gm_status
gif_frames_open(struct gif_frames **frames, struct decoder *dec,
		struct file_in *in, const struct conversion *conversion,
		const struct gif_scan *scan, struct gm_error *err)
{
	struct gif_frames *f = calloc(1, sizeof(*f));
	enum gm_status st;

	*frames = f;
	if (f == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (GIF)");
	describe(scan, conversion, dec);
	f->dec = dec;
	f->conversion = conversion;
	f->scan = *scan;
	f->walk = (struct gif_walk){.in = in,
				    .outcome = dec->outcome,
				    .texts = {.metadata = &dec->metadata}};
	f->canvas.width = scan->width;
	f->canvas.height = scan->height;
	f->canvas.channels = dec->info.channels;
	st = image_check_size(in, scan->width, scan->height,
			      conversion->max_pixels, err);
	if (st == GM_OK)
		st = make_room(f, err);
	if (st != GM_OK)
		return st;
	if (!gif_read_screen(in, &f->screen))
		return file_in_fail_at_end(in, CODEC_INCOMPLETE, err);
	f->screen.width = scan->width;
	f->screen.height = scan->height;
	return read_frame(f, true, err);
}

enum gm_status
gif_frames_next(struct gif_frames *f, struct gm_error *err)
{
	return read_frame(f, false, err);
}

void
gif_frames_rows(struct gif_frames *f, void *rows, uint32_t n_rows)
{
	size_t row_nbytes = image_row_nbytes(&f->dec->info);

	memcpy(rows, f->canvas.samples + f->n_taken * row_nbytes,
	       n_rows * row_nbytes);
	f->n_taken += n_rows;
}

enum gm_status
gif_frames_finish(struct gif_frames *f, struct gm_error *err)
{
	if (f->scan.is_cut)
		conversion_warn(f->dec->outcome,
				"corrupt: the frames that follow are left out");
	return gif_walk_to_end(&f->walk, f->scan.is_cut, err);
}

void
gif_frames_close(struct gif_frames *f)
{
	if (f == NULL)
		return;
	gif_canvas_close(&f->canvas);
	free(f->indices);
	free(f);
}
