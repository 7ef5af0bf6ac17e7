/* SPDX-License-Identifier: MIT */
#include "formats/heif/heif_layers.h"

#include <stdlib.h>
#include <string.h>

struct heif_shape
heif_shape_of(const struct heif_image *image, enum gray_method method)
{
	const struct heif_tiles *tiles = &image->color.tiles;

	return (struct heif_shape){
		.bits = tiles->bits,
		.has_chroma = tiles->has_chroma,
		.is_gray = !tiles->has_chroma ||
			   heif_color_is_gray(&tiles->coding, method),
		.coding = tiles->coding,
	};
}

static int32_t
read_offset(struct bmff_in *in, unsigned nbytes)
{
	uint32_t value = (uint32_t)bmff_number(in, nbytes);

	return nbytes == 2 ? (int16_t)value : (int32_t)value;
}

/* ImageOverlay (6.6.2.2.2). */
static enum gm_status
read_overlay(struct heif_layers *layers, const struct heif_items *items,
	     const struct heif_reference *dimg, struct bmff_in in,
	     struct gm_error *err)
{
	unsigned nbytes = heif_derived_head(&in);

	for (unsigned i = 0; i < 4; i++)
		layers->fill[i] = (uint16_t)bmff_u16(&in);
	layers->width = (uint32_t)bmff_number(&in, nbytes);
	layers->height = (uint32_t)bmff_number(&in, nbytes);
	layers->n = dimg->n_targets;
	for (unsigned i = 0; i < layers->n; i++) {
		struct heif_layer *layer = &layers->list[i];

		layer->id = items->targets[dimg->target + i];
		layer->x = read_offset(&in, nbytes);
		layer->y = read_offset(&in, nbytes);
	}
	return in.is_short || nbytes == 0
		       ? gm_fail(err, GM_ERR_CORRUPT, 0, "corrupt: an overlay")
		       : GM_OK;
}

static enum gm_status
load(struct heif_layers *layers, struct heif_file *file,
     const struct heif_item *item, struct gm_error *err)
{
	const struct heif_reference *dimg =
		heif_items_reference(&file->items, HEIF_DIMG, item->id);
	struct bytes bytes = {0};
	enum gm_status st;

	if (dimg == NULL)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: an overlay of nothing");
	if (dimg->n_targets > HEIF_MAX_LAYERS)
		return gm_fail(err, GM_ERR_LIMIT, 0, "more than %u layers",
			       HEIF_MAX_LAYERS);
	st = heif_file_load(file, item, &bytes, err);
	if (st == GM_OK)
		st = read_overlay(layers, &file->items, dimg,
				  bmff_in(bytes.data, bytes.nbytes), err);
	bytes_free(&bytes);
	return st;
}

static enum gm_status
open_layer(struct heif_image *image, struct heif_file *file,
	   const struct heif_layer *layer, struct gm_error *err)
{
	const struct heif_item *item = heif_items_find(&file->items, layer->id);

	return item != NULL ? heif_image_open(image, file, item, err)
			    : gm_fail(err, GM_ERR_CORRUPT, 0,
				      "corrupt: a layer that is not there");
}

/* What has several layers is what each of them needs. */
static void
merge(struct heif_shape *shape, const struct heif_shape *other, bool is_first)
{
	if (is_first) {
		*shape = *other;
		return;
	}
	shape->has_chroma |= other->has_chroma;
	shape->is_gray &= other->is_gray;
	if (other->bits > shape->bits)
		shape->bits = other->bits;
}

enum gm_status
heif_layers_open(struct heif_layers *layers, struct heif_file *file,
		 const struct heif_item *item, enum gray_method method,
		 struct heif_shape *shape, struct gm_error *err)
{
	const struct file_in *in = file->cursor.in;
	enum gm_status st = load(layers, file, item, err);

	if (st == GM_OK)
		st = image_check_size(in, layers->width, layers->height,
				      file->max_pixels, err);
	for (unsigned i = 0; i < layers->n && st == GM_OK; i++) {
		struct heif_image image = {0};
		struct heif_shape other;

		st = open_layer(&image, file, &layers->list[i], err);
		other = heif_shape_of(&image, method);
		merge(shape, &other, i == 0);
		heif_image_close(&image);
	}
	return st;
}

static void
put_sample(uint8_t *at, unsigned bits, unsigned value)
{
	uint16_t wide = (uint16_t)value;

	if (bits == 8)
		*at = (uint8_t)((value * 255u + 32767) / 65535);
	else
		memcpy(at, &wide, sizeof(wide));
}

/* The colour of the canvas, as a pixel of the form. */
static void
make_fill(const struct heif_layers *layers, const struct heif_form *form,
	  enum gray_method method, uint8_t *pixel)
{
	const struct image_info info = {.channels = 3, .bits = 16};
	uint16_t color[3];

	memcpy(color, layers->fill, sizeof(color));
	if (form->channels == 1)
		gray_convert(method, &info, color, 1, color);
	for (unsigned c = 0; c < form->channels; c++)
		put_sample(pixel + c * form->bits / 8, form->bits, color[c]);
}

static enum gm_status
make_canvas(struct heif_layers *layers, const struct heif_form *form,
	    enum gray_method method, struct gm_error *err)
{
	size_t size = heif_form_nbytes(form);
	size_t n = (size_t)layers->width * layers->height;
	uint8_t fill[3 * sizeof(uint16_t)];

	layers->canvas = n > SIZE_MAX / size ? NULL : malloc(n * size);
	if (layers->canvas == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (HEIF)");
	make_fill(layers, form, method, fill);
	for (size_t i = 0; i < n; i++)
		memcpy(layers->canvas + i * size, fill, size);
	return GM_OK;
}

static unsigned
load_sample(const uint8_t *at, unsigned bits)
{
	uint16_t wide;

	if (bits == 8)
		return *at;
	memcpy(&wide, at, sizeof(wide));
	return wide;
}

/* A sample over another one; alpha is of all. */
static void
blend(uint8_t *under, const uint8_t *over, unsigned alpha, unsigned bits)
{
	uint64_t all = bits == 8 ? 255 : 65535;
	uint64_t value = load_sample(over, bits) * (uint64_t)alpha +
			 load_sample(under, bits) * (all - alpha);
	uint16_t wide = (uint16_t)((value + all / 2) / all);

	if (bits == 8)
		*under = (uint8_t)wide;
	else
		memcpy(under, &wide, sizeof(wide));
}

/* n pixels, with their alpha if there is one, over those of the canvas. */
static void
draw_pixels(uint8_t *to, const uint8_t *from, size_t n,
	    const struct heif_form *form, bool has_alpha)
{
	size_t size = heif_form_nbytes(form), sample = form->bits / 8;

	if (!has_alpha) {
		memcpy(to, from, n * size);
		return;
	}
	for (size_t i = 0; i < n; i++, to += size, from += size + sample) {
		unsigned alpha = load_sample(from + size, form->bits);

		for (size_t c = 0; c < size; c += sample)
			blend(to + c, from + c, alpha, form->bits);
	}
}

static enum gm_status
draw_rows(const struct heif_layers *layers, const struct heif_layer *layer,
	  struct heif_image *image, uint8_t *row, struct gm_error *err)
{
	const struct heif_form *form = &image->color.form;
	int64_t width = heif_view_width(&image->color.view);
	int64_t height = heif_view_height(&image->color.view);
	int64_t from = layer->x < 0 ? -(int64_t)layer->x : 0, to = width;
	size_t size = heif_form_nbytes(form);
	size_t pixel = size + (image->has_alpha ? form->bits / 8 : 0);
	enum gm_status st = GM_OK;

	if (to > (int64_t)layers->width - layer->x)
		to = (int64_t)layers->width - layer->x;
	for (int64_t i = 0; i < height && st == GM_OK; i++) {
		int64_t y = layer->y + i;

		if (y >= layers->height)
			break;
		st = heif_image_row(image, row, err);
		if (st != GM_OK || y < 0 || from >= to)
			continue;
		draw_pixels(layers->canvas + ((size_t)y * layers->width +
					      (size_t)(layer->x + from)) *
						     size,
			    row + (size_t)from * pixel, (size_t)(to - from),
			    form, image->has_alpha);
	}
	return st;
}

static enum gm_status
draw_layer(const struct heif_layers *layers, const struct heif_layer *layer,
	   struct heif_image *image, const struct heif_form *form,
	   struct gm_error *err)
{
	size_t width = heif_view_width(&image->color.view);
	enum gm_status st = heif_image_begin(image, form, err);
	uint8_t *row;

	if (st != GM_OK)
		return st;
	/* With alpha. */
	row = malloc(width * (heif_form_nbytes(form) + form->bits / 8));
	if (row == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (HEIF)");
	st = draw_rows(layers, layer, image, row, err);
	free(row);
	return st;
}

enum gm_status
heif_layers_draw(struct heif_layers *layers, struct heif_file *file,
		 const struct heif_form *form, enum gray_method method,
		 struct gm_error *err)
{
	enum gm_status st = make_canvas(layers, form, method, err);

	for (unsigned i = 0; i < layers->n && st == GM_OK; i++) {
		const struct heif_layer *layer = &layers->list[i];
		struct heif_image image = {0};

		st = open_layer(&image, file, layer, err);
		if (st == GM_OK)
			st = draw_layer(layers, layer, &image, form, err);
		heif_image_close(&image);
	}
	return st;
}

void
heif_layers_close(struct heif_layers *layers)
{
	free(layers->canvas);
	*layers = (struct heif_layers){0};
}
