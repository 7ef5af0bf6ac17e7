/* SPDX-License-Identifier: MIT */
#include "formats/png/codec_png.h"

#include <stdlib.h>
#include <string.h>

#include "codec/palette_gap.h"
#include "formats/png/codec_png_chunks.h"
#include "formats/png/codec_png_frames.h"
#include "formats/png/codec_png_gather.h"
#include "formats/png/codec_png_whole.h"

/* Bytes of rows that a file may ask for, and for each byte of it. */
#define FREE_NBYTES    (UINT64_C(512) << 20)
#define NBYTES_PER_ONE 256u

struct reader {
	struct codec_png_errors errors;
	png_structp png;
	struct codec_png_keep keep;
	struct decoder *dec;
	struct codec_png_input input;
	const struct conversion *conversion;
	uint8_t *picture; /* owned; all rows of an interlaced picture */
	uint32_t row_i;   /* next row to be delivered */
	bool is_interlaced;
	uint64_t n_filtered; /* bytes that the compressed data make */
	bool is_torn;        /* the library must not release what it holds */
	bool has_ended;      /* nothing more can be read */
	uint8_t *rows;       /* of the call in progress */
	uint32_t n_rows;     /* of it */
	struct palette_gap gap;
	struct codec_png_frames frames; /* of more than one; else zeroed */
};

/* By IHDR, where it stands in every PNG; before the library has read it. */
static bool
is_true_color(struct file_in *in)
{
	const uint8_t *head;

	return file_in_peek(in, 26, &head) >= 26 &&
	       (head[25] == PNG_COLOR_TYPE_RGB ||
		head[25] == PNG_COLOR_TYPE_RGB_ALPHA);
}

static void
set_up(struct reader *r)
{
	r->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &r->errors,
					codec_png_error, codec_png_warning);
	/* NULL of NULL, too. */
	r->keep.info = png_create_info_struct(r->png);
	if (r->keep.info == NULL)
		codec_trap_fail(&r->errors.trap, GM_ERR_NOMEM,
				"out of memory (PNG)");
	/* Ours is checked after IHDR. */
	png_set_user_limits(r->png, IMAGE_MAX_SIDE, IMAGE_MAX_SIDE);
	codec_png_input_attach(&r->input, r->png);
	/* Some old encoders claim too small a window. */
	png_set_option(r->png, PNG_MAXIMUM_INFLATE_WINDOW, PNG_OPTION_ON);
	/* It is for codec_png_warning() to say what that means. */
	png_set_crc_action(r->png, PNG_CRC_WARN_USE, PNG_CRC_WARN_DISCARD);
	codec_png_chunks_init(r->png, &r->keep, is_true_color(r->input.in));
}

/* The least depth of the gray that the colours of a palette become. */
static uint32_t
palette_depth(const png_color *palette, int n, const struct graying *graying)
{
	const struct image_info info = {.channels = 3, .bits = 8};
	uint8_t gray[256];

	graying_convert(graying, &info, palette, (size_t)n, gray);
	return gray_depth(gray, (size_t)n);
}

/*
 * Fill the entries that the palette lacks, and tell info the depth of the gray
 * that its colours become.  The library makes black of indices beyond the
 * palette, and says nothing.
 */
static void
fill_palette(struct reader *r, struct image_info *info)
{
	png_structp png = r->png;
	png_color palette[256];
	png_colorp colors;
	int n, depth = png_get_bit_depth(png, r->keep.info);

	if (png_get_PLTE(png, r->keep.info, &colors, &n) == 0)
		return;
	memcpy(palette, colors, (size_t)n * sizeof(palette[0]));
	info->gray_bits = palette_depth(palette, n, &r->dec->graying);
	palette_gap_fill(&r->gap, (uint8_t *)palette, sizeof(palette[0]), 0,
			 (size_t)n, (size_t)1 << depth);
	if (r->gap.exists)
		png_set_PLTE(png, r->keep.info, palette, 1 << depth);
}

/* What stands before the pixels is read: how their colours become gray. */
static void
find_graying(struct reader *r)
{
	const struct image_info info = {
		.channels = png_get_color_type(r->png, r->keep.info) &
					    PNG_COLOR_MASK_COLOR
				    ? 3
				    : 1,
		.bits = png_get_bit_depth(r->png, r->keep.info) == 16 ? 16 : 8,
	};

	r->keep.metadata->was_color = info.channels == 3;
	if (settle_find_graying(r->keep.metadata, &info, false,
				r->conversion->gray, &r->dec->graying,
				r->errors.trap.err) != GM_OK)
		codec_trap_leave(&r->errors.trap);
}

/* Ask for rows as image.h has them; palette and tRNS are spelt out. */
static void
choose_output(struct reader *r, struct image_info *info)
{
	png_structp png = r->png;
	png_byte type = png_get_color_type(png, r->keep.info);
	png_byte depth = png_get_bit_depth(png, r->keep.info);
	bool has_trns = png_get_valid(png, r->keep.info, PNG_INFO_tRNS) != 0;

	if (type == PNG_COLOR_TYPE_PALETTE) {
		/*
		 * Some versions release the old palette first: when there is
		 * no memory for the new one, they would do it again.
		 */
		r->is_torn = true;
		fill_palette(r, info);
		r->is_torn = false;
		png_set_palette_to_rgb(png);
	} else if (type == PNG_COLOR_TYPE_GRAY && depth < 8) {
		png_set_expand_gray_1_2_4_to_8(png);
	}
	if (has_trns)
		png_set_tRNS_to_alpha(png);
	if (depth == 16 && CODEC_PNG_SWAPS)
		png_set_swap(png);
	r->is_interlaced = png_set_interlace_handling(png) > 1;
	png_read_update_info(png, r->keep.info);
	info->channels = png_get_channels(png, r->keep.info);
	info->bits = png_get_bit_depth(png, r->keep.info);
	info->exact_bits = type == PNG_COLOR_TYPE_PALETTE ? 8 : depth;
}

/* What packs tighter than any drawing takes its time. */
static enum gm_status
check_rows(const struct reader *r, struct gm_error *err)
{
	const struct image_info *info = &r->dec->info;
	const struct file_in *in = r->input.in;

	if (r->n_filtered > FREE_NBYTES + NBYTES_PER_ONE * in->nbytes)
		return image_fail_blank(in, info->width, info->height, err);
	return png_get_color_type(r->png, r->keep.info) ==
			       PNG_COLOR_TYPE_PALETTE
		       ? image_check_blank(in, info->width, info->height,
					   info->channels == 4, err)
		       : GM_OK;
}

/* There is no animation after all: go on where the file was left. */
static enum gm_status
go_back(struct reader *r, uint64_t offset, const struct codec_png_keep *keep,
	size_t n_items, struct gm_error *err)
{
	enum gm_status st = file_in_rewind(r->input.in, err);

	metadata_cut(keep->metadata, n_items);
	r->keep.kept = keep->kept;
	r->keep.has_iptc = keep->has_iptc;
	r->keep.ignores_frames = true;
	if (st == GM_OK && !file_in_seek(r->input.in, offset))
		st = file_in_fail_at_end(r->input.in, CODEC_INCOMPLETE, err);
	return st;
}

/* Is it another picture than that of IDAT that is shown, or more? */
static bool
shows_frames(const struct reader *r)
{
	uint32_t n = r->keep.n_frames;

	if (n > 1 && r->conversion->first_frame)
		n = 1;
	return n > 1 || (n == 1 && !r->keep.has_default);
}

/* Deliver what is shown, if it is more than the picture of IDAT. */
static void
find_frames(struct reader *r)
{
	const struct codec_png_keep keep = r->keep;
	size_t n_items = keep.metadata->n_items;
	uint64_t offset = r->input.in->n_read;
	struct gm_error *err = r->errors.trap.err;
	struct codec_png_frames *f = &r->frames;
	enum gm_status st;

	if (!shows_frames(r))
		return;
	f->in = r->input.in;
	f->dec = r->dec;
	f->conversion = r->conversion;
	f->reader = &codec_png_reader;
	st = codec_png_gather(f, r->png, err);
	if (st == GM_OK)
		st = f->n > 0 ? codec_png_frames_open(f, err)
			      : go_back(r, offset, &keep, n_items, err);
	if (st != GM_OK)
		codec_trap_leave(&r->errors.trap);
}

static void
open_step(void *ctx)
{
	struct reader *r = ctx;
	struct image_info *info = &r->dec->info;

	set_up(r);
	png_read_info(r->png, r->keep.info);
	info->gray_bits = 0;
	info->width = png_get_image_width(r->png, r->keep.info);
	info->height = png_get_image_height(r->png, r->keep.info);
	if (image_check_size(r->input.in, info->width, info->height,
			     r->conversion->max_pixels,
			     r->errors.trap.err) != GM_OK)
		codec_trap_leave(&r->errors.trap);
	r->errors.n_rows = info->height;
	codec_png_check_length(r->png, r->keep.info, r->input.in->nbytes);
	codec_png_check_sides(r->png, r->keep.info);
	r->n_filtered = codec_png_n_filtered(r->png, r->keep.info);
	find_graying(r);
	choose_output(r, info);
	if (check_rows(r, r->errors.trap.err) != GM_OK)
		codec_trap_leave(&r->errors.trap);
	if (r->is_interlaced &&
	    image_check_held(r->input.in, info->width, info->height,
			     (uint64_t)image_row_nbytes(info) * info->height,
			     r->conversion->max_nbytes,
			     r->errors.trap.err) != GM_OK)
		codec_trap_leave(&r->errors.trap);
	find_frames(r);
	codec_png_chunks_background(r->png, &r->keep, info, &r->dec->graying);
}

/* All that is shown, or the picture of IDAT alone, whatever else there is. */
static enum gm_status
open_png(struct decoder *dec, struct file_in *in,
	 const struct conversion *conversion, bool ignores_frames,
	 struct gm_error *err)
{
	const uint8_t *head;
	struct reader *r;
	enum gm_status st;

	/* Where IHDR should be: this variant has pixels of its own. */
	if (file_in_peek(in, 16, &head) >= 16 &&
	    memcmp(head + 12, "CgBI", 4) == 0)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "Apple's CgBI variant of PNG");
	r = calloc(1, sizeof(*r));
	if (r == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (PNG)");
	dec->state = r;
	r->errors.trap.warning = dec->outcome->warning;
	r->errors.trap.tolerant = conversion->salvage;
	r->keep.metadata = &dec->metadata;
	r->keep.takes_frames = dec->takes_frames || conversion->first_frame;
	r->keep.ignores_frames = ignores_frames;
	r->dec = dec;
	r->input = (struct codec_png_input){.in = in, .info = &dec->info};
	r->conversion = conversion;
	st = codec_trap_run(&r->errors.trap, open_step, r, err);
	return st == GM_OK && r->frames.n > 0
		       ? codec_png_frames_next(&r->frames, err)
		       : st;
}

static enum gm_status
decode_open(struct decoder *dec, struct file_in *in,
	    const struct conversion *conversion, struct gm_error *err)
{
	return open_png(dec, in, conversion, false, err);
}

static enum gm_status
decode_next_frame(struct decoder *dec, struct gm_error *err)
{
	struct reader *r = dec->state;

	return codec_png_frames_next(&r->frames, err);
}

static void
read_row(struct reader *r, uint8_t *row, uint8_t *display_row)
{
	codec_png_input_begin_row(&r->input);
	png_read_row(r->png, row, display_row);
}

static void
rows_step(void *ctx)
{
	struct reader *r = ctx;
	size_t row_nbytes = image_row_nbytes(&r->dec->info);

	for (uint32_t i = 0; i < r->n_rows; i++)
		read_row(r, r->rows + i * row_nbytes, NULL);
}

/*
 * As display rows, each pass fills the blocks that later ones refine: what is
 * salvaged is then coarse instead of full of holes.
 */
static void
picture_step(void *ctx)
{
	struct reader *r = ctx;
	size_t row_nbytes = image_row_nbytes(&r->dec->info);

	for (int pass = 0; pass < PNG_INTERLACE_ADAM7_PASSES; pass++)
		for (uint32_t y = 0; y < r->dec->info.height; y++) {
			uint8_t *row = r->picture + y * row_nbytes;

			if (r->conversion->salvage)
				read_row(r, NULL, row);
			else
				read_row(r, row, NULL);
		}
}

static void
finish_step(void *ctx)
{
	struct reader *r = ctx;

	png_read_end(r->png, r->keep.info);
}

/* Read what was delivered before; no row of the call in progress was. */
static void
skip_step(void *ctx)
{
	struct reader *r = ctx;

	for (uint32_t i = 0; i < r->row_i; i++)
		read_row(r, r->rows, NULL);
}

/* Has another file been put in the place of what was read first? */
static enum gm_status
check_same(const struct image_info *first, const struct image_info *now,
	   struct gm_error *err)
{
	if (first->height == now->height &&
	    image_row_nbytes(first) == image_row_nbytes(now))
		return GM_OK;
	return gm_fail(err, GM_ERR_READ, 0, "it was changed while being read");
}

/* Begin again, with the metadata that there are. */
static enum gm_status
open_again(struct reader *r, struct gm_error *err)
{
	const struct codec_png_keep keep = r->keep;
	const struct image_info info = r->dec->info;
	const struct graying graying = r->dec->graying;
	struct metadata aside = {0};
	enum gm_status st = file_in_rewind(r->input.in, err);

	png_destroy_read_struct(&r->png, &r->keep.info, NULL);
	r->keep.metadata = &aside;
	r->errors.n_rows = 0;
	r->input.ends_wrongly = true;
	r->input.n_idat = 0;
	if (st == GM_OK)
		st = codec_trap_run(&r->errors.trap, open_step, r, err);
	r->keep.metadata = keep.metadata;
	r->keep.settle = keep.settle;
	r->keep.kept = keep.kept;
	metadata_free(&aside);
	if (st == GM_OK)
		st = check_same(&info, &r->dec->info, err);
	r->dec->info = info;
	r->dec->graying = graying;
	return st;
}

/* Take a step that has failed for the end of the compressed data alone. */
static enum gm_status
take_again(struct reader *r, codec_step_fn step, struct gm_error *err)
{
	enum gm_status st;

	codec_trap_warn(&r->errors.trap, err->status == GM_ERR_TRUNCATED
						 ? CODEC_NO_END
						 : CODEC_PNG_WRONG_SUM);
	*err = (struct gm_error){0};
	st = open_again(r, err);
	if (st == GM_OK)
		st = codec_trap_run(&r->errors.trap, skip_step, r, err);
	if (st == GM_OK)
		st = codec_trap_run(&r->errors.trap, step, r, err);
	return st;
}

/* Has a step for rows failed with this status, and yet all rows are there? */
static bool
has_whole_pixels(struct reader *r, codec_step_fn step, enum gm_status st)
{
	struct gm_error err;
	bool is_whole;

	if ((st != GM_ERR_TRUNCATED && st != GM_ERR_CORRUPT) ||
	    step == finish_step || r->errors.is_damaged ||
	    r->input.ends_wrongly)
		return false;
	return codec_png_whole(r->input.in, r->n_filtered, &is_whole,
			       &r->input.n_sure, &err) == GM_OK &&
	       is_whole;
}

/*
 * Take a step.  After the last row, or with --salvage, what a damaged file
 * ends is the reading.
 */
static enum gm_status
take_step(struct reader *r, codec_step_fn step, struct gm_error *err)
{
	enum gm_status st;

	if (r->has_ended)
		return GM_OK;
	st = codec_trap_run(&r->errors.trap, step, r, err);
	if (has_whole_pixels(r, step, st))
		st = take_again(r, step, err);
	if (st != GM_ERR_TRUNCATED && st != GM_ERR_CORRUPT)
		return st;
	if (codec_png_has_all_rows(r->png) && !r->errors.is_damaged) {
		codec_trap_warn(&r->errors.trap, CODEC_NO_END);
		r->dec->outcome->has_more = st == GM_ERR_CORRUPT;
	} else if (r->conversion->salvage) {
		codec_trap_damage(&r->errors.trap, st, err->text);
	} else {
		return st;
	}
	r->has_ended = true;
	*err = (struct gm_error){0};
	return GM_OK;
}

static enum gm_status
read_interlaced(struct reader *r, struct gm_error *err)
{
	size_t row_nbytes = image_row_nbytes(&r->dec->info);
	uint32_t height = r->dec->info.height;

	if (r->picture == NULL) {
		enum gm_status st;

		r->picture = calloc(height, row_nbytes);
		if (r->picture == NULL)
			return gm_fail(err, GM_ERR_NOMEM, 0,
				       "out of memory (interlaced picture)");
		st = take_step(r, picture_step, err);
		if (st != GM_OK)
			return st;
	}
	memcpy(r->rows, r->picture + r->row_i * row_nbytes,
	       r->n_rows * row_nbytes);
	return GM_OK;
}

static enum gm_status
decode_rows(struct decoder *dec, void *rows, uint32_t n_rows,
	    struct gm_error *err)
{
	struct reader *r = dec->state;
	enum gm_status st;

	if (r->frames.n > 0) {
		codec_png_frames_rows(&r->frames, rows, n_rows);
		return GM_OK;
	}
	r->rows = rows;
	r->n_rows = n_rows;
	/* Rows that cannot be read are zero: black, or transparent. */
	if (r->conversion->salvage)
		memset(rows, 0, n_rows * image_row_nbytes(&dec->info));
	st = r->is_interlaced ? read_interlaced(r, err)
			      : take_step(r, rows_step, err);
	r->row_i += n_rows;
	if (st == GM_OK &&
	    palette_gap_blacken(&r->gap, rows, (size_t)n_rows * dec->info.width,
				dec->info.channels))
		codec_trap_warn(&r->errors.trap, PALETTE_GAP_WARNING);
	return st;
}

static enum gm_status
decode_finish(struct decoder *dec, struct gm_error *err)
{
	struct reader *r = dec->state;
	enum gm_status st;

	/* The file was read to its end. */
	if (r->frames.n > 0)
		return GM_OK;
	st = take_step(r, finish_step, err);
	if (!r->has_ended)
		dec->outcome->has_more |= file_in_has_more(r->input.in);
	return st;
}

static void
decode_close(struct decoder *dec)
{
	struct reader *r = dec->state;

	if (r == NULL)
		return;
	if (!r->is_torn)
		png_destroy_read_struct(&r->png, &r->keep.info, NULL);
	codec_png_frames_close(&r->frames);
	bytes_free(&r->keep.profile);
	free(r->picture);
	free(r);
	dec->state = NULL;
}

/* After the frames, the picture of IDAT, if it is none of them. */
static enum gm_status
decode_next_page(struct decoder *dec, bool *is_there, struct gm_error *err)
{
	const struct reader *r = dec->state;
	const struct conversion *conversion = r->conversion;
	struct file_in *in = r->input.in;
	enum gm_status st;

	*is_there = r->frames.n > 0 && !r->keep.has_default &&
		    !conversion->first_frame;
	if (!*is_there)
		return GM_OK;
	decode_close(dec);
	metadata_clear(&dec->metadata);
	dec->animation = (struct animation){0};
	st = file_in_rewind(in, err);
	return st == GM_OK ? open_png(dec, in, conversion, true, err) : st;
}

const struct codec_reader codec_png_reader = {
	.open = decode_open,
	.rows = decode_rows,
	.next_frame = decode_next_frame,
	.next_page = decode_next_page,
	.finish = decode_finish,
	.close = decode_close,
};
