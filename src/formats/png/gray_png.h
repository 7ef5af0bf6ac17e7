/* SPDX-License-Identifier: MIT */
/*
 * gray_png.h - a PNG to its gray one, in one pass over the whole file
 *
 * The direct way for the common kinds: inflate, undo the filters, gray,
 * filter, deflate, with the picture in memory.  A file that is gray already
 * passes through as it is, once its pixels are seen to be whole.  Gives the
 * same pixels as libpng, or steps aside; but for compressed data with codes
 * that RFC 1951 forbids, which libdeflate takes and zlib does not.
 */
#ifndef GM_FORMATS_PNG_GRAY_PNG_H
#define GM_FORMATS_PNG_GRAY_PNG_H

#include <stdint.h>

#include "base/err.h"
#include "base/file.h"
#include "codec/conversion.h"

/*
 * Most bytes of all rows that are held: 256 MiB, a picture of 89 million
 * pixels in RGB.  Besides, the compressed data of input and output are held.
 */
#define GRAY_PNG_MAX_BYTES (UINT64_C(256) << 20)

/* Buffers kept from file to file. */
struct gray_png;

/* Make the buffers; gray_png_free() releases.  Fails with GM_ERR_NOMEM. */
enum gm_status gray_png_new(struct gray_png **png, struct gm_error *err);

void gray_png_free(struct gray_png *png);

/*
 * Read a PNG from the start of in and write its gray one to out; neither is
 * closed or committed.  Fails with
 *   GM_ERR_UNSUPPORTED  stepped aside: unusual, not well-formed to the last
 *                       byte, or over a limit of conversion; the text says
 *                       what, and nothing was written.
 *                       The caller rewinds in and takes another way, which
 *                       has the last word
 *   GM_ERR_READ, GM_ERR_WRITE, GM_ERR_FULL, GM_ERR_NOMEM  as everywhere
 */
enum gm_status gray_png_copy(struct gray_png *png, struct file_in *in,
			     struct file_out *out,
			     const struct conversion *conversion,
			     struct outcome *outcome, struct gm_error *err);

#endif
