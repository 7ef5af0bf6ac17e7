/* SPDX-License-Identifier: MIT */
/*
 * picture.h - the pixels of a PNG made gray and compressed again
 *
 * Holds all rows of the source, so that it can try more than once: without an
 * alpha channel that may turn out to be needed, in one way and another.
 */
#ifndef GM_FORMATS_PNG_PICTURE_H
#define GM_FORMATS_PNG_PICTURE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "codec/conversion.h"
#include "deflate/deflate_lib.h"
#include "formats/png/gray_rows.h"
#include "formats/png/idat.h"
#include "formats/png/source.h"
#include "image/gray.h"

/* A zeroed struct is valid; its memory is kept from file to file. */
struct picture {
	struct source *source; /* the caller's, as is lib */
	struct deflate_lib *lib;
	bool keeps_alpha; /* the caller's: also where all is opaque */
	struct gray_rows gray;
	struct idat idat;
	struct bytes best;  /* zlib stream, the smallest so far */
	struct bytes rows;  /* of the source, filtered */
	bool is_sum_wrong;  /* their Adler-32 was not what the source says: it
			       was put right there */
	uint32_t n_plain;   /* of them, rows whose filter was undone */
	struct bytes lines; /* a few rows under way */
	size_t line_nbytes;
};

/*
 * Inflate the rows of source, and have their checksum right in there.  Fails
 * with GM_ERR_UNSUPPORTED when the data
 * are not exactly those rows, or a filter is not known; or with GM_ERR_NOMEM.
 */
enum gm_status picture_open(struct picture *picture, struct source *source,
			    struct deflate_lib *lib, struct gm_error *err);

/*
 * Make gray and compress; the zlib stream is then picture->best, and
 * picture->gray has the shape.  Not for interlaced pictures.  Fails with
 * GM_ERR_UNSUPPORTED when a pixel names a colour that the palette lacks, or
 * with GM_ERR_NOMEM.
 */
enum gm_status picture_compress(struct picture *picture,
				enum gray_method method, enum compress effort,
				struct gm_error *err);

#endif
