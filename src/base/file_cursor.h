/* SPDX-License-Identifier: MIT */
/*
 * file_cursor.h - a place of its own in an input
 *
 * Several of them read one file in as many places at once, as planes of
 * samples that stand one after another need it.  What is skipped is not read.
 */
#ifndef GM_BASE_FILE_CURSOR_H
#define GM_BASE_FILE_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/file.h"

#define FILE_CURSOR_BUFFER_BYTES 16384u

/* Zeroed but for in, it stands at the start of the file. */
struct file_cursor {
	struct file_in *in; /* the caller's; told when read(2) fails */
	uint64_t offset;    /* of the next byte, from the start of the file */
	size_t from;        /* buffer[from .. to) begins with that byte */
	size_t to;
	uint8_t buffer[FILE_CURSOR_BUFFER_BYTES];
};

/* Go to an offset, which may be beyond the end of the file. */
void file_cursor_seek(struct file_cursor *cursor, uint64_t offset);

/* Go n bytes on; no further than an offset can be. */
void file_cursor_skip(struct file_cursor *cursor, uint64_t n);

/*
 * Point *data at the next bytes without consuming them and return how many
 * there are: none only at the end of the file or after an error, which
 * file_in_status() tells apart.  Valid until the next call on *cursor.
 */
size_t file_cursor_peek(struct file_cursor *cursor, const uint8_t **data);

/* Copy up to n bytes to dst and consume them; less only as with peek. */
size_t file_cursor_read(struct file_cursor *cursor, void *dst, size_t n);

/* A big-endian number of up to 8 bytes; those beyond the end are 0. */
uint64_t file_cursor_number(struct file_cursor *cursor, size_t nbytes);

#endif
