/* SPDX-License-Identifier: MIT */
/*
 * tiff_rows.h - the samples of a page, row after row as they are in the file
 *
 * Strips are decoded as wholes, or row by row where they are tall, tiles by
 * rows of tiles: memory grows with the width of the picture.
 */
#ifndef GM_FORMATS_TIFF_TIFF_ROWS_H
#define GM_FORMATS_TIFF_TIFF_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec/conversion.h"
#include "formats/tiff/tiff_page.h"
#include "formats/tiff/tiff_unpack.h"

/* Bytes of a strip above which it is not held as a whole. */
#define TIFF_ROWS_TALL_NBYTES (UINT64_C(8) << 20)

/* One plane, or all samples where they are interleaved. */
struct tiff_plane {
	struct tiff_source *source; /* of its own, or that of the page */
	struct tiff_source own;
	unsigned sample; /* the number of its plane in the file */
	uint8_t *band;   /* owned; some rows */
};

/* Zeroed but for the first five before tiff_rows_open(). */
struct tiff_rows {
	const struct tiff_page *page; /* the caller's, as are */
	struct tiff_source *source;   /* this, */
	struct outcome *outcome;      /* and this: it gets warnings */
	uint64_t directory_at; /* where the page's is, for further sources */
	bool salvage; /* what cannot be read is zeros, with a warning */

	unsigned n_planes;
	struct tiff_plane planes[TIFF_MAX_PLANES];
	uint8_t *tile;       /* owned; one of them */
	uint32_t n_tiles;    /* side by side */
	uint64_t row_nbytes; /* of a plane, or of a row of clumps */
	uint32_t y;          /* the next row, */
	uint32_t y_in_clump; /* of the row that was delivered last */
	uint32_t band_y;     /* the first one in the bands, */
	uint32_t band_n;     /* of so many */
	uint32_t n_good;     /* rows that could be read */
	bool is_by_rows;     /* strips are tall */
	bool is_unpacked;    /* by this, where it can: */
	struct tiff_unpack unpack;
};

/*
 * Make room for bands of the planes that make the picture.  Fails with
 * GM_ERR_NOMEM, GM_ERR_LIMIT (see image_check_held()) or as
 * tiff_source_fail().
 */
enum gm_status tiff_rows_open(struct tiff_rows *rows, uint64_t max_nbytes,
			      struct gm_error *err);

/*
 * Point row[i] at the next row of plane i, which is valid until the next call:
 * of the colours, one after another, and then of alpha; or row[0] at all
 * samples, or, with clumps, at the row of clumps in which the row is.  Fails as
 * tiff_source_fail().
 */
enum gm_status tiff_rows_next(struct tiff_rows *rows,
			      const uint8_t *row[TIFF_MAX_PLANES],
			      struct gm_error *err);

/* Safe on a zeroed struct. */
void tiff_rows_close(struct tiff_rows *rows);

#endif
