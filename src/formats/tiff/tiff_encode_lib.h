/* SPDX-License-Identifier: MIT */
/*
 * tiff_encode_lib.h - how libtiff writes strips and tiles for us
 *
 * It writes to a file of its own making, of which only they come into the copy.
 */
#ifndef GM_FORMATS_TIFF_TIFF_ENCODE_LIB_H
#define GM_FORMATS_TIFF_TIFF_ENCODE_LIB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/file.h"
#include "codec/conversion.h"
#include "formats/tiff/tiff_lib.h"
#include "formats/tiff/tiff_put.h"

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
struct tiff_encode_lib {
	TIFF *tiff;
	struct file_out *out;  /* the caller's */
	uint64_t base;         /* in the copy, of what is 0 to the library */
	uint64_t at;           /* where the library writes next */
	uint64_t size;         /* of what it wrote */
	bool is_begun;         /* what it writes is for the copy */
	bool is_dropped;       /* nothing that it writes is any more */
	struct gm_error error; /* of the copy, where it could not be written */
	char text[GM_ERROR_TEXT_BYTES]; /* the library's first complaint */
};

/*
 * Begin.  Fails with GM_ERR_NOMEM, or with GM_ERR_UNSUPPORTED where the library
 * cannot write that; to be closed all the same.
 */
enum gm_status tiff_encode_lib_open(struct tiff_encode_lib *lib,
				    struct file_out *out,
				    const struct tiff_form *form,
				    bool is_big_endian, struct gm_error *err);

/* After the library, for which errno was 0, failed: say why. */
enum gm_status tiff_encode_lib_fail(const struct tiff_encode_lib *lib,
				    struct gm_error *err);

/*
 * Append the fields of the blocks, and JPEGTables where there are some.
 */
enum gm_status tiff_encode_lib_finish(struct tiff_encode_lib *lib,
				      const struct tiff_form *form,
				      const struct tiff_order *order,
				      struct tiff_fields *fields,
				      struct gm_error *err);

/* Safe on a zeroed struct. */
void tiff_encode_lib_close(struct tiff_encode_lib *lib);

#endif
