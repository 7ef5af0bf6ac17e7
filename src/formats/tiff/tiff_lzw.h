/* SPDX-License-Identifier: MIT */
/*
 * tiff_lzw.h - LZW as TIFF has it
 *
 * TIFF 6.0 section 13: codes of 9 to 12 bits, the high bits first, that become
 * longer one code early.  The library's does the same in two to four times the
 * time; old files, whose low bits come first, are left to it.
 */
#ifndef GM_FORMATS_TIFF_TIFF_LZW_H
#define GM_FORMATS_TIFF_TIFF_LZW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

/* Bytes after the data that may be read, and after out that are written to. */
#define TIFF_LZW_SLACK 16u

struct tiff_lzw; /* tables; private */

/* NULL with *err filled (GM_ERR_NOMEM); else to be freed. */
struct tiff_lzw *tiff_lzw_new(struct gm_error *err);

/*
 * Make out_nbytes bytes of the data.  False where they do not begin as they
 * should, are damaged, or make less; bytes after those that do are not looked
 * at.
 */
bool tiff_lzw_unpack(struct tiff_lzw *lzw, const uint8_t *data, size_t nbytes,
		     uint8_t *out, size_t out_nbytes);

/* Append what nbytes bytes, at least one, become.  Fails with GM_ERR_NOMEM. */
enum gm_status tiff_lzw_pack(struct tiff_lzw *lzw, const uint8_t *data,
			     size_t nbytes, struct bytes *out,
			     struct gm_error *err);

/* Safe on NULL. */
void tiff_lzw_free(struct tiff_lzw *lzw);

#endif
