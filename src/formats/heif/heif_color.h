/* SPDX-License-Identifier: MIT */
/*
 * heif_color.h - from Y, Cb and Cr to gray, or to R, G and B
 *
 * The source is ITU-T H.273, section 8.3: equations 20 to 29 for the range and
 * 38 to 58 for the matrix.  A gray sample is Y, spread over the whole range and
 * rounded; where that is not the gray that is asked for, chroma is that of the
 * block that a pixel is in, and R, G and B are rounded once.
 */
#ifndef GM_FORMATS_HEIF_HEIF_COLOR_H
#define GM_FORMATS_HEIF_HEIF_COLOR_H

#include "base/err.h"
#include "formats/heif/heif_decode.h"
#include "image/gray.h"

/* Zeroed before heif_color_open(). */
struct heif_color {
	struct heif_coding coding;
	unsigned bits;     /* of the picture's samples */
	unsigned to_bits;  /* 8 or 16 */
	unsigned channels; /* 1 or 3 */
	void *gray;        /* owned: of each Y, a sample of to_bits */
	double scale_y;    /* from codes to 0..1, and to -0.5..0.5 */
	double scale_c;
	double offset_y; /* codes */
	double offset_c;
	double from_cr[3]; /* what a unit of chroma adds to R, G and B */
	double from_cb[3];
};

/*
 * Is Y of this coding the gray of R, G and B that the method asks for?  Most
 * write nothing, or the matrix of BT.601.
 */
bool heif_color_is_gray(const struct heif_coding *coding,
			enum gray_method method);

/*
 * Pictures like this one are to become samples of to_bits, in 1 or 3 channels,
 * coded as coding says.  Fails with GM_ERR_UNSUPPORTED for a matrix that is not
 * known, where it counts, or with GM_ERR_NOMEM.
 */
enum gm_status heif_color_open(struct heif_color *color,
			       const struct heif_picture *picture,
			       const struct heif_coding *coding,
			       unsigned channels, unsigned to_bits,
			       struct gm_error *err);

/*
 * Is the picture coded as that one was?  Tiles may say anything.
 */
bool heif_color_fits(const struct heif_color *color,
		     const struct heif_picture *picture);

/* n pixels of row y, from x on, which are all in the picture. */
void heif_color_row(const struct heif_color *color,
		    const struct heif_picture *picture, uint32_t x, uint32_t y,
		    uint32_t n, void *to);

/* Release the memory; safe in every state. */
void heif_color_close(struct heif_color *color);

#endif
