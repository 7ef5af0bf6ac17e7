/* SPDX-License-Identifier: MIT */
/*
 * heif_image.h - a picture as it is shown, with its alpha
 *
 * The source is ISO/IEC 23008-12, sections 6.4.4 and 6.5.8: alpha is a picture
 * of its own that refers to the one that it is for ("auxl").  It is turned and
 * cut as it says itself or, where it says nothing, as that one is.  Pictures
 * are what is decoded, or of the form already where they are made of others.
 */
#ifndef GM_FORMATS_HEIF_HEIF_IMAGE_H
#define GM_FORMATS_HEIF_HEIF_IMAGE_H

#include "formats/heif/heif_rows.h"
#include "image/gray.h"

/* A zeroed struct is valid and closed. */
struct heif_image {
	struct heif_rows color;
	struct heif_rows alpha;
	bool has_alpha;
	bool is_premultiplied;
	bool lost_alpha; /* it has another size, and is left out */
};

/*
 * The item that a picture is decoded from: itself, or what it is the same as,
 * turned or cut (iden).  Fails with GM_ERR_CORRUPT or GM_ERR_UNSUPPORTED.
 */
enum gm_status heif_image_base(const struct heif_file *file,
			       const struct heif_item *item,
			       const struct heif_item **base,
			       struct gm_error *err);

/*
 * Know the picture of an item, whose base must be coded or a grid, and its
 * first tiles.  Fails as heif_tiles_open() or heif_view_apply().
 */
enum gm_status heif_image_open(struct heif_image *image, struct heif_file *file,
			       const struct heif_item *item,
			       struct gm_error *err);

/* The same of an item whose base is on a canvas of that size. */
enum gm_status heif_image_show(struct heif_image *image, struct heif_file *file,
			       const struct heif_item *item,
			       const uint8_t *canvas, uint32_t width,
			       uint32_t height, struct gm_error *err);

/* Samples are to be of that form, to which alpha is added.  Fails as
 * heif_rows_begin(). */
enum gm_status heif_image_begin(struct heif_image *image,
				const struct heif_form *form,
				struct gm_error *err);

/* Bytes of memory that is taken then. */
uint64_t heif_image_nbytes(const struct heif_image *image,
			   const struct heif_form *form);

/*
 * Put the next row to `to`, alpha last in each pixel, which is divided out
 * where it was multiplied in.  Fails as heif_rows_next().
 */
enum gm_status heif_image_row(struct heif_image *image, void *to,
			      struct gm_error *err);

/* Release the memory; safe in every state. */
void heif_image_close(struct heif_image *image);

#endif
