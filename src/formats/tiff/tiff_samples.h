/* SPDX-License-Identifier: MIT */
/*
 * tiff_samples.h - rows of a page as rows of a picture
 *
 *   whole numbers   of up to 8 bits become codes of 8, more those of 16,
 *                   scaled and rounded; the least signed number is black
 *   floats          are linear light, 1 being white; with alpha they become
 *                   codes of 16 bits
 *   YCbCr           its Y alone where that is the gray asked for; else R, G, B
 *                   (TIFF 6.0 section 21), chroma being that of its clump
 *   inks            through their profile, or what they and black leave
 *   Lab             L* alone, as the code of sRGB of that lightness
 *   LogL, LogLuv    the luminance alone, in floats
 *   palettes        of 8 bits where that is exact, else of 16
 *
 * Colours that are multiplied by alpha are divided again.
 */
#ifndef GM_FORMATS_TIFF_TIFF_SAMPLES_H
#define GM_FORMATS_TIFF_TIFF_SAMPLES_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/tiff/tiff_page.h"
#include "formats/tiff/tiff_planes.h"
#include "image/image.h"
#include "meta/graying.h"

/* Zeroed but for the first three before tiff_samples_open(). */
struct tiff_samples {
	const struct tiff_page *page;  /* the caller's, */
	const struct graying *graying; /* as is this: for inks */
	bool is_luma;           /* YCbCr: Y alone, see tiff_page_has_luma() */
	struct image_info info; /* filled by open: of the rows */
	bool is_copied;         /* the rows are as they are in the file */
	struct tiff_planes planes;
	uint16_t *table; /* owned; Lab and palettes */
};

/* The shape of the rows. */
struct image_info tiff_samples_info(const struct tiff_page *page, bool is_luma);

/*
 * Make room for rows of up to n_pixels pixels.  Fails with GM_ERR_NOMEM.
 */
enum gm_status tiff_samples_open(struct tiff_samples *samples, size_t n_pixels,
				 struct gm_error *err);

/*
 * Make n pixels at `to` of the row that row[] is, see tiff_rows_next(): with
 * clumps, of row y_in_clump of them.
 */
void tiff_samples_row(struct tiff_samples *samples, const uint8_t *const *row,
		      uint32_t y_in_clump, size_t n, void *to);

/* Safe on a zeroed struct. */
void tiff_samples_close(struct tiff_samples *samples);

#endif
