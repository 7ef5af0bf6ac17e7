/* SPDX-License-Identifier: MIT */
/*
 * tiff_picture.h - the strips or tiles of one picture, gray, into the copy
 */
#ifndef GM_FORMATS_TIFF_TIFF_PICTURE_H
#define GM_FORMATS_TIFF_TIFF_PICTURE_H

#include "base/err.h"
#include "formats/tiff/tiff_copy.h"
#include "formats/tiff/tiff_tree.h"

/*
 * Write the blocks of the picture, whose directory is copy->directory, in the
 * way that was chosen for it, and append to copy->fields where they are, and
 * what is new of how they are coded.  copy->piece_list has its metadata, not
 * yet settled.  Fails as tiff_blocks_find(), tiff_luma_copy(),
 * tiff_recode_page() and file_out_write() do.
 */
enum gm_status tiff_picture_put(struct tiff_copy *copy,
				const struct tiff_node *node,
				struct gm_error *err);

#endif
