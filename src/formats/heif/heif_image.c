/* SPDX-License-Identifier: MIT */
#include "formats/heif/heif_image.h"

#include <string.h>

#include "formats/heif/heif_aux.h"

/* How many items may be the same as one another. */
#define MAX_SAME 8u

/* The item that this one is made of alone, or NULL. */
static const struct heif_item *
inner_of(const struct heif_items *items, const struct heif_item *item)
{
	const struct heif_reference *dimg =
		heif_items_reference(items, HEIF_DIMG, item->id);

	return dimg == NULL || dimg->n_targets != 1
		       ? NULL
		       : heif_items_find(items, items->targets[dimg->target]);
}

static enum gm_status
fail_kind(const struct heif_item *item, struct gm_error *err)
{
	char name[5] = "";

	for (unsigned i = 0; i < 4; i++) {
		unsigned c = item->type >> (24 - 8 * i) & 255;

		name[i] = (char)(c > ' ' && c < 127 ? c : '?');
	}
	return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
		       "unsupported: a picture of the kind %s, not HEVC", name);
}

enum gm_status
heif_image_base(const struct heif_file *file, const struct heif_item *item,
		const struct heif_item **base, struct gm_error *err)
{
	*base = item;
	for (unsigned i = 0; i < MAX_SAME && *base != NULL; i++) {
		if ((*base)->type != HEIF_IDEN)
			return heif_item_is_coded(*base) ||
					       (*base)->type == HEIF_GRID ||
					       (*base)->type == HEIF_IOVL
				       ? GM_OK
				       : fail_kind(*base, err);
		*base = inner_of(&file->items, *base);
	}
	return gm_fail(err, GM_ERR_CORRUPT, 0,
		       "corrupt: a picture that is made of no other");
}

/* Properties of the base come first, those of the item last. */
static enum gm_status
apply_views(struct heif_view *view, const struct heif_items *items,
	    const struct heif_item *item, struct gm_error *err)
{
	const struct heif_item *chain[MAX_SAME];
	enum gm_status st = GM_OK;
	unsigned n = 0;

	for (; n < MAX_SAME && item != NULL; item = inner_of(items, item)) {
		chain[n++] = item;
		if (item->type != HEIF_IDEN)
			break;
	}
	while (n > 0 && st == GM_OK)
		st = heif_view_apply(view, items, chain[--n], err);
	return st;
}

static enum gm_status
open_rows(struct heif_rows *rows, struct heif_file *file,
	  const struct heif_item *item, struct gm_error *err)
{
	const struct heif_item *base;
	enum gm_status st = heif_image_base(file, item, &base, err);

	if (st == GM_OK && base->type == HEIF_IOVL)
		st = gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			     "unsupported: an overlay within another picture");
	if (st == GM_OK)
		st = heif_tiles_open(&rows->tiles, file, base, err);
	if (st != GM_OK)
		return st;
	rows->view = heif_view_of(rows->tiles.width, rows->tiles.height);
	return apply_views(&rows->view, &file->items, item, err);
}

static bool
is_same_size(const struct heif_view *a, const struct heif_view *b)
{
	return heif_view_width(a) == heif_view_width(b) &&
	       heif_view_height(a) == heif_view_height(b);
}

/* Alpha that says nothing is turned and cut as the picture is. */
static void
fit_alpha(struct heif_image *image, const struct heif_file *file,
	  const struct heif_item *alpha)
{
	const struct heif_tiles *tiles = &image->color.tiles;
	struct heif_view *view = &image->alpha.view;
	bool is_alike = image->color.canvas != NULL
				? view->width == image->color.width
				: view->width == tiles->width &&
					  view->height == tiles->height;

	if (!heif_view_is_changed(&file->items, alpha) && is_alike)
		*view = image->color.view;
	image->has_alpha = is_same_size(view, &image->color.view);
	image->lost_alpha = !image->has_alpha;
	if (image->lost_alpha)
		heif_rows_close(&image->alpha);
}

static enum gm_status
open_alpha(struct heif_image *image, struct heif_file *file,
	   const struct heif_item *item, struct gm_error *err)
{
	const struct heif_item *alpha = heif_aux_alpha(&file->items, item);
	enum gm_status st;

	if (alpha == NULL)
		return GM_OK;
	st = open_rows(&image->alpha, file, alpha, err);
	if (st != GM_OK)
		return st;
	/* Of full range, whatever it says. */
	image->alpha.tiles.coding.is_full = true;
	image->is_premultiplied =
		heif_items_refers(&file->items, HEIF_PREM, item->id, alpha->id);
	fit_alpha(image, file, alpha);
	return GM_OK;
}

enum gm_status
heif_image_open(struct heif_image *image, struct heif_file *file,
		const struct heif_item *item, struct gm_error *err)
{
	enum gm_status st = open_rows(&image->color, file, item, err);

	return st == GM_OK ? open_alpha(image, file, item, err) : st;
}

enum gm_status
heif_image_show(struct heif_image *image, struct heif_file *file,
		const struct heif_item *item, const uint8_t *canvas,
		uint32_t width, uint32_t height, struct gm_error *err)
{
	enum gm_status st;

	image->color.canvas = canvas;
	image->color.width = width;
	image->color.view = heif_view_of(width, height);
	st = apply_views(&image->color.view, &file->items, item, err);
	return st == GM_OK ? open_alpha(image, file, item, err) : st;
}

/* Alpha is one channel. */
static struct heif_form
alpha_form(const struct heif_form *form)
{
	return (struct heif_form){.channels = 1, .bits = form->bits};
}

enum gm_status
heif_image_begin(struct heif_image *image, const struct heif_form *form,
		 struct gm_error *err)
{
	struct heif_form alpha = alpha_form(form);
	enum gm_status st = heif_rows_begin(&image->color, form, err);

	return st == GM_OK && image->has_alpha
		       ? heif_rows_begin(&image->alpha, &alpha, err)
		       : st;
}

uint64_t
heif_image_nbytes(const struct heif_image *image, const struct heif_form *form)
{
	struct heif_form alpha = alpha_form(form);

	return heif_rows_nbytes(&image->color, form) +
	       (image->has_alpha ? heif_rows_nbytes(&image->alpha, &alpha) : 0);
}

static unsigned
load(const uint8_t *at, size_t size)
{
	uint16_t wide;

	if (size == 1)
		return *at;
	memcpy(&wide, at, sizeof(wide));
	return wide;
}

static void
store(uint8_t *at, size_t size, unsigned value)
{
	uint16_t wide = (uint16_t)value;

	if (size == 1)
		*at = (uint8_t)value;
	else
		memcpy(at, &wide, sizeof(wide));
}

/* Divide a sample by its alpha, which is not more than white. */
static void
divide(uint8_t *at, size_t size, unsigned alpha)
{
	uint64_t most = size == 1 ? 255 : 65535;
	uint64_t value = load(at, size);

	value = alpha == 0 ? 0 : (value * most + alpha / 2) / alpha;
	store(at, size, (unsigned)(value < most ? value : most));
}

/* Put pixels and their alpha together. */
static void
join(const struct heif_image *image, const uint8_t *color, const uint8_t *alpha,
     uint32_t n, uint8_t *to)
{
	size_t size = image->color.form.bits / 8;
	size_t pixel = heif_form_nbytes(&image->color.form);

	for (uint32_t i = 0; i < n; i++) {
		memcpy(to, color, pixel);
		memcpy(to + pixel, alpha, size);
		for (size_t c = 0; image->is_premultiplied && c < pixel;
		     c += size)
			divide(to + c, size, load(alpha, size));
		color += pixel;
		alpha += size;
		to += pixel + size;
	}
}

enum gm_status
heif_image_row(struct heif_image *image, void *to, struct gm_error *err)
{
	uint32_t width = heif_view_width(&image->color.view);
	const uint8_t *color, *alpha;
	enum gm_status st = heif_rows_next(&image->color, &color, err);

	if (st != GM_OK)
		return st;
	if (!image->has_alpha) {
		memcpy(to, color, width * heif_form_nbytes(&image->color.form));
		return GM_OK;
	}
	st = heif_rows_next(&image->alpha, &alpha, err);
	if (st == GM_OK)
		join(image, color, alpha, width, to);
	return st;
}

void
heif_image_close(struct heif_image *image)
{
	heif_rows_close(&image->color);
	heif_rows_close(&image->alpha);
	*image = (struct heif_image){0};
}
