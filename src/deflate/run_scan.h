/* SPDX-License-Identifier: MIT */
/*
 * run_scan.h - find the runs in a block of bytes
 */
#ifndef GM_DEFLATE_RUN_SCAN_H
#define GM_DEFLATE_RUN_SCAN_H

#include <stddef.h>
#include <stdint.h>

/*
 * Shortest repetition that is worth a symbol.  Deflate knows 3 (RFC 1951
 * section 3.2.5), but the literals are cheap where they repeat: on photographs
 * 5 made the smallest files.
 */
#define RUN_SCAN_MIN 5u

/*
 * The first offset from `from` on at which RUN_SCAN_MIN or more bytes repeat
 * the byte before them; nbytes when there is none.  from is at least 1; 8
 * bytes after the data can be read.
 */
size_t run_scan_find(const uint8_t *data, size_t from, size_t nbytes);

/* How many bytes from offset at on repeat the byte before it. */
size_t run_scan_length(const uint8_t *data, size_t at, size_t nbytes);

#endif
