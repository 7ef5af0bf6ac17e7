/* SPDX-License-Identifier: MIT */
/*
 * psd_plane.h - the rows of one channel
 *
 * Channels stand one after another in the file, and each is read at a place
 * of its own, so that memory grows with the width of the picture.
 */
#ifndef GM_FORMATS_PSD_PSD_PLANE_H
#define GM_FORMATS_PSD_PSD_PLANE_H

#include "codec/conversion.h"
#include "deflate/zlib_lib.h"
#include "formats/psd/psd.h"

/* Zeroed but for the first four before psd_plane_open(). */
struct psd_plane {
	const struct psd *psd; /* the caller's, as is outcome */
	struct outcome *outcome;
	bool salvage;    /* what cannot be read is filled up, with a warning */
	uint8_t filler;  /* for that */
	bool has_row;    /* one was read whole */
	bool has_ended;  /* no more can be read */
	bool is_damaged; /* ZIP: what was made is all that can be */
	struct file_cursor data;
	struct file_cursor lengths; /* RLE: the table, from the next row on */
	uint8_t *packed; /* owned; RLE: a row; ZIP: to be put in order */
	struct zlib_lib_inflater *inflater; /* owned; ZIP */
};

/*
 * Go to the first row of a channel.  Fails with GM_ERR_NOMEM, GM_ERR_READ,
 * GM_ERR_TRUNCATED or GM_ERR_CORRUPT.
 */
enum gm_status psd_plane_open(struct psd_plane *plane, struct file_in *in,
			      uint32_t channel, struct gm_error *err);

/* The next row, of psd_row_nbytes(), as it was before it was packed. */
enum gm_status psd_plane_row(struct psd_plane *plane, uint8_t *row,
			     struct gm_error *err);

/*
 * After the last row of the last plane: look at the end of what is compressed,
 * and tell the outcome whether there is more in the file than all channels.
 * Fails with GM_ERR_READ or GM_ERR_NOMEM.
 */
enum gm_status psd_plane_finish(struct psd_plane *plane, uint8_t *row,
				struct gm_error *err);

/* Safe on a zeroed plane. */
void psd_plane_close(struct psd_plane *plane);

#endif
