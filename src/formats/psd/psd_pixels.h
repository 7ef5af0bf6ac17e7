/* SPDX-License-Identifier: MIT */
/*
 * psd_pixels.h - from rows of channels to a row of the picture
 */
#ifndef GM_FORMATS_PSD_PSD_PIXELS_H
#define GM_FORMATS_PSD_PSD_PIXELS_H

#include "formats/psd/psd.h"
#include "image/image.h"
#include "meta/graying.h"

/* Zeroed before psd_pixels_open(). */
struct psd_pixels {
	const struct psd *psd;             /* the caller's, */
	const struct graying *graying;     /* as is this */
	uint16_t *samples[PSD_MAX_PLANES]; /* the first owns all: a row each */
	uint16_t *light; /* owned; Lab: the code of each lightness */
	bool is_clipped; /* there was light beyond black and white */
};

/* The shape of the picture. */
struct image_info psd_pixels_info(const struct psd *psd);

/* Fails with GM_ERR_NOMEM. */
enum gm_status psd_pixels_open(struct psd_pixels *pixels, const struct psd *psd,
			       const struct graying *graying,
			       struct gm_error *err);

/* From the rows of psd_n_planes() channels, as they are in the file. */
void psd_pixels_row(struct psd_pixels *pixels,
		    uint8_t *const planes[PSD_MAX_PLANES], void *row);

/* Safe on a zeroed struct. */
void psd_pixels_close(struct psd_pixels *pixels);

#endif
