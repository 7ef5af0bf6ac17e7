/* SPDX-License-Identifier: MIT */
/*
 * pnm_raster.h - rows of a portable any-map
 */
#ifndef GM_FORMATS_PNM_PNM_RASTER_H
#define GM_FORMATS_PNM_PNM_RASTER_H

#include "formats/pnm/pnm_header.h"

/* Bits of a sample in memory: 8 when the largest value fits, else 16. */
static inline uint32_t
pnm_raster_bits(const struct pnm_header *pnm)
{
	return pnm->maxval > 255 ? 16 : 8;
}

/* Bytes that a row takes in the file; of plain text, the least it can. */
uint64_t pnm_raster_row_nbytes(const struct pnm_header *pnm);

/*
 * Read one row and scale it from 0..maxval to the full range of its bits,
 * rounded to nearest.  Fails with GM_ERR_TRUNCATED (the samples that are
 * missing are then 0), GM_ERR_CORRUPT or GM_ERR_READ.
 */
enum gm_status pnm_raster_read(const struct pnm_header *pnm, struct file_in *in,
			       void *row, struct gm_error *err);

#endif
