/* SPDX-License-Identifier: MIT */
/*
 * heif_rows.h - the rows of a view of a picture, as samples
 *
 * Rows of what is shown are rows of tiles or, where it is turned by a quarter,
 * columns of them, in either order: such a band is all that is held.  Of a
 * picture in one piece, which the decoder holds, it is a few rows.
 */
#ifndef GM_FORMATS_HEIF_HEIF_ROWS_H
#define GM_FORMATS_HEIF_HEIF_ROWS_H

#include "formats/heif/heif_color.h"
#include "formats/heif/heif_tiles.h"
#include "formats/heif/heif_view.h"

/* What samples are made. */
struct heif_form {
	unsigned channels; /* 1 or 3 */
	unsigned bits;     /* 8 or 16 */
};

static inline size_t
heif_form_nbytes(const struct heif_form *form)
{
	return (size_t)form->channels * form->bits / 8;
}

/* A zeroed struct is valid and closed. */
struct heif_rows {
	struct heif_tiles tiles; /* the caller opens them; unless */
	const uint8_t *canvas;   /* there are pixels of the form already, rows
				    of width pixels without padding, */
	uint32_t width;
	struct heif_view view; /* and says what is to be seen */

	struct heif_form form;
	struct heif_color color;
	uint8_t *band;    /* owned: rows of the view, */
	uint8_t *line;    /* and a part of one */
	uint32_t band_at; /* the first of them */
	uint32_t n_held;  /* how many */
	uint32_t next;    /* row to be delivered */
};

/* Bytes of memory that the rows take, with a tile. */
uint64_t heif_rows_nbytes(const struct heif_rows *rows,
			  const struct heif_form *form);

/*
 * Samples are to be of that form.  Memory is not checked here.  Fails with
 * GM_ERR_UNSUPPORTED or GM_ERR_NOMEM.
 */
enum gm_status heif_rows_begin(struct heif_rows *rows,
			       const struct heif_form *form,
			       struct gm_error *err);

/*
 * Point *row at the next row of the view, of which there must be one; valid
 * until the next.  Fails as heif_tiles_take().
 */
enum gm_status heif_rows_next(struct heif_rows *rows, const uint8_t **row,
			      struct gm_error *err);

/* Release the memory; safe in every state. */
void heif_rows_close(struct heif_rows *rows);

#endif
