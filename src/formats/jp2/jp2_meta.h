/* SPDX-License-Identifier: MIT */
/*
 * jp2_meta.h - what the boxes and comments of a picture say besides its pixels
 */
#ifndef GM_FORMATS_JP2_JP2_META_H
#define GM_FORMATS_JP2_JP2_META_H

#include "formats/jp2/j2k_header.h"
#include "formats/jp2/jp2_boxes.h"

/* Add what a gray picture may keep.  Fails as settle_add(), or GM_ERR_READ. */
enum gm_status jp2_meta_read(const struct jp2_file *file,
			     const struct j2k_header *header,
			     struct file_in *in, bool is_color,
			     struct metadata *metadata, struct gm_error *err);

#endif
