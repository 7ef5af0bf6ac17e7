/* SPDX-License-Identifier: MIT */
/*
 * bmp_header.h - what the header of a BMP says, whichever version it is
 */
#ifndef GM_FORMATS_BMP_BMP_HEADER_H
#define GM_FORMATS_BMP_BMP_HEADER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/file.h"

/* Bytes of the file header, which comes before the information header. */
#define BMP_FILE_HEADER_NBYTES 14u

/* Bytes of the information header of versions 3 and 4. */
#define BMP_V3_NBYTES 40u
#define BMP_V4_NBYTES 108u

/* Longest information header that is read; version 5 has 124. */
#define BMP_MAX_NBYTES 256u

/* biCompression */
enum bmp_compression {
	BMP_RGB = 0,
	BMP_RLE8 = 1,
	BMP_RLE4 = 2,
	BMP_BITFIELDS = 3,
	BMP_JPEG = 4,
	BMP_PNG = 5,
	BMP_ALPHABITFIELDS = 6
};

struct bmp_header {
	uint32_t nbytes; /* of the information header: its version */
	uint32_t width;
	uint32_t height;
	bool top_down;        /* else the bottom row is stored first */
	uint32_t depth;       /* bits of a pixel: 1, 2, 4, 8, 16, 24, 32 */
	uint32_t compression; /* none but RGB, RLE8 of 8 bits, RLE4 of 4 and
				 the masks of 16 and 32 */
	uint32_t n_colors;    /* entries of the palette; 0 is as many as can */
	int32_t x_density;    /* pixels per metre; not above 0 when not known */
	int32_t y_density;
	uint32_t masks[4];  /* R, G, B, A of 16 and 32 bits: a run of bits
			       each, or 0, which is none */
	uint32_t colors_at; /* offset of the palette */
	uint32_t pixels_at; /* offset of the pixels, >= colors_at */
};

/*
 * Read the header from the start of in.  *bmp is zeroed by the caller; in is
 * left at colors_at or before.  Fails with GM_ERR_TRUNCATED, GM_ERR_CORRUPT,
 * GM_ERR_UNSUPPORTED or GM_ERR_READ; the size is not checked.
 */
enum gm_status bmp_header_read(struct bmp_header *bmp, struct file_in *in,
			       struct gm_error *err);

/*
 * The same of a bitmap that stands in another file without a file header: the
 * pixels follow the palette.
 */
enum gm_status bmp_header_read_dib(struct bmp_header *bmp, struct file_in *in,
				   struct gm_error *err);

/*
 * Write both headers, of version 3 or 4 by bmp->nbytes, to head, which is
 * zeroed; colors_at and the sizes in bytes are left out.
 */
void bmp_header_put(const struct bmp_header *bmp, uint8_t *head);

#endif
