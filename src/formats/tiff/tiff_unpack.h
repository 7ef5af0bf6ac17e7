/* SPDX-License-Identifier: MIT */
/*
 * tiff_unpack.h - strips and tiles that need no library
 *
 * Of LZW and deflate, for which there are quicker ways than the library's, all
 * that is as it should be: what is not is left to the library, which says what
 * is wrong with it.
 */
#ifndef GM_FORMATS_TIFF_TIFF_UNPACK_H
#define GM_FORMATS_TIFF_TIFF_UNPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "deflate/deflate_lib.h"
#include "formats/tiff/tiff_lzw.h"
#include "formats/tiff/tiff_page.h"

/* Bytes after a block that may be written to. */
#define TIFF_UNPACK_SLACK TIFF_LZW_SLACK

/* Zeroed before tiff_unpack_open(). */
struct tiff_unpack {
	bool is_lzw; /* else deflate */
	bool is_predicted;
	bool is_swapped;      /* words are not native-endian */
	struct tiff_lzw *lzw; /* owned, as are the others */
	struct deflate_lib lib;
	struct bytes packed;
};

/* Are blocks of the page, whose directory the source stands at, for this? */
bool tiff_unpack_open(struct tiff_unpack *unpack, const struct tiff_page *page,
		      TIFF *lib);

/* Some rows of a block. */
struct tiff_unpack_block {
	uint32_t number;
	size_t row_nbytes;
	size_t n_rows;
};

/*
 * Fill `to` with the first rows of the block, as the library does, *is_done
 * saying whether.  What it was before is spoilt.  Fails with GM_ERR_NOMEM.
 */
enum gm_status tiff_unpack_block(struct tiff_unpack *unpack,
				 struct tiff_source *source,
				 const struct tiff_page *page,
				 const struct tiff_unpack_block *block,
				 uint8_t *to, bool *is_done,
				 struct gm_error *err);

/* Release what it owns. */
void tiff_unpack_free(struct tiff_unpack *unpack);

#endif
