/* SPDX-License-Identifier: MIT */
/*
 * tiff_encode.h - gray rows to the strips or tiles of a TIFF
 *
 * LZW and deflate go by tiff_pack.h, all else by libtiff; where blocks stand,
 * and what the directory says, is not its affair: it writes to a file of its
 * own making, of which only the strips and tiles come into the copy.
 */
#ifndef GM_FORMATS_TIFF_TIFF_ENCODE_H
#define GM_FORMATS_TIFF_TIFF_ENCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "formats/tiff/tiff_blocks.h"
#include "formats/tiff/tiff_encode_lib.h"
#include "formats/tiff/tiff_pack.h"
#include "formats/tiff/tiff_put.h"

/* Bytes of a strip above which it is not gathered as a whole. */
#define TIFF_ENCODE_TALL_NBYTES (UINT64_C(8) << 20)

/* Zeroed, it is closed; one that is open must stay where it is. */
struct tiff_encoder {
	struct tiff_put *put;  /* the caller's */
	struct tiff_form form; /* of what is being written */
	bool is_packed;        /* by these, else by the library */
	struct tiff_pack pack;
	struct tiff_blocks blocks;
	struct tiff_encode_lib lib;
	uint8_t *band;  /* owned; rows of a strip or of tiles */
	uint8_t *block; /* owned; one, but of the library's strips */
	size_t block_row_nbytes;
	size_t row_nbytes;  /* of a row as the caller has it */
	size_t band_nbytes; /* of a row of the band */
	uint32_t n_band;    /* rows in it */
	uint32_t y;         /* the next row */
	bool is_tall;       /* there is no band */
};

/*
 * Begin.  Fails with GM_ERR_NOMEM, or with GM_ERR_UNSUPPORTED where the library
 * cannot write that; to be closed all the same.
 */
enum gm_status tiff_encode_open(struct tiff_encoder *encoder,
				struct tiff_put *put,
				const struct tiff_form *form,
				struct gm_error *err);

/* Take the next row, which may be overwritten.  Fails as file_out_write(). */
enum gm_status tiff_encode_row(struct tiff_encoder *encoder, void *row,
			       struct gm_error *err);

/*
 * After the last row: append the fields of the blocks, and JPEGTables where
 * there are some.
 */
enum gm_status tiff_encode_finish(struct tiff_encoder *encoder,
				  struct tiff_fields *fields,
				  struct gm_error *err);

/* Safe on a zeroed struct. */
void tiff_encode_close(struct tiff_encoder *encoder);

#endif
