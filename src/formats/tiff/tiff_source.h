/* SPDX-License-Identifier: MIT */
/*
 * tiff_source.h - a file_in as libtiff reads it
 *
 * Every handle of the library stands at a place of its own in the file, and
 * keeps to itself what the library says: several may be open on one file.
 */
#ifndef GM_FORMATS_TIFF_TIFF_SOURCE_H
#define GM_FORMATS_TIFF_TIFF_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/file.h"
#include "formats/tiff/tiff_lib.h"

/* Zeroed, it is closed; one that is open must stay where it is. */
struct tiff_source {
	TIFF *lib;
	struct file_in *in; /* the caller's */
	uint64_t at;        /* where the library reads next */
	bool met_end;       /* it asked for bytes after the end of the file */
	/* Since the last tiff_source_begin(): */
	unsigned n_errors; /* what the library spoke of */
	unsigned n_warnings;
	char text[GM_ERROR_TEXT_BYTES]; /* the first error, else the first
					   warning; "" is none */
};

/*
 * Open the file, of which only the header is read.  No allocation of the
 * library is larger than max_nbytes.  Fails with GM_ERR_NOMEM, GM_ERR_READ,
 * GM_ERR_TRUNCATED or GM_ERR_CORRUPT; to be closed all the same.
 */
enum gm_status tiff_source_open(struct tiff_source *source, struct file_in *in,
				uint64_t max_nbytes, struct gm_error *err);

/*
 * What a picture of that file may ask for in one allocation: that of
 * image_held_most(), or less where max_nbytes, unless 0, is less.
 */
uint64_t tiff_source_most(const struct file_in *in, uint64_t max_nbytes);

/* Go to the directory at an offset; fails likewise. */
enum gm_status tiff_source_go(struct tiff_source *source, uint64_t offset,
			      struct gm_error *err);

/* Forget what the library said, before something is asked of it. */
void tiff_source_begin(struct tiff_source *source);

/*
 * After something that was asked of the library: whether memory was refused,
 * or the file could not be read, even where the library went on.
 */
enum gm_status tiff_source_check(const struct tiff_source *source,
				 struct gm_error *err);

/*
 * After it failed: as tiff_source_check(), or GM_ERR_LIMIT where it asks
 * for too much in one allocation, or GM_ERR_TRUNCATED where bytes were
 * missing, or GM_ERR_CORRUPT with what the library says.
 */
enum gm_status tiff_source_fail(const struct tiff_source *source,
				struct gm_error *err);

/* Safe on a zeroed struct. */
void tiff_source_close(struct tiff_source *source);

#endif
