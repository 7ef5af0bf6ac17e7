/* SPDX-License-Identifier: MIT */
/*
 * Y alone is taken where it is the gray that is asked for; else colours are
 * made, which the job makes gray.  A picture of several layers is drawn before
 * its first row is delivered.
 */
#include "formats/heif/heif.h"

#include <stdlib.h>
#include <string.h>

#include "formats/heif/heif_layers.h"
#include "formats/heif/heif_metadata.h"
#include "meta/settle.h"

/* Of a photograph, whatever it was coded with: as a JPEG without a quality. */
#define LOSSY_QUALITY 90u

struct reader {
	const struct conversion *conversion;
	struct heif_file file;
	const struct heif_item *item; /* the primary picture */
	const struct heif_item *base; /* what it is decoded from */
	struct heif_layers layers;
	struct heif_image image;
	struct heif_form form;
};

static bool
has_layers(const struct reader *r)
{
	return r->base->type == HEIF_IOVL;
}

/* Up to what the first tiles tell. */
static enum gm_status
look(struct reader *r, struct heif_shape *shape, struct gm_error *err)
{
	struct heif_file *file = &r->file;
	enum gm_status st = heif_file_open(file, err);

	if (st == GM_OK)
		st = heif_file_primary(file, &r->item, err);
	if (st == GM_OK)
		st = heif_image_base(file, r->item, &r->base, err);
	if (st != GM_OK)
		return st;
	if (has_layers(r))
		return heif_layers_open(&r->layers, file, r->base,
					r->conversion->gray, shape, err);
	st = heif_image_open(&r->image, file, r->item, err);
	*shape = heif_shape_of(&r->image, r->conversion->gray);
	return st;
}

/* Which samples are to be made, by what the picture says of its colours. */
static enum gm_status
choose_form(struct reader *r, struct decoder *dec,
	    const struct heif_shape *shape, struct gm_error *err)
{
	const struct heif_tiles *tiles = &r->image.color.tiles;
	const struct image_info colors = {.channels = 3,
					  .bits = shape->bits > 8 ? 16 : 8};
	enum gm_status st = heif_metadata_take(
		&r->file, r->item,
		has_layers(r) ? NULL : heif_tiles_first(tiles), &shape->coding,
		shape->has_chroma, &dec->metadata, err);

	dec->metadata.was_color = shape->has_chroma;
	if (st == GM_OK && shape->has_chroma)
		st = settle_find_graying(&dec->metadata, &colors, false,
					 r->conversion->gray, &dec->graying,
					 err);
	r->form.bits = colors.bits;
	r->form.channels =
		shape->is_gray && graying_is_plain(&dec->graying) ? 1 : 3;
	if (!shape->has_chroma)
		r->form.channels = 1;
	return st;
}

static enum gm_status
draw_layers(struct reader *r, struct gm_error *err)
{
	struct heif_layers *layers = &r->layers;
	const struct file_in *in = r->file.cursor.in;
	uint64_t nbytes = (uint64_t)layers->width * layers->height *
			  heif_form_nbytes(&r->form);
	enum gm_status st =
		image_check_held(in, layers->width, layers->height, nbytes,
				 r->conversion->max_nbytes, err);

	if (st == GM_OK)
		st = heif_layers_draw(layers, &r->file, &r->form,
				      r->conversion->gray, err);
	return st == GM_OK ? heif_image_show(&r->image, &r->file, r->item,
					     layers->canvas, layers->width,
					     layers->height, err)
			   : st;
}

static enum gm_status
begin(struct reader *r, struct decoder *dec, struct gm_error *err)
{
	const struct heif_view *view = &r->image.color.view;
	uint32_t width = heif_view_width(view), height = heif_view_height(view);
	enum gm_status st = image_check_held(
		r->file.cursor.in, width, height,
		heif_image_nbytes(&r->image, &r->form) + dec->held_nbytes,
		r->conversion->max_nbytes, err);

	dec->info = (struct image_info){.width = width,
					.height = height,
					.channels = r->form.channels +
						    r->image.has_alpha,
					.bits = r->form.bits,
					.exact_bits = r->form.bits};
	dec->lossy_quality = LOSSY_QUALITY;
	heif_metadata_turn(&dec->metadata, &view->turn);
	return st == GM_OK ? heif_image_begin(&r->image, &r->form, err) : st;
}

static enum gm_status
decode_open(struct decoder *dec, struct file_in *in,
	    const struct conversion *conversion, struct gm_error *err)
{
	struct reader *r = calloc(1, sizeof(*r));
	struct heif_shape shape = {0};
	enum gm_status st;

	if (r == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (HEIF)");
	dec->state = r;
	r->conversion = conversion;
	r->file.cursor.in = in;
	r->file.max_pixels = conversion->max_pixels;
	r->file.max_nbytes = conversion->max_nbytes;
	r->file.salvages = conversion->salvage;
	st = look(r, &shape, err);
	if (st == GM_OK)
		st = choose_form(r, dec, &shape, err);
	if (st == GM_OK && has_layers(r)) {
		st = draw_layers(r, err);
		dec->held_nbytes = (uint64_t)r->layers.width *
				   r->layers.height *
				   heif_form_nbytes(&r->form);
	}
	return st == GM_OK ? begin(r, dec, err) : st;
}

static enum gm_status
decode_rows(struct decoder *dec, void *rows, uint32_t n_rows,
	    struct gm_error *err)
{
	struct reader *r = dec->state;
	uint8_t *to = rows;
	enum gm_status st = GM_OK;

	for (; n_rows > 0 && st == GM_OK; n_rows--) {
		st = heif_image_row(&r->image, to, err);
		to += image_row_nbytes(&dec->info);
	}
	return st;
}

/* PixelAspectRatioBox (14496-12, 12.1.4). */
static bool
has_odd_pixels(const struct reader *r)
{
	struct bmff_in in;
	uint32_t i = 0, across, down;

	if (!heif_items_property(&r->file.items, r->item, HEIF_PASP, &i, &in))
		return false;
	across = bmff_u32(&in);
	down = bmff_u32(&in);
	return !in.is_short && across != 0 && down != 0 && across != down;
}

static enum gm_status
decode_finish(struct decoder *dec, struct gm_error *err)
{
	const struct reader *r = dec->state;
	const struct heif_image *image = &r->image;

	(void)err;
	if (r->file.is_cut)
		conversion_warn(dec->outcome,
				"truncated: what follows is missing");
	if (r->file.is_damaged)
		conversion_warn(dec->outcome, "corrupt: parts of the picture "
					      "are missing or damaged");
	if (image->lost_alpha)
		conversion_warn(dec->outcome, "its alpha has another size, and "
					      "is left out");
	if (has_odd_pixels(r))
		conversion_warn(dec->outcome, "its pixels are not square, "
					      "which the copy does not say");
	return GM_OK;
}

static void
decode_close(struct decoder *dec)
{
	struct reader *r = dec->state;

	if (r == NULL)
		return;
	heif_image_close(&r->image);
	heif_layers_close(&r->layers);
	heif_file_free(&r->file);
	free(r);
	dec->state = NULL;
}

const struct codec_reader heif_reader = {
	.open = decode_open,
	.rows = decode_rows,
	.finish = decode_finish,
	.close = decode_close,
};
