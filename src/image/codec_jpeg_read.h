/* SPDX-License-Identifier: MIT */
/*
 * codec_jpeg_read.h - the decoding half of codec_jpeg, see codec.h
 */
#ifndef GM_IMAGE_CODEC_JPEG_READ_H
#define GM_IMAGE_CODEC_JPEG_READ_H

#include "image/codec.h"

enum gm_status codec_jpeg_read_open(struct decoder *dec, struct file_in *in,
				    const struct decode_options *options,
				    struct gm_error *err);

enum gm_status codec_jpeg_read_rows(struct decoder *dec, void *rows,
				    uint32_t n_rows, struct gm_error *err);

enum gm_status codec_jpeg_read_finish(struct decoder *dec,
				      struct gm_error *err);

void codec_jpeg_read_close(struct decoder *dec);

#endif
