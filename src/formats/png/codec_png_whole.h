/* SPDX-License-Identifier: MIT */
/*
 * codec_png_whole.h - are all pixels in compressed data that end wrongly?
 *
 * libpng asks for the end of them before it has delivered what it has.
 */
#ifndef GM_FORMATS_PNG_CODEC_PNG_WHOLE_H
#define GM_FORMATS_PNG_CODEC_PNG_WHOLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/file.h"

/*
 * Read the file from its start, and tell whether what there is of IDAT makes
 * nbytes bytes, whatever follows them.  *n_sure bytes of it are before the last
 * that are needed.  Fails with GM_ERR_NOMEM or GM_ERR_READ.
 */
enum gm_status codec_png_whole(struct file_in *in, uint64_t nbytes,
			       bool *is_whole, uint64_t *n_sure,
			       struct gm_error *err);

#endif
