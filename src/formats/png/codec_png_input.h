/* SPDX-License-Identifier: MIT */
/*
 * codec_png_input.h - the bytes of a PNG, as libpng asks for them
 */
#ifndef GM_FORMATS_PNG_CODEC_PNG_INPUT_H
#define GM_FORMATS_PNG_CODEC_PNG_INPUT_H

#include "base/file.h"
#include "formats/png/codec_png_lib.h"

struct codec_png_input {
	struct file_in *in;
	const struct image_info *info; /* zeroed until the header is read */
	bool in_crumbs;                /* lose none of a file that is cut */
	uint64_t n_row_bytes;          /* of IDAT, since the row was begun */
};

/* True of Apple's variant, which has pixels of its own. */
bool codec_png_input_is_cgbi(struct file_in *in);

/*
 * Have png read from the input, which must outlive it.  In a step, reading
 * then fails with GM_ERR_TRUNCATED, GM_ERR_READ or, when a row takes far more
 * bytes than it can have, GM_ERR_CORRUPT.
 */
void codec_png_input_attach(struct codec_png_input *input, png_structp png);

/* Before each row. */
void codec_png_input_begin_row(struct codec_png_input *input, png_structp png);

#endif
