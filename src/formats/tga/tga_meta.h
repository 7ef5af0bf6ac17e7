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

/* Longest image ID. */
#define TGA_META_ID_MAX_NBYTES 255u

/* Bytes of extension area and footer, which most often end the file. */
#define TGA_META_TAIL_NBYTES 521u

/* Keep the image ID, of at most that many bytes.  Fails as metadata_add(). */
enum gm_status tga_meta_take_id(struct metadata *metadata, const uint8_t *id,
				size_t nbytes, struct gm_error *err);

/*
 * After the pixels: keep what the extension area says, and set has_more if
 * there is more than that and the footer.  Fails as metadata_add().
 */
enum gm_status tga_meta_take_tail(struct decoder *dec, struct file_in *in,
				  struct gm_error *err);

/*
 * Write the header of a gray picture with an image ID that was kept; and
 * after the pixels the extension area.  Fail as file_out_write() does.
 */
enum gm_status tga_meta_write_head(struct encoder *enc,
				   const struct metadata *metadata,
				   struct gm_error *err);
enum gm_status tga_meta_write_tail(struct encoder *enc,
				   const struct metadata *metadata,
				   struct gm_error *err);

#endif
