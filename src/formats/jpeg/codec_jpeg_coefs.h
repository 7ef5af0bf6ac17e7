/* SPDX-License-Identifier: MIT */
/*
 * codec_jpeg_coefs.h - a JPEG to its gray one by its coefficients
 *
 * The way between src/jpeg, which copies bits of what is common, and the
 * pixels: the library decodes the entropy coding, and the quantised
 * coefficients of Y are coded again, without loss.  It takes all that the
 * library reads where Y is the gray picture, and holds the whole picture in
 * memory.
 */
#ifndef GM_FORMATS_JPEG_CODEC_JPEG_COEFS_H
#define GM_FORMATS_JPEG_CODEC_JPEG_COEFS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/file.h"
#include "meta/metadata.h"

/* Called now and then, when more of the input has been read. */
typedef void (*codec_jpeg_meter_fn)(void *ctx);

struct codec_jpeg_coefs_options {
	uint64_t max_pixels; /* refuse more, from the header */
	uint64_t max_nbytes; /* step aside where coefficients take more; 0 is
				no limit */
	bool salvage;        /* damage is a warning, see decode_options */
	codec_jpeg_meter_fn meter;
	void *meter_ctx;
};

/* What came of it; filled as far as it came, whatever the status. */
struct codec_jpeg_coefs_info {
	uint32_t width; /* pixels; 0 until the header was read */
	uint32_t height;
	bool has_more;                     /* bytes behind the picture were
					      left out */
	char warning[GM_ERROR_TEXT_BYTES]; /* "" is none */
};

/*
 * Read a JPEG from the start of in and write its gray one to out; neither is
 * closed or committed.  A progressive file stays progressive, all others
 * become sequential, both with Huffman tables of their own.  metadata must be
 * empty and is left with the pieces that were kept.  Fails as decoding by
 * codec_jpeg does, and besides with
 *   GM_ERR_UNSUPPORTED  the picture is not its Y, or its coefficients are not
 *                       in the range that can be written: take the pixels
 *   GM_ERR_WRITE, GM_ERR_FULL
 */
enum gm_status
codec_jpeg_coefs_copy(struct file_in *in, struct file_out *out,
		      struct metadata *metadata,
		      const struct codec_jpeg_coefs_options *options,
		      struct codec_jpeg_coefs_info *info, struct gm_error *err);

#endif
