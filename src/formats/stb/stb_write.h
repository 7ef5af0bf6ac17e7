/* SPDX-License-Identifier: MIT */
/*
 * stb_write.h - a whole picture through stb_image_write
 *
 * The picture is the struct whole of the encoder.  Fails as file_out_write()
 * does, which stb itself would not notice.
 */
#ifndef GM_FORMATS_STB_STB_WRITE_H
#define GM_FORMATS_STB_STB_WRITE_H

#include "codec/codec.h"

/* Write 8-bit gray, or gray+alpha, as TGA with run-length coding. */
enum gm_status stb_write_tga(struct encoder *enc, struct gm_error *err);

/* Write gray floats as Radiance RGBE. */
enum gm_status stb_write_hdr(struct encoder *enc, struct gm_error *err);

/* Write 8-bit gray+alpha as a BMP of 32 bits with an alpha mask. */
enum gm_status stb_write_bmp(struct encoder *enc, struct gm_error *err);

#endif
