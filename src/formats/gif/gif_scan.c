/* SPDX-License-Identifier: MIT */
#include "formats/gif/gif_scan.h"

#include "formats/gif/gif_blocks.h"
#include "formats/gif/gif_colors.h"
#include "formats/gif/gif_size.h"
#include "formats/gif/gif_walk.h"
#include "image/image.h"

/* While frames are counted. */
struct count {
	struct gif_scan *scan;
	const struct conversion *conversion;
	struct gif_walk walk;
	struct gif_screen screen;
	struct gif_frame frame;
	uint64_t n_pixels; /* of all frames */
};

/* The first frame makes the screen large enough, and no other does. */
static enum gm_status
take_size(struct count *c, struct gm_error *err)
{
	struct gif_screen screen = c->screen;
	struct gif_scan *scan = c->scan;

	gif_size_fit(&screen, &c->frame);
	if (scan->n_frames == 0) {
		c->screen = screen;
		scan->width = screen.width;
		scan->height = screen.height;
	}
	if (c->frame.width > scan->widest)
		scan->widest = c->frame.width;
	c->n_pixels += (uint64_t)c->frame.width * c->frame.height;
	return gif_size_check_length(c->walk.in, &c->screen, &c->frame,
				     c->conversion->salvage, err);
}

static void
take_colors(struct count *c)
{
	const struct gif_table *table =
		c->frame.table.n > 0 ? &c->frame.table : &c->screen.table;
	struct gif_colors colors;

	gif_colors_make(&colors, table, c->walk.control.transparent,
			c->conversion);
	if (colors.depth > c->scan->depth)
		c->scan->depth = colors.depth;
}

/* On what is opaque all over, what is transparent shows what is opaque. */
static void
take_control(struct count *c)
{
	const struct gif_control *control = &c->walk.control;
	struct gif_scan *scan = c->scan;

	if (scan->n_frames == 0)
		scan->has_alpha = c->conversion->salvage ||
				  control->transparent != GIF_OPAQUE ||
				  control->disposal == GIF_DISPOSE_RETURN ||
				  c->frame.width < scan->width ||
				  c->frame.height < scan->height;
	scan->has_alpha |= control->disposal == GIF_DISPOSE_CLEAR;
	scan->returns |= control->disposal == GIF_DISPOSE_RETURN;
}

/* Codes that are cut short are found when they are decoded. */
static enum gm_status
count_frame(struct count *c, struct gm_error *err)
{
	enum gm_status st = gif_walk_to_frame(&c->walk, err);

	if (st != GM_OK)
		return st;
	if (!gif_read_frame(c->walk.in, &c->frame)) {
		c->scan->is_cut = true;
		return file_in_fail_at_end(c->walk.in, CODEC_INCOMPLETE, err);
	}
	st = take_size(c, err);
	c->scan->is_cut = st != GM_OK;
	if (st != GM_OK)
		return st;
	take_colors(c);
	take_control(c);
	c->scan->n_frames++;
	gif_skip_blocks(c->walk.in);
	return file_in_status(c->walk.in, err);
}

static enum gm_status
count_all(struct count *c, struct gm_error *err)
{
	enum gm_status st;

	do
		st = count_frame(c, err);
	while (st == GM_OK && c->scan->n_frames < INT32_MAX);
	if (st == GM_ERR_READ || st == GM_ERR_NOMEM)
		return st;
	/* Else the frames have ended, and finish says how. */
	if (c->scan->n_frames > 0 && c->scan->is_cut && !c->conversion->salvage)
		return st;
	*err = (struct gm_error){0};
	return GM_OK;
}

enum gm_status
gif_scan_read(struct file_in *in, const struct conversion *conversion,
	      struct gif_scan *scan, struct gm_error *err)
{
	struct outcome outcome = {0};
	struct count c = {.scan = scan,
			  .conversion = conversion,
			  .walk = {.in = in, .outcome = &outcome}};
	enum gm_status st;

	*scan = (struct gif_scan){.n_plays = 1};
	if (!gif_read_screen(in, &c.screen))
		return file_in_status(in, err);
	st = count_all(&c, err);
	if (st != GM_OK || scan->n_frames < 2)
		return st;
	/* Browsers count what is shown again (Chromium, Firefox). */
	if (c.walk.has_loop)
		scan->n_plays = c.walk.n_again > 0 ? c.walk.n_again + 1 : 0;
	return c.n_pixels <= IMAGE_BLANK_PIXELS + IMAGE_BLANK_RATIO * in->nbytes
		       ? GM_OK
		       : image_fail_blank(in, scan->width, scan->height, err);
}
