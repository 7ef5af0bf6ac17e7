/* SPDX-License-Identifier: MIT */
/*
 * tiff_planes.h - the samples of a row, each channel for itself
 */
#ifndef GM_FORMATS_TIFF_TIFF_PLANES_H
#define GM_FORMATS_TIFF_TIFF_PLANES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/tiff/tiff_load.h"
#include "formats/tiff/tiff_page.h"

/* Zeroed before tiff_planes_open(). */
struct tiff_planes {
	const struct tiff_page *page;     /* the caller's */
	uint16_t *codes[TIFF_MAX_PLANES]; /* the first owns all: a row each, of
					     colours, and then of alpha; */
	float *floats[TIFF_MAX_PLANES];   /* of floats likewise, else NULL */
	bool is_clipped; /* there was light below black or beyond white */
};

/* Are rows of the page floats to the end?  Those with alpha become codes. */
bool tiff_planes_stay_float(const struct tiff_page *page);

/* For rows of up to n_pixels pixels.  Fails with GM_ERR_NOMEM. */
enum gm_status tiff_planes_open(struct tiff_planes *planes,
				const struct tiff_page *page, size_t n_pixels,
				struct gm_error *err);

/*
 * Fill codes, or floats where they stay so, from the row of n pixels that
 * row[] is, see tiff_rows_next(): the more the lighter, which for inks is what
 * they leave, and no longer multiplied by alpha.
 */
void tiff_planes_take(struct tiff_planes *planes, const uint8_t *const *row,
		      size_t n);

/* The samples of channel i in that row, alpha being number n_colors. */
struct tiff_span tiff_planes_span(const struct tiff_page *page,
				  const uint8_t *const *row, unsigned i,
				  size_t n);

/* Safe on a zeroed struct. */
void tiff_planes_close(struct tiff_planes *planes);

#endif
