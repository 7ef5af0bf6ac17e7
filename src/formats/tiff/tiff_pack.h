/* SPDX-License-Identifier: MIT */
/*
 * tiff_pack.h - compress strips and tiles: deflate and LZW
 *
 * Knows no pixels: what it is given is what is to be compressed, after the
 * predictor.  Deflated data are zlib streams.
 */
#ifndef GM_FORMATS_TIFF_TIFF_PACK_H
#define GM_FORMATS_TIFF_TIFF_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "codec/conversion.h"
#include "deflate/deflate_lib.h"
#include "deflate/run_deflate.h"
#include "formats/tiff/tiff_lzw.h"

/* Bytes after the data that may be read; their values do not matter. */
#define TIFF_PACK_SLACK RUN_DEFLATE_SLACK

/* Zeroed but for the first three. */
struct tiff_pack {
	bool is_lzw;            /* else deflate */
	bool has_patterns;      /* the data are no differences of photographs */
	enum compress compress; /* of deflate */

	struct tiff_lzw *lzw; /* owned, as is all of the rest */
	struct deflate_lib lib;
	struct run_deflate runs;
	unsigned n_blocks; /* of runs, since both ways were tried */
	bool repeats;      /* the library's was the better one */
	struct bytes data; /* the last one, compressed */
};

/*
 * Compress nbytes bytes into pack->data, which may spoil the slack after them.
 * Fails with GM_ERR_NOMEM.
 */
enum gm_status tiff_pack_block(struct tiff_pack *pack, uint8_t *block,
			       size_t nbytes, struct gm_error *err);

/* Release what it owns. */
void tiff_pack_free(struct tiff_pack *pack);

#endif
