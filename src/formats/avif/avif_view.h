/* SPDX-License-Identifier: MIT */
/*
 * avif_view.h - gray rows of a decoded picture, as it is to be seen, or colours
 *
 * Cropped and turned as its properties say, by parts: Y alone where that is
 * the gray picture, else R, G and B of which gray is made.
 */
#ifndef GM_FORMATS_AVIF_AVIF_VIEW_H
#define GM_FORMATS_AVIF_AVIF_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "formats/avif/avif_lib.h"
#include "image/image.h"
#include "image/turn.h"
#include "meta/graying.h"

/* What a decoded picture is, if it is what its file says. */
struct avif_told {
	uint32_t width; /* pixels */
	uint32_t height;
	bool has_colors;
	avifMatrixCoefficients matrix;
};

/* Zeroed before it is opened. */
struct avif_view {
	const avifImage *image; /* the caller's; decoded before rows are */
	struct avif_told told;  /* of it, before it is decoded */
	avifCropRect crop;      /* of it, what is to be seen */
	struct turn turn;       /* of what is cropped */
	struct image_info info; /* of what is delivered: 1 or 2 channels, or
				   colours as they are */
	bool is_luma;           /* of Y alone, or of Y, U and V: */
	const struct graying *graying; /* the caller's */
	uint16_t *levels;              /* owned; samples of Y, by their codes */
	struct bytes block; /* owned; pixels before they are turned */
	struct bytes rgb;   /* owned; colours around them */
};

/*
 * By what the decoder tells before it decodes: crop, turn and info.  graying is
 * what is asked for where the picture has colours.  Fails with
 * GM_ERR_UNSUPPORTED for colours that nobody here can tell.
 */
enum gm_status avif_view_tell(struct avif_view *view, const avifImage *image,
			      bool has_alpha, struct gm_error *err);

/* Deliver the colours, as they lie in the file. */
void avif_view_keep_colors(struct avif_view *view);

/* Is Y the gray of this picture by that method? */
bool avif_view_is_gray(const avifImage *image, enum gray_method method);

/* Rows that a view makes at once hold this many bytes, besides the picture. */
uint64_t avif_view_nbytes(const struct avif_view *view);

/*
 * Deliver the rows from number y on.  Fails with GM_ERR_NOMEM, or
 * GM_ERR_CORRUPT where the picture is not what was told.
 */
enum gm_status avif_view_rows(struct avif_view *view, uint32_t y,
			      uint32_t n_rows, uint8_t *to,
			      struct gm_error *err);

/* Release what it owns. */
void avif_view_close(struct avif_view *view);

#endif
