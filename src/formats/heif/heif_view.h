/* SPDX-License-Identifier: MIT */
/*
 * heif_view.h - which part of what is decoded is shown, and how it is turned
 *
 * The source is ISO/IEC 14496-12, section 12.1.4 (clap), and ISO/IEC 23008-12,
 * sections 6.5.10 (irot) and 6.5.12 (imir), which count in the order in which
 * an item has them.  Whatever that is, a rectangle is cut out and then turned.
 */
#ifndef GM_FORMATS_HEIF_HEIF_VIEW_H
#define GM_FORMATS_HEIF_HEIF_VIEW_H

#include "formats/heif/heif_items.h"
#include "image/turn.h"

struct heif_view {
	uint32_t x; /* the rectangle, of what is decoded; it lies within */
	uint32_t y;
	uint32_t width;
	uint32_t height;
	struct turn turn; /* of it */
};

/* Width and height of what is shown. */
static inline uint32_t
heif_view_width(const struct heif_view *view)
{
	return view->turn.transposes ? view->height : view->width;
}

static inline uint32_t
heif_view_height(const struct heif_view *view)
{
	return view->turn.transposes ? view->width : view->height;
}

/* All of a picture of that size, upright. */
static inline struct heif_view
heif_view_of(uint32_t width, uint32_t height)
{
	return (struct heif_view){.width = width, .height = height};
}

/*
 * What the item's properties make of the view.  Fails with GM_ERR_CORRUPT for
 * an aperture that is empty or not within the picture, or with
 * GM_ERR_UNSUPPORTED for a property that must not be passed over and is not
 * known.
 */
enum gm_status heif_view_apply(struct heif_view *view,
			       const struct heif_items *items,
			       const struct heif_item *item,
			       struct gm_error *err);

/* Has the item properties that would change a view? */
bool heif_view_is_changed(const struct heif_items *items,
			  const struct heif_item *item);

#endif
