/* SPDX-License-Identifier: MIT */
/*
 * bmp_rle.h - the run lengths of a BMP with 4 or 8 bits per pixel
 */
#ifndef GM_FORMATS_BMP_BMP_RLE_H
#define GM_FORMATS_BMP_BMP_RLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/file.h"

struct bmp_rle {
	struct file_in *in; /* at the first code */
	uint32_t depth;     /* 4 or 8 */
	size_t width;
	size_t height;
	size_t x, y;      /* zeros at first, as what follows */
	uint16_t *row;    /* under way */
	uint64_t n_drawn; /* pixels that are not 0 */
	bool is_cut;      /* the file has ended, or cannot be read */
	bool has_overrun; /* pixels to the right of the picture are left out */
	bool has_end;     /* the mark of the end is there */
};

/*
 * Draw row y as it is stored, of width pixels, rows being asked for in order: a
 * pixel becomes 1 + its index, but 0 when the codes step over it.
 */
void bmp_rle_row(struct bmp_rle *rle, size_t y, uint16_t *row);

/*
 * After the last row: fails with GM_ERR_TRUNCATED when the file ended before
 * the last pixel, what was drawn being good, or GM_ERR_READ.
 */
enum gm_status bmp_rle_end(struct bmp_rle *rle, struct gm_error *err);

#endif
