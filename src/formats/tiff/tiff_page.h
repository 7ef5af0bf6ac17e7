/* SPDX-License-Identifier: MIT */
/*
 * tiff_page.h - one directory of a TIFF as a picture
 *
 * What TIFF 6.0, its supplements and libtiff's own tags say of the pixels,
 * checked; how they are compressed is the library's affair.
 */
#ifndef GM_FORMATS_TIFF_TIFF_PAGE_H
#define GM_FORMATS_TIFF_TIFF_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "formats/tiff/tiff_source.h"

/* Samples that make a picture: four inks and alpha. */
#define TIFF_MAX_PLANES 5u

/* What the first samples of a pixel are. */
enum tiff_kind {
	TIFF_KIND_GRAY,
	TIFF_KIND_PALETTE, /* an index */
	TIFF_KIND_RGB,
	TIFF_KIND_INKS, /* C, M, Y, K; 0 is none of it */
	TIFF_KIND_YCBCR,
	TIFF_KIND_LAB,  /* of which only L* is looked at: CIE L*a*b*, ICC and
			   ITU Lab */
	TIFF_KIND_LIGHT /* LogL, LogLuv: Y, or X, Y and Z, in floats */
};

enum tiff_number {
	TIFF_NUMBER_UNSIGNED,
	TIFF_NUMBER_SIGNED, /* two's complement */
	TIFF_NUMBER_FLOAT   /* IEEE 754, of 16, 24, 32 or 64 bits */
};

struct tiff_page {
	uint32_t width; /* pixels */
	uint32_t height;
	enum tiff_kind kind;
	enum tiff_number number;
	bool is_white_zero; /* gray: the least number is white */
	unsigned bits;      /* of a sample as the library delivers it: 1 to 32,
			       or 64.  8, 16, 24, 32 and 64 are native-endian
			       and aligned to bytes; others are packed, the
			       high bits first */
	unsigned n_samples; /* of a pixel, 1 to 65535, */
	unsigned n_colors;  /* the first of them: 1, 3 or 4, */
	unsigned alpha;     /* and the number of the one that is opacity; 0 for
			       none */
	bool is_premultiplied; /* by it */
	bool is_planar;        /* samples are in planes of their own */
	bool is_tiled;
	uint32_t block_width;  /* pixels of a tile, or of a strip, of which */
	uint32_t block_height; /* the last one may be lower */
	unsigned compression;  /* as the tag has it */
	bool has_clumps;   /* YCbCr: blocks of pixels, each chroma_h x chroma_v
			      of Y, row by row, one Cb and one Cr */
	unsigned chroma_h; /* 1, 2 or 4 */
	unsigned chroma_v;
	float luma[3];        /* YCbCr: weights of R, G and B, */
	float black_white[6]; /* and the codes of black and white of each */
	bool is_icc_lab;      /* 16 bits: L* of 100 is 0xff00 */
	const uint16_t *palette[3]; /* the library's, until it goes on to
				       another directory: 1 << bits of each */
};

/*
 * What the directory says at which the source stands.  A library setting may
 * change with that: LogLuv is asked for in floats.  Fails with
 * GM_ERR_UNSUPPORTED for what is not read here, GM_ERR_CORRUPT, and as
 * tiff_source_fail().
 */
enum gm_status tiff_page_read(struct tiff_page *page,
			      struct tiff_source *source, struct gm_error *err);

/*
 * Of YCbCr by JPEG, which libjpeg can make RGB of: ask for that.  The page is
 * then of that kind.
 */
enum gm_status tiff_page_ask_rgb(struct tiff_page *page,
				 struct tiff_source *source,
				 struct gm_error *err);

/* Is its Y the gray of rec601, by what it says of its colours? */
bool tiff_page_has_luma(const struct tiff_page *page);

/* Samples of one plane's pixel. */
static inline unsigned
tiff_page_plane_samples(const struct tiff_page *page)
{
	return page->is_planar ? 1 : page->n_samples;
}

/*
 * Bytes of a row of one plane, of so many pixels; with clumps, of a row of
 * these.
 */
uint64_t tiff_page_row_nbytes(const struct tiff_page *page, uint32_t width);

#endif
