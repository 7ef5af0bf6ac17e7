/* SPDX-License-Identifier: MIT */
/*
 * pnm.h - a portable any-map: what its header says, and its rows
 */
#ifndef GM_FORMATS_PNM_PNM_H
#define GM_FORMATS_PNM_PNM_H

#include <stdbool.h>
#include <stdint.h>

#include "codec/codec.h"
#include "codec/text_in.h"

/* In any locale. */
static inline bool
pnm_is_space(int c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct pnm_header {
	uint8_t magic; /* '1'..'7' */
	uint32_t width;
	uint32_t height;
	uint32_t channels; /* 1..4 */
	uint32_t maxval;   /* 1..65535 */
	bool is_plain;     /* decimal text */
	bool is_bitmap;    /* P1, P4: 1 is black */
};

/*
 * Read the header from the start of in up to the first byte of the raster,
 * and append its comments, each with a newline and without its "#", to the
 * caller's, as far as the memory reserved there goes.  Fails with
 * GM_ERR_TRUNCATED, GM_ERR_CORRUPT, GM_ERR_UNSUPPORTED, GM_ERR_READ or
 * GM_ERR_LIMIT (see text_in.h); the size is not checked.
 */
enum gm_status pnm_header_read(struct pnm_header *pnm, struct file_in *in,
			       struct bytes *comments, struct gm_error *err);

/*
 * Read a decimal number after white space and comments, and the one byte
 * after it.  The comments are dropped where there is NULL for them.  Fails as
 * pnm_header_read().
 */
enum gm_status pnm_header_number(struct text_in *text, uint32_t *value,
				 struct bytes *comments, struct gm_error *err);

/*
 * The next byte that is neither white space nor comment, or -1 at the end of
 * the text.
 */
int pnm_header_skip_space(struct text_in *text, struct bytes *comments);

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
 * missing are then 0), GM_ERR_CORRUPT, GM_ERR_LIMIT or GM_ERR_READ.
 */
enum gm_status pnm_raster_read(const struct pnm_header *pnm, struct file_in *in,
			       void *row, struct gm_error *err);

#endif
