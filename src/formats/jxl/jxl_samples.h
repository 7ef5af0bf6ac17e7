/* SPDX-License-Identifier: MIT */
/*
 * jxl_samples.h - which samples the library is asked for, and what rows are
 * made of them
 */
#ifndef GM_FORMATS_JXL_JXL_SAMPLES_H
#define GM_FORMATS_JXL_JXL_SAMPLES_H

#include "codec/codec.h"
#include "formats/jxl/jxl_pixels.h"

struct jxl_samples {
	uint32_t width;
	uint32_t channels; /* of gray, or R, G and B, or inks; and of alpha */
	uint32_t bits;     /* of a sample of the library's: 8, 16 or 32 */
	bool has_black;    /* samples are inks, */
	bool is_coded;     /* or light of floats, which becomes codes of 16
			      bits, on the curve of sRGB */
};

/*
 * Choose, and fill dec->info and dec->graying; what the samples are is added
 * to dec->metadata.  Fails as settle_find_graying() does, or settle_add().
 */
enum gm_status jxl_samples_choose(struct jxl_samples *samples,
				  const struct jxl_look *look,
				  struct decoder *dec, enum gray_method method,
				  struct gm_error *err);

/* Bytes that a pixel takes, with black. */
uint32_t jxl_samples_nbytes(const struct jxl_samples *samples);

JxlPixelFormat jxl_samples_format(const struct jxl_samples *samples);

/* Make row y of the shape of dec->info. */
void jxl_samples_row(const struct jxl_samples *samples,
		     const struct jxl_pixels *pixels,
		     const struct graying *graying, uint32_t y, void *row);

#endif
