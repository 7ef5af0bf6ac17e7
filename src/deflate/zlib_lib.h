/* SPDX-License-Identifier: MIT */
/*
 * zlib_lib.h - what zlib does for us, besides working under libpng
 *
 * The one file that includes zlib's header is zlib_lib.c.
 */
#ifndef GM_DEFLATE_ZLIB_LIB_H
#define GM_DEFLATE_ZLIB_LIB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/library.h"

/* Strategies, in zlib's numbers, which libpng hands on. */
enum {
	ZLIB_LIB_FILTERED = 1,
	ZLIB_LIB_RUNS = 3
};

/* The library counts in 32 bits: as many bytes as all functions here take. */
#define ZLIB_LIB_MAX_BYTES (UINT64_C(1) << 31)

/*
 * The first nbytes bytes of what a zlib stream (RFC 1950) makes; false when it
 * does not make as many, or the memory is not there.
 */
bool zlib_lib_inflate_head(const uint8_t *data, size_t data_nbytes,
			   uint8_t *head, size_t nbytes);

/* A zlib stream that comes in pieces. */
struct zlib_lib_inflater;

/* NULL with *err filled (GM_ERR_NOMEM); else to be closed. */
struct zlib_lib_inflater *zlib_lib_inflater_open(struct gm_error *err);

/* What of a stream is at hand, and where what it makes goes. */
struct zlib_lib_piece {
	const uint8_t *data;
	size_t data_nbytes;
	uint8_t *out;
	size_t out_nbytes;
};

/*
 * Inflate until one of the two is used up, or the stream has ended; both move
 * on.  Fails with GM_ERR_CORRUPT, after what could be made, or GM_ERR_NOMEM.
 */
enum gm_status zlib_lib_inflate(struct zlib_lib_inflater *inflater,
				struct zlib_lib_piece *piece,
				struct gm_error *err);

/* Has its end been read, with a checksum that holds? */
bool zlib_lib_has_ended(const struct zlib_lib_inflater *inflater);

/* Safe on NULL. */
void zlib_lib_inflater_close(struct zlib_lib_inflater *inflater);

/*
 * Append nbytes bytes as deflate data (RFC 1951) to out: as small as zlib can
 * make filtered rows, taking only long matches.  Fails with GM_ERR_NOMEM.
 */
enum gm_status zlib_lib_deflate(const uint8_t *data, size_t nbytes,
				struct bytes *out, struct gm_error *err);

/* zlib. */
extern const struct library zlib_lib_library;

#endif
