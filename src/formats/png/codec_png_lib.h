/* SPDX-License-Identifier: MIT */
/*
 * codec_png_lib.h - libpng tied to our errors
 *
 * The one file that includes libpng's header.
 */
#ifndef GM_FORMATS_PNG_CODEC_PNG_LIB_H
#define GM_FORMATS_PNG_CODEC_PNG_LIB_H

#include <png.h>

#include "codec/codec_trap.h"
#include "image/image.h"

/* The library's error pointer. */
struct codec_png_errors {
	struct codec_trap trap;
	char damaged[5]; /* name of the ancillary chunk just read if its CRC
			    is wrong, else "" */
};

/* The library's callbacks. */
_Noreturn void codec_png_error(png_structp png, png_const_charp text);
void codec_png_warning(png_structp png, png_const_charp text);

/* The trap of a picture being read or written. */
struct codec_trap *codec_png_trap(png_const_structp png);

/*
 * Fail with GM_ERR_TRUNCATED when a file of this many bytes cannot hold the
 * picture of info, whatever it looks like.
 */
void codec_png_check_length(png_structp png, png_infop info,
			    uint64_t file_nbytes);

/* Bits of a sample in the PNG that a gray picture of this shape becomes. */
unsigned codec_png_depth(const struct image_info *gray);

/* True where 16-bit samples have to be swapped: PNG's are big-endian. */
#define CODEC_PNG_SWAPS (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)

#endif
