/* SPDX-License-Identifier: MIT */
/*
 * image.h - the shape of a picture and of its rows in memory
 *
 * Every decoder produces rows of this shape, every encoder consumes them.
 * Rows run top to bottom without padding; samples are interleaved, alpha is
 * last and not premultiplied.
 */
#ifndef GM_IMAGE_IMAGE_H
#define GM_IMAGE_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/file.h"

/* Widest and tallest picture that any codec is asked for. */
#define IMAGE_MAX_SIDE 2147483647u

/* Widest one that is held: a row, of 16 bytes a pixel, takes half of memory. */
#define IMAGE_MAX_WIDTH (SIZE_MAX / 2 / 16)

/* Pixels, and bytes of memory, that a file may ask for however small it is. */
#define IMAGE_FREE_PIXELS (UINT64_C(1) << 22)
#define IMAGE_FREE_NBYTES (UINT64_C(64) << 20)

/*
 * Most bytes of memory for a byte of file.  Run lengths of TGA make 64 pixels
 * of a byte of it, or 26 of 4; photographs make 10.  With what is free, a file
 * of 1 MB stays below 256 MiB.
 */
#define IMAGE_HELD_RATIO 160u

/*
 * Pixels that a file may ask for however little it is, where a byte can stand
 * for a thousand and each becomes a byte or two: a blank sheet of A0 at 600
 * dots per inch, half of that with alpha.  And for each byte of it: drawings
 * have no more.
 */
#define IMAGE_BLANK_PIXELS (UINT64_C(1) << 29)
#define IMAGE_BLANK_RATIO  32u

/* Bytes of a pixel, where a row is all that is held. */
#define IMAGE_WIDE_NBYTES 8u

/* With --salvage, the part of a picture that must be there. */
#define IMAGE_SALVAGE_PART 16u

struct image_info {
	uint32_t width;      /* pixels, 1..IMAGE_MAX_SIDE, IMAGE_MAX_WIDTH */
	uint32_t height;     /* pixels, 1..IMAGE_MAX_SIDE */
	uint32_t channels;   /* 1 gray, 2 gray+alpha, 3 RGB, 4 RGBA */
	uint32_t bits;       /* of a sample in memory: 8 or 16 (native-endian,
				sRGB-coded), or 32 (float, linear light) */
	uint32_t exact_bits; /* 1, 2, 4, 8, 16, 32: every sample is k * M /
				(2^exact_bits - 1) for a whole k, so a gray
				file of that depth holds it without loss */
	uint32_t gray_bits;  /* of colour: exact_bits once it is gray, where
				that is known; else 0 */
};

/* Bytes of one row: width * channels * bits / 8. */
static inline size_t
image_row_nbytes(const struct image_info *info)
{
	return (size_t)info->width * info->channels * (info->bits / 8);
}

/* What image_check_held() lets a file hold, whatever the conversion does. */
static inline uint64_t
image_held_most(const struct file_in *in)
{
	return IMAGE_FREE_NBYTES + IMAGE_HELD_RATIO * in->nbytes;
}

/*
 * Check width * height against max_pixels, by division, before anything is
 * allocated, and width against IMAGE_MAX_WIDTH and what a row may take of
 * image_held_most().  Fails with GM_ERR_CORRUPT (a side of 0) or GM_ERR_LIMIT,
 * whose text names the size, the limit and the option.  What is not refused is
 * what the file asks for, see file_in_ask().
 */
enum gm_status image_check_size(const struct file_in *in, uint32_t width,
				uint32_t height, uint64_t max_pixels,
				struct gm_error *err);

/*
 * Check what a picture needs, by its header, against max_nbytes; 0 is no limit.
 * Fails with GM_ERR_NOMEM, whose text names the size, the limit and the option.
 */
enum gm_status image_check_memory(uint32_t width, uint32_t height,
				  uint64_t nbytes, uint64_t max_nbytes,
				  struct gm_error *err);

/*
 * The same for a picture that is held as a whole, of which a file of so many
 * bytes may ask no more than IMAGE_FREE_NBYTES and IMAGE_HELD_RATIO for each of
 * them.  Fails with GM_ERR_LIMIT then.
 */
enum gm_status image_check_held(const struct file_in *in, uint32_t width,
				uint32_t height, uint64_t nbytes,
				uint64_t max_nbytes, struct gm_error *err);

/*
 * Check that a file can hold the pixels, of which more than IMAGE_FREE_PIXELS
 * take a byte for each per_byte of them: what no encoder of its format packs
 * tighter.  Fails with GM_ERR_TRUNCATED.
 */
enum gm_status image_check_ratio(const struct file_in *in, uint32_t width,
				 uint32_t height, uint32_t per_byte,
				 struct gm_error *err);

/*
 * Check that the pixels are no more than IMAGE_BLANK_PIXELS lets a file ask
 * for. Fails with GM_ERR_LIMIT.
 */
enum gm_status image_fail_blank(const struct file_in *in, uint32_t width,
				uint32_t height, struct gm_error *err);
enum gm_status image_check_blank(const struct file_in *in, uint32_t width,
				 uint32_t height, bool has_alpha,
				 struct gm_error *err);

/*
 * Check the same of the bytes of all frames, gray of this shape or of colours
 * of it; all pixels are what the file asks for.  Fewer than 2 frames pass.
 */
enum gm_status image_check_frames(const struct file_in *in,
				  const struct image_info *info,
				  uint32_t n_frames, struct gm_error *err);

/*
 * Rows that must be there for a picture to be salvaged: one, or of a large
 * picture one of IMAGE_SALVAGE_PART.
 */
uint32_t image_salvage_rows(uint32_t width, uint32_t height);

/*
 * Check that the rest of the file can hold n_rows rows of at least row_nbytes
 * bytes, so that a few bytes cannot ask for a huge picture; the last row may
 * lack spare_nbytes of them.  Fails with GM_ERR_TRUNCATED.
 */
enum gm_status image_check_rows(const struct file_in *in, uint32_t n_rows,
				uint64_t row_nbytes, unsigned spare_nbytes,
				struct gm_error *err);

#endif
