/* SPDX-License-Identifier: MIT */
/*
 * codec_png_lib.h - libpng tied to our errors and our files
 *
 * The one file that includes libpng's header.
 */
#ifndef GM_FORMATS_PNG_CODEC_PNG_LIB_H
#define GM_FORMATS_PNG_CODEC_PNG_LIB_H

#include <png.h>

#include "base/file.h"
#include "codec/codec_trap.h"
#include "image/image.h"

/* Types of chunks, as the library tells which one it is at. */
#define CODEC_PNG_IHDR 0x49484452u
#define CODEC_PNG_IDAT 0x49444154u

/* The library's error pointer. */
struct codec_png_errors {
	struct codec_trap trap;
	char damaged[5]; /* name of the ancillary chunk just read if its CRC
			    is wrong, else "" */
	bool is_damaged; /* the pixels may not be what they were */
	uint32_t n_rows; /* of the picture being read, once that is known */
};

/* The library's callbacks. */
_Noreturn void codec_png_error(png_structp png, png_const_charp text);
void codec_png_warning(png_structp png, png_const_charp text);

/* The trap of a picture being read or written. */
struct codec_trap *codec_png_trap(png_const_structp png);

/* The bytes of a PNG, as the library asks for them. */
struct codec_png_input {
	struct file_in *in;
	const struct image_info *info; /* zeroed until the header is read */
	uint64_t n_row_bytes;          /* of IDAT, since the row was begun */
	bool ends_wrongly; /* its compressed data do, after all pixels: zeros
			      stand for a checksum that is missing, */
	uint64_t n_sure;   /* and what is beyond that much of IDAT is read byte
			      by byte, so that rows come before their end */
	uint64_t n_idat;   /* bytes of IDAT that were read */
	size_t n_zeros;    /* that were read where the file has ended */
	size_t n_tail;     /* of tail, its last bytes, that are next */
	uint8_t tail[16];  /* zeros in a chunk, and the head of the next one */
};

/*
 * Have png read from the input, which must outlive it.  In a step, reading
 * then fails with GM_ERR_TRUNCATED, GM_ERR_READ or, when a row takes far more
 * bytes than it can have, GM_ERR_CORRUPT.
 */
void codec_png_input_attach(struct codec_png_input *input, png_structp png);

/*
 * Are all rows of the picture delivered?  What is wrong after that, the end of
 * the compressed data and their checksum included, is not wrong with pixels.
 */
bool codec_png_has_all_rows(png_structp png);

/* Before each row. */
void codec_png_input_begin_row(struct codec_png_input *input);

/* Fail with GM_ERR_LIMIT beyond CODEC_PNG_MAX_SIDE. */
void codec_png_check_sides(png_structp png, png_infop info);

/*
 * Fail with GM_ERR_TRUNCATED when a file of this many bytes cannot hold the
 * picture of info, whatever it looks like.
 */
void codec_png_check_length(png_structp png, png_infop info,
			    uint64_t file_nbytes);

/*
 * Bytes of all rows with their filters, which the compressed data make; before
 * transformations are set.
 */
uint64_t codec_png_n_filtered(png_structp png, png_infop info);

/* Bits of a sample in the PNG that a gray picture of this shape becomes. */
unsigned codec_png_depth(const struct image_info *gray);

/* True where 16-bit samples have to be swapped: PNG's are big-endian. */
#define CODEC_PNG_SWAPS (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)

#endif
