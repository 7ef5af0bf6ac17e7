/* SPDX-License-Identifier: MIT */
/*
 * ico.h - icons and cursors of Windows: a directory of pictures
 *
 * Each entry has 16 bytes: width and height, of which 0 is 256, and where the
 * picture stands, which is a PNG, or a BMP without its file header whose height
 * counts a mask of one bit a pixel, too.  The numbers in the directory are
 * often wrong: those of the pictures themselves count.
 */
#ifndef GM_FORMATS_ICO_ICO_H
#define GM_FORMATS_ICO_ICO_H

#include "codec/codec.h"

#define ICO_HEADER_NBYTES 6u
#define ICO_ENTRY_NBYTES  16u

/* A picture of the file. */
struct ico_picture {
	uint64_t at;     /* within the file, */
	uint64_t nbytes; /* as is all of it, and which is not 0 */
	uint64_t n_pixels;
	uint32_t bits; /* of a pixel; 0 when not known */
	bool is_png;
};

/*
 * Find the picture of most pixels, of those the one of most bits, of those the
 * first; in is at its start.  Takes time in proportion to *n_pictures.  Fails
 * with GM_ERR_TRUNCATED, GM_ERR_CORRUPT or GM_ERR_READ.
 */
enum gm_status ico_find(struct file_in *in, struct ico_picture *best,
			unsigned *n_pictures, struct gm_error *err);

/*
 * Of the part of a file that is such a BMP: the mask becomes alpha, unless
 * pixels have one of their own.
 */
extern const struct codec_reader ico_dib_reader;

#endif
