/* SPDX-License-Identifier: MIT */
/*
 * tga_meta.h - what a TGA says besides its pixels
 *
 * That is the image ID after the header, and the extension area of version 2,
 * which the footer points to, with the author and the comments.
 */
#ifndef GM_FORMATS_TGA_TGA_META_H
#define GM_FORMATS_TGA_TGA_META_H

#include "codec/codec.h"

/*
 * What tag[0] of a piece says it is, here the image ID; of most others only
 * the value counts.
 */
#define TGA_META_ID 'I'

/* Bytes of extension area and footer, which most often end the file. */
#define TGA_META_TAIL_NBYTES 521u

/* Read and keep the image ID, of that many bytes.  Fails as metadata_add(). */
enum gm_status tga_meta_take_id(struct metadata *metadata, struct file_in *in,
				uint8_t nbytes, struct gm_error *err);

/*
 * After the pixels: keep what the extension area says, and set has_more if
 * there is more than that and the footer.  Fails as metadata_add().
 */
enum gm_status tga_meta_take_tail(struct decoder *dec, struct file_in *in,
				  struct gm_error *err);

/* The piece that was kept under that tag; zeroed when none. */
struct metadata_piece tga_meta_find(const struct metadata *metadata,
				    uint8_t tag);

/*
 * After the pixels, write the extension area that was kept, if any.  Fails as
 * file_out_write() does.
 */
enum gm_status tga_meta_write_tail(struct encoder *enc,
				   const struct metadata *metadata,
				   struct gm_error *err);

#endif
