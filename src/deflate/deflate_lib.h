/* SPDX-License-Identifier: MIT */
/*
 * deflate_lib.h - what libdeflate does for us
 *
 * The one file that includes the library's header.
 */
#ifndef GM_DEFLATE_DEFLATE_LIB_H
#define GM_DEFLATE_DEFLATE_LIB_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/library.h"

/* Least and greatest effort. */
#define DEFLATE_LIB_MIN_LEVEL 1
#define DEFLATE_LIB_MAX_LEVEL 12

/*
 * Bytes that one of deflate can stand for, at the very most: 258 take a bit for
 * their length and one for their distance (RFC 1951 section 3.2).
 */
#define DEFLATE_LIB_MAX_RATIO 1032u

/* The library's memory, made when it is first used; zeroed is valid. */
struct deflate_lib {
	void *inflater;
	void *deflaters[DEFLATE_LIB_MAX_LEVEL + 1];
};

/* CRC of PNG (PNG annex D) and Adler-32 of zlib (RFC 1950), carried on. */
uint32_t deflate_lib_crc32(uint32_t crc, const void *data, size_t nbytes);
uint32_t deflate_lib_adler32(uint32_t adler, const void *data, size_t nbytes);

/* Of a zlib stream (RFC 1950): its head, and the Adler-32 at its end. */
#define DEFLATE_LIB_HEAD_NBYTES 2u
#define DEFLATE_LIB_SUM_NBYTES  4u

/*
 * Inflate a zlib stream to exactly nbytes bytes at out, but for its Adler-32:
 * its place in data is *sum_at, where less than it may be left.  Fails with
 * GM_ERR_UNSUPPORTED when it is not one, does not make as many, or more bytes
 * of data are left over; else with GM_ERR_NOMEM.
 */
enum gm_status deflate_lib_inflate(struct deflate_lib *lib,
				   const struct bytes *data, uint8_t *out,
				   size_t nbytes, size_t *sum_at,
				   struct gm_error *err);

/*
 * Append nbytes bytes as deflate data (RFC 1951) to out.  Fails with
 * GM_ERR_NOMEM.
 */
enum gm_status deflate_lib_deflate(struct deflate_lib *lib, int level,
				   const uint8_t *data, size_t nbytes,
				   struct bytes *out, struct gm_error *err);

void deflate_lib_free(struct deflate_lib *lib);

/* libdeflate, which does not tell its version when it runs. */
extern const struct library deflate_lib_library;

#endif
