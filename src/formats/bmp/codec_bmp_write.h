/* SPDX-License-Identifier: MIT */
/*
 * codec_bmp_write.h - the encode operations of BMP, see codec.h
 *
 * Gray becomes 8 bits with a gray palette, gray+alpha 32 bits with a mask.
 */
#ifndef GM_FORMATS_BMP_CODEC_BMP_WRITE_H
#define GM_FORMATS_BMP_CODEC_BMP_WRITE_H

#include "codec/codec.h"

enum gm_status codec_bmp_write_open(struct encoder *enc,
				    const struct metadata *metadata,
				    const struct conversion *conversion,
				    struct gm_error *err);
enum gm_status codec_bmp_write_finish(struct encoder *enc,
				      struct gm_error *err);

#endif
