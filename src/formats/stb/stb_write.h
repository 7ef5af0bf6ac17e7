/* SPDX-License-Identifier: MIT */
/*
 * stb_write.h - a whole picture through stb_image_write
 *
 * The header, which may say more than stb knows, is the caller's to write
 * before.  The picture is the struct whole of the encoder.  Fails as
 * file_out_write() does, which stb itself would not notice.
 */
#ifndef GM_FORMATS_STB_STB_WRITE_H
#define GM_FORMATS_STB_STB_WRITE_H

#include "codec/codec.h"

/* Write the pixels of a TGA, 8-bit gray or gray+alpha, with run lengths. */
enum gm_status stb_write_tga(struct encoder *enc, struct gm_error *err);

/* Write the scan lines of a Radiance RGBE file from gray floats. */
enum gm_status stb_write_hdr(struct encoder *enc, struct gm_error *err);

#endif
