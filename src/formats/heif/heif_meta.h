/* SPDX-License-Identifier: MIT */
/*
 * heif_meta.h - the box meta of a file: its items
 *
 * The source is ISO/IEC 14496-12, section 8.11.1.  What is in it stands in any
 * order.
 */
#ifndef GM_FORMATS_HEIF_HEIF_META_H
#define GM_FORMATS_HEIF_HEIF_META_H

#include "formats/heif/heif_items.h"

/*
 * Read the box meta into *items, which must be empty.  Fails with
 * GM_ERR_CORRUPT, GM_ERR_UNSUPPORTED (no pictures in it), GM_ERR_LIMIT (more
 * than the bounds of heif_items.h), GM_ERR_TRUNCATED, GM_ERR_READ or
 * GM_ERR_NOMEM.
 */
enum gm_status heif_meta_read(struct heif_items *items,
			      struct file_cursor *cursor,
			      const struct bmff_box *meta,
			      struct gm_error *err);

#endif
