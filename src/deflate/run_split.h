/* SPDX-License-Identifier: MIT */
/*
 * run_split.h - where a block ends that is compressed with one code
 */
#ifndef GM_DEFLATE_RUN_SPLIT_H
#define GM_DEFLATE_RUN_SPLIT_H

#include <stddef.h>
#include <stdint.h>

#include "deflate/run_code.h"

/*
 * How many of the nbytes bytes at data are best compressed as one block by
 * run_deflate_block(), at most RUN_DEFLATE_BLOCK_BYTES; the bytes after them
 * are compared with those of the block.  Needs RUN_DEFLATE_SLACK bytes after
 * the data.  The codes are scratch.
 */
size_t run_split(const uint8_t *data, size_t nbytes, struct run_code codes[3]);

#endif
