/* SPDX-License-Identifier: MIT */
/*
 * bmp_pixels.h - from the stored rows of a BMP to rows of samples
 */
#ifndef GM_FORMATS_BMP_BMP_PIXELS_H
#define GM_FORMATS_BMP_BMP_PIXELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A palette has so many colours at most; after them is that of pixels which
   no code has drawn. */
#define BMP_MAX_COLORS 256u
#define BMP_UNDRAWN    256u

/* Where a colour is in a pixel of 16 or 32 bits. */
struct bmp_field {
	uint32_t mask;       /* 0 is none: the colour is 0, and alpha 255 */
	unsigned shift;      /* of its lowest bit */
	uint32_t most;       /* its largest value */
	uint8_t scaled[256]; /* to 8 bits, values of at most 8 bits */
};

struct bmp_pixels {
	size_t width;
	uint32_t depth;    /* bits of a stored pixel: 1, 2, 4, 8, 16, 24, 32 */
	uint32_t channels; /* to be made: 3 RGB, 4 RGBA */
	bool is_rle;       /* stored are what struct bmp_rle draws */
	uint32_t n_colors; /* of the palette; the rest is opaque black */
	uint8_t colors[BMP_MAX_COLORS + 1][4]; /* R, G, B, A */
	struct bmp_field fields[4];            /* the same, of 16 and 32 bits */
};

void bmp_pixels_set_masks(struct bmp_pixels *pixels, const uint32_t masks[4]);

/*
 * Make width pixels of 8-bit samples; false when one of them has a colour that
 * the palette lacks.
 */
bool bmp_pixels_row(const struct bmp_pixels *pixels, const uint8_t *stored,
		    uint8_t *samples);

/* Whether a pixel of the n_rows stored rows has an alpha over 0. */
bool bmp_pixels_have_alpha(const struct bmp_pixels *pixels,
			   const uint8_t *stored, size_t stride, size_t n_rows);

#endif
