/* SPDX-License-Identifier: MIT */
/*
 * heif_boxes.h - the boxes that tell of items, one function for each
 *
 * In the order of ISO/IEC 14496-12, section 8.11, and ISO/IEC 23008-12, section
 * 9.3.  in is what the box holds, after its head.  All but pitm and iinf speak
 * of items that are there: of others nothing is kept.  They fail with
 * GM_ERR_CORRUPT, GM_ERR_LIMIT or GM_ERR_NOMEM.
 */
#ifndef GM_FORMATS_HEIF_HEIF_BOXES_H
#define GM_FORMATS_HEIF_HEIF_BOXES_H

#include "formats/heif/heif_items.h"

/* 8.11.4: which item is the picture. */
enum gm_status heif_boxes_pitm(struct heif_items *items, struct bmff_in in,
			       struct gm_error *err);

/* 8.11.6: what items there are.  They are then in the order of their ids. */
enum gm_status heif_boxes_iinf(struct heif_items *items, struct bmff_in in,
			       struct gm_error *err);

/* 8.11.3: where they are. */
enum gm_status heif_boxes_iloc(struct heif_items *items, struct bmff_in in,
			       struct gm_error *err);

/* 8.11.12: which refer to which. */
enum gm_status heif_boxes_iref(struct heif_items *items, struct bmff_in in,
			       struct gm_error *err);

/* 9.3: their properties. */
enum gm_status heif_boxes_iprp(struct heif_items *items, struct bmff_in in,
			       struct gm_error *err);

#endif
