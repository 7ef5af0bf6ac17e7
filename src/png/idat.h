/* SPDX-License-Identifier: MIT */
/*
 * idat.h - the pixels of a gray PNG, compressed
 *
 * Takes rows, filters them and compresses them: by runs and Huffman codes
 * (run_deflate.h) or, where the picture repeats itself, by libdeflate.
 */
#ifndef GM_PNG_IDAT_H
#define GM_PNG_IDAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "png/deflate_lib.h"
#include "png/row_filter.h"
#include "png/run_deflate.h"

/* A zeroed struct is valid; its memory is kept from file to file. */
struct idat {
	struct deflate_lib *lib;  /* the caller's */
	int level;                /* of libdeflate; 0 is runs */
	bool splits;              /* blocks end where it is best */
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
 * Begin a picture of nbytes bytes in all its filtered rows; level is 0 for
 * runs, else that of libdeflate.  Of runs, splits takes twice the time to find
 * where a block should end.
 */
void idat_begin(struct idat *idat, struct deflate_lib *lib, int level,
		bool splits, uint64_t nbytes);

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

void idat_free(struct idat *idat);

#endif
