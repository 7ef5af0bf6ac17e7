/* SPDX-License-Identifier: MIT */
/*
 * GIF: its frames on its screen, as browsers show them.  A still comes by rows,
 * but for frames of which all indices are needed before the first row.
 */
#include "formats/formats.h"

#include <stdlib.h>
#include <string.h>

#include "codec/palette_gap.h"
#include "formats/gif/gif_colors.h"
#include "formats/gif/gif_frames.h"
#include "formats/gif/gif_gray.h"
#include "formats/gif/gif_interlace.h"
#include "formats/gif/gif_pixels.h"
#include "formats/gif/gif_size.h"
#include "formats/gif/gif_walk.h"

struct reader {
	const struct conversion *conversion;
	struct gif_walk walk;
	struct gif_screen screen;
	struct gif_frame frame;
	struct gif_colors colors;
	uint8_t *indices; /* owned: of a row, or of all that are not as the
			     one before, in the order of their codes */
	uint32_t *places; /* owned: of each row of the frame among those */
	uint32_t n_held;  /* those */
	bool is_held;     /* it is all, */
	uint64_t n_there; /* of which this many pixels could be read */
	uint32_t next_y;  /* on the screen */
	bool first_only;  /* further frames are not looked at */
	struct gif_frames *frames; /* of more than one; else NULL */
	struct gif_pixels pixels;
};

static bool
sniff(const uint8_t *head, size_t nbytes)
{
	return nbytes >= GIF_HEADER_NBYTES && (memcmp(head, "GIF87a", 6) == 0 ||
					       memcmp(head, "GIF89a", 6) == 0);
}

static enum gm_status
read_head(struct reader *r, struct gm_error *err)
{
	enum gm_status st;

	if (!gif_read_screen(r->walk.in, &r->screen))
		return file_in_fail_at_end(r->walk.in, CODEC_INCOMPLETE, err);
	st = gif_walk_to_frame(&r->walk, err);
	if (st != GM_OK)
		return st;
	if (!gif_read_frame(r->walk.in, &r->frame))
		return file_in_fail_at_end(r->walk.in, CODEC_INCOMPLETE, err);
	gif_size_fit(&r->screen, &r->frame);
	st = image_check_size(r->walk.in, r->screen.width, r->screen.height,
			      r->conversion->max_pixels, err);
	return st == GM_OK ? gif_size_check_length(r->walk.in, &r->screen,
						   &r->frame,
						   r->conversion->salvage, err)
			   : st;
}

static void
choose_colors(struct reader *r)
{
	const struct gif_table *table =
		r->frame.table.n > 0 ? &r->frame.table : &r->screen.table;

	if (table->n == 0)
		conversion_warn(r->walk.outcome, GIF_WALK_NO_TABLE);
	gif_colors_make(&r->colors, table, r->walk.control.transparent,
			r->conversion);
}

static bool
covers_screen(const struct reader *r)
{
	return r->frame.width == r->screen.width &&
	       r->frame.height == r->screen.height;
}

static enum gm_status
salvage(const struct reader *r, struct gm_error *err)
{
	enum gm_status st = gif_pixels_fail(&r->pixels, err);

	if (st == GM_ERR_READ || !r->conversion->salvage ||
	    r->n_there < r->frame.width)
		return st;
	*err = (struct gm_error){0};
	conversion_warn(r->walk.outcome,
			st == GM_ERR_TRUNCATED
				? "truncated: what is missing is blank"
				: "corrupt: what is missing is blank");
	return GM_OK;
}

static enum gm_status
make_room(struct reader *r, uint64_t nbytes, struct gm_error *err)
{
	enum gm_status st =
		image_check_memory(r->screen.width, r->screen.height, nbytes,
				   r->conversion->max_nbytes, err);

	if (st != GM_OK)
		return st;
	r->indices = malloc((size_t)nbytes);
	if (r->is_held)
		r->places = malloc(r->frame.height * sizeof(*r->places));
	if (r->indices == NULL || (r->is_held && r->places == NULL))
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (pixels)");
	return GM_OK;
}

/* Count the row that was read after those held, unless it is as the last. */
static void
keep_row(struct reader *r, uint32_t place, size_t n_there)
{
	size_t width = r->frame.width;
	const uint8_t *row = r->indices + r->n_held * width;

	if (r->n_held == 0 || n_there < width ||
	    memcmp(row, row - width, width) != 0)
		r->n_held++;
	r->places[place] = r->n_held - 1;
}

/*
 * Read the frame.  Of a blank one little is held, however large it is; what is
 * not may take as much as whatever is held as a whole.
 */
static enum gm_status
hold(struct reader *r, struct gm_error *err)
{
	size_t width = r->frame.width;
	uint64_t room = image_held_most(r->walk.in) / width + 1;
	uint32_t max_rows =
		room < r->frame.height ? (uint32_t)room : r->frame.height;
	enum gm_status st = make_room(r, (uint64_t)width * max_rows, err);

	for (uint32_t y = 0; y < r->frame.height && st == GM_OK; y++) {
		size_t n;

		if (r->n_held == max_rows)
			return image_check_held(
				r->walk.in, r->screen.width, r->screen.height,
				(uint64_t)width * r->frame.height, 0, err);
		n = gif_pixels_read(&r->pixels, r->indices + r->n_held * width,
				    width);
		r->n_there += n;
		keep_row(r, y, n);
		if (n < width)
			return salvage(r, err);
	}
	return st;
}

/* Not all that announce a transparent index have a pixel of it. */
static bool
has_clear_pixel(const struct reader *r)
{
	uint64_t n = (uint64_t)r->frame.width * r->frame.height;

	return !covers_screen(r) || (r->is_held && r->n_there < n) ||
	       (r->walk.control.transparent != GIF_OPAQUE &&
		memchr(r->indices, r->walk.control.transparent,
		       (size_t)r->n_held * r->frame.width) != NULL);
}

static enum gm_status
open_frame(struct reader *r, struct image_info *info, struct gm_error *err)
{
	enum gm_status st = read_head(r, err);

	if (st != GM_OK)
		return st;
	st = image_check_blank(r->walk.in, r->screen.width, r->screen.height,
			       r->walk.control.transparent != GIF_OPAQUE ||
				       !covers_screen(r),
			       err);
	if (st != GM_OK)
		return st;
	choose_colors(r);
	gif_pixels_start(&r->pixels, r->walk.in, r->frame.index_nbits);
	r->is_held =
		r->frame.is_interlaced || r->conversion->salvage ||
		(r->walk.control.transparent != GIF_OPAQUE && covers_screen(r));
	st = r->is_held ? hold(r, err) : make_room(r, r->frame.width, err);
	if (st != GM_OK)
		return st;
	*info = (struct image_info){.width = r->screen.width,
				    .height = r->screen.height,
				    .channels = gif_colors_channels(
					    r->conversion, has_clear_pixel(r)),
				    .bits = 8,
				    .exact_bits = r->colors.depth};
	return GM_OK;
}

/* Are there several, and are they wanted? */
static enum gm_status
open_frames(struct reader *r, struct decoder *dec, struct gm_error *err)
{
	struct file_in *in = r->walk.in;
	struct gif_scan scan;
	enum gm_status st = gif_scan_read(in, r->conversion, &scan, err);

	if (st == GM_OK)
		st = file_in_rewind(in, err);
	if (st != GM_OK)
		return st;
	r->first_only |= scan.is_cut;
	return scan.n_frames < 2 ? open_frame(r, &dec->info, err)
				 : gif_frames_open(&r->frames, dec, in,
						   r->conversion, &scan, err);
}

static enum gm_status
decode_open(struct decoder *dec, struct file_in *in,
	    const struct conversion *conversion, struct gm_error *err)
{
	struct reader *r = malloc(sizeof(*r));

	if (r == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (GIF)");
	r->conversion = conversion;
	r->walk = (struct gif_walk){.in = in,
				    .outcome = dec->outcome,
				    .texts = {.metadata = &dec->metadata}};
	r->indices = NULL;
	r->places = NULL;
	r->n_held = 0;
	r->n_there = 0;
	r->next_y = 0;
	r->first_only = conversion->first_frame;
	r->frames = NULL;
	dec->state = r;
	return dec->takes_frames && !r->first_only
		       ? open_frames(r, dec, err)
		       : open_frame(r, &dec->info, err);
}

static enum gm_status
decode_next_frame(struct decoder *dec, struct gm_error *err)
{
	struct reader *r = dec->state;

	return gif_frames_next(r->frames, err);
}

/* Find row y of the frame, and how many pixels of it there are. */
static enum gm_status
find_row(struct reader *r, uint32_t y, const uint8_t **row, size_t *n,
	 struct gm_error *err)
{
	const struct gif_frame *frame = &r->frame;
	uint32_t place;
	uint64_t at;

	*row = r->indices;
	*n = frame->width;
	if (!r->is_held)
		return gif_pixels_read(&r->pixels, r->indices, *n) == *n
			       ? GM_OK
			       : gif_pixels_fail(&r->pixels, err);
	place = frame->is_interlaced ? gif_interlace_place(y, frame->height)
				     : y;
	at = (uint64_t)frame->width * place;
	if (at + *n > r->n_there)
		*n = at < r->n_there ? (size_t)(r->n_there - at) : 0;
	if (*n > 0)
		*row += (size_t)frame->width * r->places[place];
	return GM_OK;
}

static enum gm_status
put_row(struct reader *r, const struct image_info *info, uint8_t *to,
	struct gm_error *err)
{
	uint32_t y = r->next_y++ - r->frame.y;
	const uint8_t *row;
	enum gm_status st;
	size_t n;

	if (info->channels % 2 == 0)
		memset(to, 0, image_row_nbytes(info));
	/* Above the frame y is huge. */
	if (y >= r->frame.height)
		return GM_OK;
	st = find_row(r, y, &row, &n, err);
	if (st != GM_OK)
		return st;
	gif_colors_put(&r->colors, row, n, info->channels,
		       to + (size_t)r->frame.x * info->channels);
	if (gif_colors_lack(&r->colors, row, n))
		conversion_warn(r->walk.outcome, PALETTE_GAP_WARNING);
	return GM_OK;
}

static enum gm_status
decode_rows(struct decoder *dec, void *rows, uint32_t n_rows,
	    struct gm_error *err)
{
	struct reader *r = dec->state;
	uint8_t *to = rows;
	enum gm_status st = GM_OK;

	if (r->frames != NULL) {
		gif_frames_rows(r->frames, rows, n_rows);
		return GM_OK;
	}
	for (; n_rows > 0 && st == GM_OK; n_rows--) {
		st = put_row(r, &dec->info, to, err);
		to += image_row_nbytes(&dec->info);
	}
	return st;
}

static enum gm_status
decode_finish(struct decoder *dec, struct gm_error *err)
{
	struct reader *r = dec->state;
	enum gm_status st;

	if (r->frames != NULL)
		st = gif_frames_finish(r->frames, err);
	else if (gif_pixels_end(&r->pixels))
		st = gif_walk_to_end(&r->walk, r->first_only, err);
	else
		st = file_in_fail_at_end(r->walk.in, CODEC_INCOMPLETE, err);
	if (st != GM_ERR_TRUNCATED)
		return st;
	*err = (struct gm_error){0};
	conversion_warn(r->walk.outcome, CODEC_NO_END);
	return GM_OK;
}

static void
decode_close(struct decoder *dec)
{
	struct reader *r = dec->state;

	if (r == NULL)
		return;
	free(r->indices);
	free(r->places);
	gif_frames_close(r->frames);
	free(r);
	dec->state = NULL;
}

static const struct codec_direct *const direct[] = {&gif_gray_direct, NULL};

const struct codec codec_gif = {
	.name = "GIF",
	.extensions = (const char *const[]){"gif", NULL},
	.can = {.only_colors = true,
		.alpha = true,
		.frames = true,
		.tells = 1u << METADATA_XMP | 1u << METADATA_COMMENT},
	.effort = 1,
	.sniff = sniff,
	.direct = direct,
	.reader = &(const struct codec_reader){.open = decode_open,
					       .rows = decode_rows,
					       .next_frame = decode_next_frame,
					       .finish = decode_finish,
					       .close = decode_close},
};
