/* SPDX-License-Identifier: MIT */
/*
 * tiff_copy.h - a TIFF of gray pictures, directory by directory
 *
 * Every page, every further size of it, and every tag that says nothing of
 * colours comes into the copy, in the byte order and with the offsets that the
 * file has.  What is gray is copied block by block as it is; of YCbCr in JPEG
 * the luma is taken out of the bits; a palette has its colours made gray; the
 * rest goes by its pixels (see tiff_recode.h).  A file in which nothing changes
 * is copied as it is.
 *
 * What tags lead to by offsets that only their maker knows (in maker notes, in
 * private tags) is not found, and such offsets are no longer true.
 */
#ifndef GM_FORMATS_TIFF_TIFF_COPY_H
#define GM_FORMATS_TIFF_TIFF_COPY_H

#include <stdbool.h>

#include "base/err.h"
#include "base/file.h"
#include "codec/conversion.h"
#include "formats/tiff/tiff_luma.h"
#include "formats/tiff/tiff_put.h"
#include "formats/tiff/tiff_raw.h"
#include "formats/tiff/tiff_source.h"
#include "formats/tiff/tiff_tree.h"
#include "meta/metadata.h"

/* What a page needs to become gray. */
enum tiff_way {
	TIFF_WAY_KEEP, /* nothing */
	TIFF_WAY_PALETTE,
	TIFF_WAY_LUMA,
	TIFF_WAY_PIXELS
};

/* Where an offset of a directory stands in the copy. */
struct tiff_link {
	uint64_t at;
	size_t nbytes;
	uint32_t node; /* the number of the directory */
};

/*
 * Zeroed but for the caller's.  Memory is kept for the next file where
 * tiff_copy_end() comes between.
 */
struct tiff_copy {
	struct file_in *in;   /* the caller's, at its start */
	struct file_out *out; /* likewise, and empty */
	const struct conversion *conversion;
	struct metadata *metadata; /* its settler and left_out alone are used */
	struct outcome *outcome;
	bool takes_luma; /* of JPEG: else that goes by its pixels */

	struct tiff_raw raw;
	struct tiff_tree tree;
	struct tiff_put put;
	struct tiff_source source;       /* once it is needed */
	struct tiff_directory directory; /* the one at hand, */
	struct tiff_fields fields;       /* what it becomes, */
	struct metadata piece_list;      /* and its metadata */
	struct tiff_luma luma;
	struct tiff_link *links; /* owned */
	size_t n_links;
	size_t links_capacity;
	bool was_color; /* some picture was */
};

/*
 * Do all of it.  Fails with GM_ERR_UNSUPPORTED where a page is not for the ways
 * that there are here.
 */
enum gm_status tiff_copy_file(struct tiff_copy *copy, struct gm_error *err);

/* Forget the file, whatever became of it. */
void tiff_copy_end(struct tiff_copy *copy);

/* And release the memory. */
void tiff_copy_free(struct tiff_copy *copy);

#endif
