/* SPDX-License-Identifier: MIT */
/*
 * run_deflate.h - compress filtered rows: runs, and Huffman codes
 *
 * Writes deflate data (RFC 1951) that knows repetitions of one byte only.
 * On filtered rows of gray that is as small as a search for matches makes
 * them, mostly smaller, at several times the speed: differences are noise,
 * and where they are not they are zeros.
 */
#ifndef GM_DEFLATE_RUN_DEFLATE_H
#define GM_DEFLATE_RUN_DEFLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "deflate/run_code.h"

/* Most bytes of a block, which has a code of its own. */
#define RUN_DEFLATE_BLOCK_BYTES 65535u

/* Bytes that may be read after the data; their values do not matter. */
#define RUN_DEFLATE_SLACK 8u

/* Literals, and the run that follows them: of the byte before it. */
struct run_deflate_span {
	uint32_t n_literals;
	uint32_t run; /* bytes; 0 is none */
};

/* Zeroed before the first block of a file but for spans, which are
   kept from file to file. */
struct run_deflate {
	uint64_t last; /* the low n_last bits are not yet in out */
	unsigned n_last;
	struct bytes spans;
	struct run_code code;
};

/*
 * Compress nbytes bytes, 1 to RUN_DEFLATE_BLOCK_BYTES, as one block and append
 * it to out; RUN_DEFLATE_SLACK bytes after the data can be read.  After the
 * last block, all bits are in out.  A block takes at most 5 bytes more than
 * its data, and the byte that the one before it has begun.  Fails with
 * GM_ERR_NOMEM.
 */
enum gm_status run_deflate_block(struct run_deflate *deflate,
				 const uint8_t *data, size_t nbytes,
				 bool is_last, struct bytes *out,
				 struct gm_error *err);

/*
 * How many of the nbytes bytes at data are best compressed as one block, at
 * most RUN_DEFLATE_BLOCK_BYTES; the bytes after them are compared with those
 * of the block.  Needs RUN_DEFLATE_SLACK bytes after the data.  The codes are
 * scratch.
 */
size_t run_deflate_split(const uint8_t *data, size_t nbytes,
			 struct run_code codes[3]);

void run_deflate_free(struct run_deflate *deflate);

#endif
