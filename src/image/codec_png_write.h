/* SPDX-License-Identifier: MIT */
/*
 * codec_png_write.h - the encoding half of codec_png, see codec.h
 */
#ifndef GM_IMAGE_CODEC_PNG_WRITE_H
#define GM_IMAGE_CODEC_PNG_WRITE_H

#include "image/codec.h"

enum gm_status codec_png_write_open(struct encoder *enc,
				    const struct metadata *metadata,
				    const struct encode_options *options,
				    struct gm_error *err);

enum gm_status codec_png_write_rows(struct encoder *enc, void *rows,
				    uint32_t n_rows, struct gm_error *err);

enum gm_status codec_png_write_finish(struct encoder *enc,
				      struct gm_error *err);

void codec_png_write_close(struct encoder *enc);

#endif
