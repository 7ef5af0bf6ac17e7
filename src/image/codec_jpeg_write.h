/* SPDX-License-Identifier: MIT */
/*
 * codec_jpeg_write.h - the encoding half of codec_jpeg, see codec.h
 */
#ifndef GM_IMAGE_CODEC_JPEG_WRITE_H
#define GM_IMAGE_CODEC_JPEG_WRITE_H

#include "image/codec.h"

/* Quality where neither the user nor the metadata gives one. */
#define CODEC_JPEG_QUALITY 90

enum gm_status codec_jpeg_write_open(struct encoder *enc,
				     const struct metadata *metadata,
				     const struct encode_options *options,
				     struct gm_error *err);

enum gm_status codec_jpeg_write_rows(struct encoder *enc, void *rows,
				     uint32_t n_rows, struct gm_error *err);

enum gm_status codec_jpeg_write_finish(struct encoder *enc,
				       struct gm_error *err);

void codec_jpeg_write_close(struct encoder *enc);

#endif
