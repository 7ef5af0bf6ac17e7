/* SPDX-License-Identifier: MIT */
/*
 * idat.h - the pixels of a gray PNG, compressed
 *
 * Takes rows, filters them and compresses them: by runs and Huffman codes
 * (run_deflate.h) or, where the picture repeats itself, by a library.
 */
#ifndef GM_FORMATS_PNG_IDAT_H
#define GM_FORMATS_PNG_IDAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "deflate/deflate_lib.h"
#include "deflate/run_deflate.h"
#include "formats/png/row_filter.h"

enum idat_coder {
	IDAT_RUNS,
	IDAT_RUNS_SPLIT,  /* in twice the time, blocks end where it is best */
	IDAT_MATCHES,     /* libdeflate's; has levels */
	IDAT_LONG_MATCHES /* zlib's, slow */
};

/* A zeroed struct is valid; its memory is kept from file to file. */
struct idat {
	struct deflate_lib *lib; /* the caller's */
	enum idat_coder coder;
	int level;
	struct run_code codes[3]; /* to find that */
	struct run_deflate runs;
	struct bytes rows; /* filtered, not yet compressed */
	struct bytes data; /* a zlib stream, once it is ended */
	uint32_t adler;
	uint64_t n_blocks;    /* compressed as runs */
	uint64_t trial_step;  /* of as many blocks one is tried both ways */
	uint64_t runs_nbytes; /* of the blocks that were tried, what each */
	uint64_t lib_nbytes;  /* way made of them */
};

/*
 * Begin a picture of nbytes bytes in all its filtered rows; level is that of
 * IDAT_MATCHES, which others do not read.  Fails with GM_ERR_NOMEM.
 */
enum gm_status idat_begin(struct idat *idat, struct deflate_lib *lib,
			  enum idat_coder coder, int level, uint64_t nbytes,
			  struct gm_error *err);

/*
 * Take a row of nbytes bytes with its filter; above is the row above it.
 * pixel_nbytes is 1 or 2.  Fails with GM_ERR_NOMEM.
 */
enum gm_status idat_row(struct idat *idat, enum row_filter filter,
			const uint8_t *row, const uint8_t *above, size_t nbytes,
			unsigned pixel_nbytes, struct gm_error *err);

/* After the last row: idat->data is whole.  Fails with GM_ERR_NOMEM. */
enum gm_status idat_end(struct idat *idat, struct gm_error *err);

/*
 * After idat_end() of a picture made of runs: would libdeflate make it smaller
 * by so much that it is worth the time?  Judged by a few of its blocks.
 */
bool idat_repeats(const struct idat *idat);

#endif
