/* SPDX-License-Identifier: MIT */
/*
 * run_scan.h - find the runs in a block of bytes
 */
#ifndef GM_PNG_RUN_SCAN_H
#define GM_PNG_RUN_SCAN_H

#include <stddef.h>
#include <stdint.h>

/* Shortest repetition that deflate knows (RFC 1951 section 3.2.5). */
#define RUN_SCAN_MIN 3u

/*
 * The first offset from `from` on at which RUN_SCAN_MIN or more bytes repeat
 * the byte before them; nbytes when there is none.  from is at least 1; 8
 * bytes behind the data can be read.
 */
size_t run_scan_find(const uint8_t *data, size_t from, size_t nbytes);

/* How many bytes from offset at on repeat the byte before it. */
size_t run_scan_length(const uint8_t *data, size_t at, size_t nbytes);

#endif
