/* SPDX-License-Identifier: MIT */
#include "formats/bmp/bmp_read.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "codec/palette_gap.h"
#include "formats/bmp/bmp_header.h"
#include "formats/bmp/bmp_palette.h"
#include "formats/bmp/bmp_pixels.h"
#include "formats/bmp/bmp_rle.h"
#include "meta/settle.h"

/*
 * A run of 255 pixels takes two bytes.  Codes may step over any number of rows,
 * but what steps over all of a large picture is none.
 */
#define RLE_PIXELS_PER_BYTE 128u

/*
 * The last row of the picture is stored first, so all rows are held; but of run
 * lengths, which are read twice, one row where the last may come first.
 */
struct bmp_state {
	struct bmp_pixels pixels;
	struct bmp_rle rle;
	struct file_in *in;
	bool top_down;
	bool salvage;
	uint8_t *stored; /* that many rows of stride bytes */
	size_t stride;
	uint64_t n_drawn; /* of run lengths, in the first reading */
	uint32_t next_row;
};

static enum gm_status
keep_density(const struct bmp_header *bmp, struct metadata *metadata,
	     struct gm_error *err)
{
	struct metadata_piece piece = {
		.kind = METADATA_DENSITY,
		.density = {bmp->x_density, bmp->y_density, false}};

	if (bmp->x_density <= 0 || bmp->y_density <= 0)
		return GM_OK;
	return settle_add(&(struct settle){.is_color = true}, metadata, &piece,
			  err);
}

static uint64_t
row_nbytes(const struct bmp_header *bmp)
{
	return ((uint64_t)bmp->width * bmp->depth + 7) / 8;
}

static bool
is_rle(const struct bmp_header *bmp)
{
	return bmp->compression == BMP_RLE8 || bmp->compression == BMP_RLE4;
}

/*
 * A few bytes must not ask for a huge picture.  The padding of the last row may
 * be missing.
 */
static enum gm_status
check_length(const struct bmp_header *bmp, const struct file_in *in,
	     bool salvage, struct gm_error *err)
{
	uint64_t stride = (row_nbytes(bmp) + 3) / 4 * 4;
	uint32_t n_rows = salvage ? image_salvage_rows(bmp->width, bmp->height)
				  : bmp->height;

	if (is_rle(bmp))
		return image_check_ratio(in, bmp->width, bmp->height,
					 RLE_PIXELS_PER_BYTE, err);
	return image_check_rows(in, n_rows, stride,
				(unsigned)(stride - row_nbytes(bmp)), err);
}

/* Make room for n_rows rows. */
static enum gm_status
make_room(struct bmp_state *state, const struct bmp_header *bmp,
	  uint32_t n_rows, const struct conversion *conversion,
	  struct gm_error *err)
{
	uint64_t stride = is_rle(bmp) ? (uint64_t)bmp->width * 2
				      : (row_nbytes(bmp) + 3) / 4 * 4;
	enum gm_status st =
		check_length(bmp, state->in, conversion->salvage, err);

	if (st == GM_OK)
		st = image_check_held(state->in, bmp->width, bmp->height,
				      stride * n_rows, conversion->max_nbytes,
				      err);
	if (st != GM_OK)
		return st;
	state->stride = (size_t)stride;
	if (stride <= SIZE_MAX)
		state->stored = calloc(n_rows, state->stride);
	if (state->stored == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (pixels)");
	return GM_OK;
}

static enum gm_status
read_plain(struct decoder *dec, const struct bmp_header *bmp,
	   struct gm_error *err)
{
	struct bmp_state *state = dec->state;
	size_t nbytes = state->stride * bmp->height;
	size_t n = file_in_read(state->in, state->stored, nbytes);

	if (n < nbytes - (state->stride - (size_t)row_nbytes(bmp)))
		return file_in_fail_at_end(state->in, CODEC_INCOMPLETE, err);
	return GM_OK;
}

static void
begin_rle(struct bmp_state *state, const struct bmp_header *bmp)
{
	state->rle = (struct bmp_rle){.in = state->in,
				      .depth = bmp->depth,
				      .width = bmp->width,
				      .height = bmp->height};
}

static enum gm_status
read_rle(struct decoder *dec, const struct bmp_header *bmp,
	 struct gm_error *err)
{
	struct bmp_state *state = dec->state;
	const struct bmp_rle *rle = &state->rle;
	enum gm_status st;

	begin_rle(state, bmp);
	for (size_t y = 0; y < bmp->height; y++)
		bmp_rle_row(&state->rle, y,
			    (void *)(state->stored +
				     (dec->rises ? 0 : y * state->stride)));
	st = bmp_rle_end(&state->rle, err);
	if (rle->n_drawn > 0 &&
	    rle->n_drawn < (uint64_t)bmp->width * bmp->height)
		state->pixels.channels = 4;
	if (rle->has_overrun)
		conversion_warn(dec->outcome, "a row is longer than the "
					      "picture is wide");
	if (st == GM_OK && !rle->has_end)
		conversion_warn(dec->outcome, "the end marker is missing");
	return st;
}

static enum gm_status
read_stored(struct decoder *dec, const struct bmp_header *bmp,
	    struct gm_error *err)
{
	struct bmp_state *state = dec->state;
	enum gm_status st = is_rle(bmp) ? read_rle(dec, bmp, err)
					: read_plain(dec, bmp, err);

	if (st != GM_ERR_TRUNCATED || !state->salvage)
		return st;
	*err = (struct gm_error){0};
	conversion_warn(dec->outcome, "truncated: what is missing is blank");
	return GM_OK;
}

/* Go back to the first code, now that they are known. */
static enum gm_status
rise(struct bmp_state *state, const struct bmp_header *bmp,
     struct gm_error *err)
{
	enum gm_status st = file_in_rewind(state->in, err);

	if (st == GM_OK && !file_in_seek(state->in, bmp->pixels_at))
		st = file_in_fail_at_end(state->in, "before the pixels", err);
	state->n_drawn = state->rle.n_drawn;
	begin_rle(state, bmp);
	return st;
}

/* As browsers have it, a picture that would be invisible has no alpha. */
static uint32_t
choose_channels(const struct bmp_state *state, const struct bmp_header *bmp)
{
	if (state->pixels.channels == 4 || bmp->masks[3] == 0)
		return state->pixels.channels;
	return bmp_pixels_have_alpha(&state->pixels, state->stored,
				     state->stride, bmp->height)
		       ? 4
		       : 3;
}

/* in is after the header. */
static enum gm_status
read_picture(struct decoder *dec, const struct bmp_header *bmp,
	     const struct conversion *conversion, struct gm_error *err)
{
	struct bmp_state *state = dec->state;
	struct bmp_pixels *pixels = &state->pixels;
	enum gm_status st = GM_OK;

	*pixels = (struct bmp_pixels){.width = bmp->width,
				      .depth = bmp->depth,
				      .channels = 3,
				      .is_rle = is_rle(bmp)};
	bmp_pixels_set_masks(pixels, bmp->masks);
	if (bmp->depth <= 8)
		st = bmp_palette_read(bmp, state->in, pixels, err);
	if (st == GM_OK && !file_in_seek(state->in, bmp->pixels_at))
		st = file_in_fail_at_end(state->in, "before the pixels", err);
	dec->rises = dec->may_rise && is_rle(bmp) && !bmp->top_down;
	if (st == GM_OK)
		st = make_room(state, bmp, dec->rises ? 1 : bmp->height,
			       conversion, err);
	if (st != GM_OK)
		return st;
	dec->held_nbytes = dec->rises ? 0 : state->stride * bmp->height;
	st = read_stored(dec, bmp, err);
	if (st == GM_OK && dec->rises)
		st = rise(state, bmp, err);
	if (st != GM_OK)
		return st;
	pixels->channels = choose_channels(state, bmp);
	dec->info = (struct image_info){
		bmp->width, bmp->height, pixels->channels, 8, 8, 0};
	return GM_OK;
}

static enum gm_status
decode_open(struct decoder *dec, struct file_in *in,
	    const struct conversion *conversion, struct gm_error *err)
{
	struct bmp_header bmp = {0};
	struct bmp_state *state;
	enum gm_status st = bmp_header_read(&bmp, in, err);

	if (st == GM_OK)
		st = image_check_size(in, bmp.width, bmp.height,
				      conversion->max_pixels, err);
	if (st == GM_OK)
		st = keep_density(&bmp, &dec->metadata, err);
	if (st != GM_OK)
		return st;
	state = calloc(1, sizeof(*state));
	if (state == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (decoder)");
	dec->state = state;
	state->in = in;
	state->top_down = bmp.top_down;
	state->salvage = conversion->salvage;
	return read_picture(dec, &bmp, conversion, err);
}

/* The next row as it is stored. */
static const uint8_t *
next_stored(const struct decoder *dec)
{
	struct bmp_state *state = dec->state;
	uint32_t y = state->next_row++;

	if (dec->rises) {
		bmp_rle_row(&state->rle, y, (void *)state->stored);
		return state->stored;
	}
	if (!state->top_down)
		y = dec->info.height - 1 - y;
	return state->stored + y * state->stride;
}

static enum gm_status
decode_rows(struct decoder *dec, void *rows, uint32_t n_rows,
	    struct gm_error *err)
{
	struct bmp_state *state = dec->state;
	uint8_t *samples = rows;

	(void)err;
	for (uint32_t i = 0; i < n_rows; i++) {
		if (!bmp_pixels_row(&state->pixels, next_stored(dec), samples))
			conversion_warn(dec->outcome, PALETTE_GAP_WARNING);
		samples += image_row_nbytes(&dec->info);
	}
	return GM_OK;
}

static enum gm_status
decode_finish(struct decoder *dec, struct gm_error *err)
{
	struct bmp_state *state = dec->state;

	if (dec->rises && bmp_rle_end(&state->rle, err) == GM_ERR_READ)
		return GM_ERR_READ;
	if (dec->rises && state->rle.n_drawn != state->n_drawn)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: changed while it was read");
	*err = (struct gm_error){0};
	dec->outcome->has_more = file_in_has_more(state->in);
	return file_in_status(state->in, err);
}

static void
decode_close(struct decoder *dec)
{
	struct bmp_state *state = dec->state;

	if (state != NULL)
		free(state->stored);
	free(state);
	dec->state = NULL;
}

const struct codec_reader bmp_reader = {
	.open = decode_open,
	.rows = decode_rows,
	.finish = decode_finish,
	.close = decode_close,
};
