/* SPDX-License-Identifier: MIT */
/*
 * heif_layers.h - a picture that is made of others, one over another
 *
 * The source is ISO/IEC 23008-12, section 6.6.2.2 (iovl).  It is held as a
 * whole, and its canvas counts as opaque.
 */
#ifndef GM_FORMATS_HEIF_HEIF_LAYERS_H
#define GM_FORMATS_HEIF_HEIF_LAYERS_H

#include "formats/heif/heif_image.h"

#define HEIF_MAX_LAYERS 64u

/* What is told of a picture before its samples are made. */
struct heif_shape {
	unsigned bits; /* of the samples that are coded; the most */
	bool has_chroma;
	bool is_gray; /* Y is the gray of the method, of all that is coded */
	struct heif_coding coding; /* of the first */
};

struct heif_layer {
	uint32_t id;
	int32_t x; /* where its first pixel is on the canvas */
	int32_t y;
};

/* A zeroed struct is valid and closed. */
struct heif_layers {
	uint32_t width; /* pixels */
	uint32_t height;
	uint16_t fill[4]; /* R, G, B and A of the canvas */
	unsigned n;
	struct heif_layer list[HEIF_MAX_LAYERS];
	uint8_t *canvas; /* owned; samples of the form, once drawn */
};

/* What the image's tiles tell. */
struct heif_shape heif_shape_of(const struct heif_image *image,
				enum gray_method method);

/*
 * Know the overlay that the item is, and what its layers have in common.  Fails
 * with GM_ERR_CORRUPT, GM_ERR_LIMIT, or as heif_image_open() does.
 */
enum gm_status heif_layers_open(struct heif_layers *layers,
				struct heif_file *file,
				const struct heif_item *item,
				enum gray_method method,
				struct heif_shape *shape, struct gm_error *err);

/*
 * Draw all layers, in samples of that form.  Fails with GM_ERR_NOMEM or as
 * reading them does.
 */
enum gm_status heif_layers_draw(struct heif_layers *layers,
				struct heif_file *file,
				const struct heif_form *form,
				enum gray_method method, struct gm_error *err);

/* Release the memory; safe in every state. */
void heif_layers_close(struct heif_layers *layers);

#endif
