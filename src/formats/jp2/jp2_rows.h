/* SPDX-License-Identifier: MIT */
/*
 * jp2_rows.h - from samples of components to rows of a picture
 *
 * The picture has a pixel for each sample of the component of its first
 * channel; one of another component that has fewer counts for all pixels up to
 * the next one.
 */
#ifndef GM_FORMATS_JP2_JP2_ROWS_H
#define GM_FORMATS_JP2_JP2_ROWS_H

#include "formats/jp2/j2k_header.h"
#include "formats/jp2/jp2_boxes.h"
#include "formats/jp2/jp2_lib.h"

struct jp2_rows {
	const struct jp2_file *file;     /* the caller's, settled */
	const struct j2k_header *header; /* the caller's */
	struct image_info info;
	bool is_luma; /* the first component is the gray picture, the only one
			 that is decoded */
	bool is_ycc;  /* the first three become R, G, B */
};

/*
 * What the rows are, of all channels; sides of 0 where the first component has
 * no sample.  is_luma and is_ycc are as they were.
 */
void jp2_rows_set_info(struct jp2_rows *rows);

/* Are the second and third components as coarse as chroma is? */
bool jp2_rows_have_chroma(const struct jp2_rows *rows);

/* Make the row that is row number y of the first plane. */
void jp2_rows_make(const struct jp2_rows *rows,
		   const struct jp2_decoded *decoded, uint32_t y, void *row);

#endif
