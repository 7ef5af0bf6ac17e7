/* SPDX-License-Identifier: MIT */
/*
 * tiff_encode.h - gray rows to the strips or tiles of a TIFF
 *
 * libtiff compresses them; where they stand, and what the directory says, is
 * not its affair: it writes to a file of its own making, of which only the
 * strips and tiles come into the copy.
 */
#ifndef GM_FORMATS_TIFF_TIFF_ENCODE_H
#define GM_FORMATS_TIFF_TIFF_ENCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "codec/conversion.h"
#include "formats/tiff/tiff_lib.h"
#include "formats/tiff/tiff_put.h"

/* Bytes of a strip above which it is not gathered as a whole. */
#define TIFF_ENCODE_TALL_NBYTES (UINT64_C(8) << 20)

/* Numbers have their meaning in the tags of these names. */
struct tiff_form {
	uint32_t width;
	uint32_t height;
	bool is_tiled;
	uint32_t block_width;  /* tiles: a multiple of 16, as is the height */
	uint32_t block_height; /* JPEG: a multiple of 8, unless one strip */
	uint16_t n_samples;    /* of a pixel, interleaved */
	uint16_t bits;
	uint16_t format;
	uint16_t photometric;
	uint16_t compression;
	uint16_t predictor;  /* 0: none is said */
	uint16_t fill_order; /* likewise */
	bool is_light;       /* rows are floats, and become LogL */
	unsigned quality;    /* of JPEG, 1 to 100 */
	uint32_t lerc[2];    /* version, and what it is compressed by besides */
	enum compress compress;
};

/* Zeroed, it is closed; one that is open must stay where it is. */
struct tiff_encoder {
	TIFF *lib;
	struct tiff_put *put;  /* the caller's */
	struct tiff_form form; /* of what is being written */
	uint64_t base;         /* in the copy, of what is 0 to the library */
	uint64_t at;           /* where the library writes next */
	uint64_t size;         /* of what it wrote */
	bool is_begun;         /* what it writes is for the copy */
	bool is_dropped;       /* nothing that it writes is any more */
	struct gm_error error; /* of the copy, where it could not be written */
	char text[GM_ERROR_TEXT_BYTES]; /* the library's first complaint */
	uint8_t *band;                  /* owned; rows of a strip or of tiles */
	uint8_t *tile;                  /* owned */
	size_t row_nbytes;              /* of a row as the caller has it */
	size_t band_nbytes;             /* of a row of the band */
	uint32_t n_band;                /* rows in it */
	uint32_t y;                     /* the next row */
	bool is_tall;                   /* there is no band */
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
